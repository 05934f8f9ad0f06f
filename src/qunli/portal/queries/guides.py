"""The guides, as the site shows them: the files of docs/guides, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from qunli.engines.notation.script import to_traditional
from qunli.people.states import Role

PACKAGED: Final = Path(__file__).resolve().parents[2] / "guides"
IN_THE_CLONE: Final = Path(__file__).resolve().parents[4] / "docs" / "guides"
SUFFIX: Final = ".md"

FOR: Final[dict[str, tuple[Role, ...]]] = {
    "operator": (Role.OPERATOR,),
    "authority": (Role.AUTHORITY,),
    "service": (Role.SERVICE_BODY,),
    "member": (Role.MEMBER_EDITOR, Role.UNIT_ADMINISTRATOR, Role.TEAM_MEMBER),
    "recommending": (Role.RECOMMENDING_UNIT,),
    "expert": (Role.EXPERT,),
    "finance": (Role.FINANCE,),
    "auditor": (Role.AUDITOR,),
    "administrator": (Role.ADMINISTRATOR,),
    "account": (),
}
"""The guides in their order, and whose they are; the last one is everybody's."""


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide: its heading, what its first paragraph says, and the rest as HTML."""

    name: str
    title: str
    lead: str
    body: str


def guide(name: str) -> Guide | None:
    """Return a guide in the language of the moment; None where there is none of that name."""
    return _read(name, get_language() or "") if name in FOR else None


def guides_for(roles: frozenset[str]) -> tuple[list[Guide], list[Guide]]:
    """Return the guides of somebody's roles, and the others."""
    read = [(_read(name, get_language() or ""), bool(roles.intersection(whose))) for name, whose in FOR.items()]
    return [one for one, own in read if own], [one for one, own in read if not own]


def guide_for(roles: frozenset[str]) -> str:
    """Return the address of the guide that somebody needs first."""
    own = [name for name, whose in FOR.items() if roles.intersection(whose)]
    return reverse("portal:guide", args=[own[0]]) if own else reverse("portal:help")


@cache
def _read(name: str, language: str) -> Guide:
    folder = PACKAGED if PACKAGED.exists() else IN_THE_CLONE
    chinese = language.startswith("zh")
    text = ((folder / "zh" if chinese else folder) / (name + SUFFIX)).read_text(encoding="utf-8")
    if language == "zh-hant":
        text = to_traditional(text)
    title, _, rest = text.removeprefix("# ").partition("\n")
    lead = rest.strip().partition("\n\n")[0]
    return Guide(name, title.strip(), _plain(lead), _markdown().render(rest))


def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.add_render_rule("table_open", _table)
    made.add_render_rule("link_open", _link)
    return made


def _table(self: Any, tokens: Sequence[Any], place: int, *_more: Any) -> str:  # noqa: ANN401 -- the library's own
    del self, tokens, place
    return '<table class="table">'


def _link(self: Any, tokens: Sequence[Any], place: int, options: Any, env: Any) -> str:  # noqa: ANN401 -- as above
    """Turn the file name of another guide into its address."""
    del env
    token = tokens[place]
    target = str(token.attrs.get("href", ""))
    if target.endswith(SUFFIX):
        token.attrs["href"] = reverse("portal:guide", args=[target.removesuffix(SUFFIX)])
    return str(self.renderToken(tokens, place, options, {}))


def _plain(lead: str) -> str:
    return "".join(sign for sign in lead if sign not in "*`")
