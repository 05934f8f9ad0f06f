"""Finding a jurisdiction by its code or by its name as people write it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from qunli.directory.models import Jurisdiction
from qunli.engines.notation.script import to_simplified
from qunli.engines.notation.unreadable import Expected, Unreadable
from qunli.engines.notation.width import fold_width

_ENDINGS: Final = ("特别行政区", "自治区", "自治州", "街道", "地区", "省", "市", "区", "县", "镇", "乡")
_HEADINGS: Final = frozenset({"市辖区", "县", "省直辖县级行政区划"})
_LONGEST: Final = 40
_SHORTEST: Final = 2


class UnknownPlace(Unreadable):
    """No jurisdiction of the list has this code or name."""

    code: ClassVar[str] = "unknown_place"


class AmbiguousPlace(Unreadable):
    """Several jurisdictions bear this name."""

    code: ClassVar[str] = "ambiguous_place"


@dataclass(frozen=True, slots=True)
class _Place:
    code: str
    names: frozenset[str]
    parent: str | None


class PlaceNames:
    """The list of jurisdictions, ready to be asked: `read("闵行区梅陇镇")` gives the town's code."""

    def __init__(self, rows: Iterable[Jurisdiction]) -> None:
        """Index every name with and without what kind of place it is."""
        self._places = {row.code: _Place(row.code, _spellings(row.name, row.name_en), row.parent_id) for row in rows}
        self._named: dict[str, list[_Place]] = defaultdict(list)
        for place in self._places.values():
            for name in place.names:
                self._named[name].append(place)

    def read(self, text: str) -> str:
        """Return the code. Raises `UnknownPlace` and `AmbiguousPlace`."""
        plain = to_simplified("".join(fold_width(text).split())).casefold()
        if plain.isdigit():
            return self._by_code(text, plain)
        found = self._named.get(plain) or self._by_path(plain)
        if not found:
            raise UnknownPlace(text, 0, Expected.CHOICE)
        if len({place.code for place in found}) > 1:
            raise AmbiguousPlace(text, 0, Expected.CHOICE)
        return found[0].code

    def _by_code(self, text: str, digits: str) -> str:
        for code in (digits, digits.ljust(6, "0"), digits.rstrip("0").ljust(6, "0")):
            if code in self._places:
                return code
        raise UnknownPlace(text, 0, Expected.CHOICE)

    def _by_path(self, plain: str) -> list[_Place]:
        """Read 上海市闵行区梅陇镇: the last name, before it names of the places around, any of them left out."""
        for start in range(1, min(len(plain), _LONGEST) - 1):
            last = self._named.get(plain[start:], [])
            found = [place for place in last if self._leads_to(plain[:start], place)]
            if found:
                return found
        return []

    def _leads_to(self, path: str, place: _Place) -> bool:
        parent = self._places.get(place.parent or "")
        if not path:
            return True
        if parent is None:
            return False
        shorter = {path[: -len(name)] for name in parent.names if path.endswith(name)}
        return any(self._leads_to(rest, parent) for rest in (*shorter, path))


def _spellings(name: str, english: str) -> frozenset[str]:
    if name in _HEADINGS:
        return frozenset()
    plain = to_simplified(name)
    found = {plain, english.casefold().replace(" ", "")} - {""}
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= _SHORTEST:
            found.add(plain.removesuffix(ending))
            break
    return frozenset(found)
