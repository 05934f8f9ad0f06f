"""Which organization a name or code means, and the names under which organizations are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from qunli.core.states import Words, strung
from qunli.directory.models import Organization
from qunli.directory.queries.organizations import organizations_matching
from qunli.engines.notation.names import name_key

_SEVERAL: Final = 5


class NotOneMeant(LookupError):
    """A text means no organization, or several: `names` are the first of them."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names

    def words(self, *, none: Words, several: Words) -> str:
        """Say which of the two it is, in the words given; `several` has a place for the names."""
        return str(several) % {"names": strung(self.names)} if self.names else str(none)


def organization_meant(text: str) -> Organization:
    """Return the one organization that a name or a code means. Raises `NotOneMeant`."""
    living = Organization.objects.filter(merged_into=None)
    written = text.strip()
    exact = living.filter(uscc=written.upper()).first() if written else None
    exact = exact or living.filter(name=written).first()
    if exact:
        return exact
    found = list(organizations_matching(living, written).order_by("sort_key", "id")[: _SEVERAL + 1])
    if len(found) == 1:
        return found[0]
    raise NotOneMeant(tuple(one.name for one in found[:_SEVERAL]))


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name under which an organization is known, with its key: its own, its English or a former one."""

    organization: int
    name: str
    key: str
    uscc: str


def known_names() -> list[KnownName]:
    """Return every name of every organization that was not merged away, its own name first; one statement."""
    rows = Organization.objects.filter(merged_into=None).order_by("id")
    found: list[KnownName] = []
    others: list[KnownName] = []
    for pk, name, key, english, former, uscc in rows.values_list(
        "pk", "name", "name_key", "name_en", "former_names", "uscc"
    ):
        found.append(KnownName(pk, name, key, uscc))
        others += [KnownName(pk, one, name_key(one), uscc) for one in (english, *former) if one]
    return found + others
