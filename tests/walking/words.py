"""What the site itself says, as opposed to what people write: looked for in the reader's own language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext, pgettext

SOURCE = "en"


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the site by its English source, with what stands in its holes."""

    source: str
    context: str = ""
    holes: tuple[tuple[str, Said | str], ...] = ()

    def in_language(self, language: str) -> str:
        """Return the text as a reader of this language must see it; one that nobody translated is a fault."""
        with translation.override(language):
            words = pgettext(self.context, self.source) if self.context else gettext(self.source)
        if language != SOURCE and words == self.source and any(one.isalpha() for one in words.partition("%(")[0]):
            msg = f"not translated into {language}: {self.source!r}"
            raise AssertionError(msg)
        filled = {name: value.in_language(language) if isinstance(value, Said) else value for name, value in self.holes}
        return words % filled if filled else words


Text = Said | str
"""What is looked for on a page: a text of the site, or, as it stands, what somebody wrote."""


def said(source: str, context: str = "", **holes: Said | str) -> Said:
    """Name a text of the site by its English source."""
    return Said(source, context, tuple(sorted(holes.items())))


def as_read(text: Text, language: str) -> str:
    """Return a text as it stands on the pages of a language."""
    return text.in_language(language) if isinstance(text, Said) else text


def plain(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())
