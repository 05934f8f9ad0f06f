"""The type of an element of a parsed page or paper, which lxml names as if it were private."""

from typing import TypeAlias

from lxml import etree

__all__ = ["Element"]

Element: TypeAlias = etree._Element  # noqa: SLF001 -- the documented class has no other name  # pyright: ignore[reportPrivateUsage] -- as said
