"""What is to be assigned: the tables as given, checked in full before anything is solved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from qunli.engines.assigning.arrays import Bools, Floats, Ints

__all__ = ["KNOWN", "Fault", "Instance", "InstanceRefused", "read_instance"]

KNOWN: Final = (
    "S", "coi", "pinned", "demand", "load_max", "load_min", "inst", "region", "home", "senior", "senior_least",
    "stratum", "quota", "group", "proposals", "experts",
)  # fmt: skip
"""Every array that is read; others in a file are left alone."""
_LARGEST: Final = 1 << 31


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a table: where, what, and what was found there."""

    where: str
    code: str
    found: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.code}" + (f" ({self.found})" if self.found else "")


class InstanceRefused(ValueError):
    """The tables cannot be read as an instance; `faults` names every reason."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Proposals down, experts across. A code of -1 says that nothing is known, so that no rule asks about it."""

    affinity: Floats
    forbidden: Bools
    pinned: Ints
    """Pairs that must be taken, one a row: proposal, expert."""
    demand: Ints
    load_max: Ints
    load_min: Ints
    institution: Ints | None = None
    region: Ints | None = None
    home: Ints | None = None
    """Each proposal's own region, in the codes of `region`."""
    senior: Bools | None = None
    senior_least: Ints | None = None
    stratum: Ints | None = None
    quota: Ints | None = None
    """How many of each stratum a proposal takes in a draw: proposals down, strata across."""
    group: Ints | None = None
    """Proposals with one code are judged by one panel in a draw."""
    proposals: tuple[str, ...] = ()
    experts: tuple[str, ...] = ()
    strata: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Proposals and experts."""
        many, across = self.affinity.shape
        return many, across


def read_instance(tables: Mapping[str, Any]) -> Instance:
    """Read arrays, lists or numbers by the names of `KNOWN`; one number stands for a whole row of them.

    Raises `InstanceRefused` with every fault found.
    """
    return _Reading(tables).instance()


class _Reading:
    """Reads table after table and gathers what is wrong."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.tables = {name: tables[name] for name in KNOWN if tables.get(name) is not None}
        self.faults: list[Fault] = []
        self.shape = (0, 0)

    def instance(self) -> Instance:
        """Read all; refuse when anything is wrong."""
        affinity = self._affinity()
        self._stop()
        many, across = self.shape
        demand = self._counts("demand", many)
        load_max = self._counts("load_max", across)
        load_min = self._counts("load_min", across, default=0)
        forbidden = self._marks("coi")
        pinned = self._marks("pinned")
        institution, _ = self._codes("inst", across)
        region, regions = self._codes("region", across)
        stratum, strata = self._codes("stratum", across)
        group, _ = self._codes("group", many)
        made = Instance(
            affinity, forbidden, np.argwhere(pinned).astype(np.int64), demand, load_max, load_min,
            institution=institution, region=region, home=self._home(region, regions),
            senior=self._flags("senior", across), senior_least=self._least(many),
            stratum=stratum, quota=self._quota(strata, demand), group=group,
            proposals=self._names("proposals", many), experts=self._names("experts", across), strata=tuple(strata),
        )  # fmt: skip
        self._cross(made)
        self._stop()
        return made

    def _stop(self) -> None:
        if self.faults:
            raise InstanceRefused(self.faults)

    def _fault(self, where: str, code: str, found: object = "") -> None:
        self.faults.append(Fault(where, code, str(found)))

    def _array(self, name: str) -> NDArray[Any]:
        try:
            return np.asarray(self.tables[name])
        except ValueError:
            self._fault(name, "rows of different length")
            return np.zeros(0)

    def _affinity(self) -> Floats:
        if "S" not in self.tables:
            self._fault("S", "missing")
            return np.zeros((0, 0))
        given = self._array("S")
        if given.ndim != 2 or given.dtype.kind not in "fiub":  # noqa: PLR2004 -- a table has two sides
            self._fault("S", "expected a table of numbers, proposals down and experts across", given.shape)
            return np.zeros((0, 0))
        values: Floats = given if given.dtype.name in {"float32", "float64"} else given.astype(np.float64)
        self.shape = (values.shape[0], values.shape[1])
        if values.size and not (np.isfinite(values.min()) and np.isfinite(values.max())):
            for row, column in np.argwhere(~np.isfinite(values))[:5]:
                self._fault(f"S[{row},{column}]", "not a finite number", values[row, column])
        return values

    def _counts(self, name: str, many: int, default: int | None = None) -> Ints:
        if name not in self.tables:
            if default is None:
                self._fault(name, "missing")
            return np.full(many, default or 0, np.int64)
        given = self._array(name)
        if given.ndim == 0:
            given = np.full(many, given)
        if given.shape != (many,) or given.dtype.kind not in "fiub":
            self._fault(name, f"expected {many} whole numbers", given.shape)
            return np.zeros(many, np.int64)
        wrong = ~((given >= 0) & (given < _LARGEST) & (given == np.floor(given)))
        for place in np.flatnonzero(wrong)[:5]:
            self._fault(f"{name}[{place}]", "expected a whole number from 0", given[place])
        return np.where(wrong, 0, given).astype(np.int64)

    def _marks(self, name: str) -> Bools:
        if name not in self.tables:
            return np.zeros(self.shape, np.bool_)
        given = self._array(name)
        if given.shape != self.shape or given.dtype.kind not in "fiub":
            self._fault(name, f"expected {self.shape[0]} x {self.shape[1]} yes or no", given.shape)
            return np.zeros(self.shape, np.bool_)
        return given if given.dtype == np.bool_ else given != 0

    def _flags(self, name: str, many: int) -> Bools | None:
        if name not in self.tables:
            return None
        given = self._array(name)
        if given.shape != (many,) or given.dtype.kind not in "fiub":
            self._fault(name, f"expected {many} yes or no", given.shape)
            return None
        return np.asarray(given != 0)

    def _words(self, name: str, many: int) -> list[str]:
        given = self._array(name)
        if given.shape != (many,):
            self._fault(name, f"expected {many} names", given.shape)
            return [""] * many
        return [_word(one) for one in given.tolist()]

    def _codes(self, name: str, many: int) -> tuple[Ints | None, list[str]]:
        """Number the names; an empty one is -1: not known."""
        if name not in self.tables:
            return None, []
        words = self._words(name, many)
        known = sorted(set(words) - {""})
        number = {word: place for place, word in enumerate(known)} | {"": -1}
        return np.array([number[word] for word in words], np.int64), known

    def _home(self, region: Ints | None, regions: list[str]) -> Ints | None:
        if "home" not in self.tables:
            return None
        if region is None:
            self._fault("home", "needs the table region beside it")
            return None
        number = {word: place for place, word in enumerate(regions)}
        return np.array([number.get(word, -1) for word in self._words("home", self.shape[0])], np.int64)

    def _least(self, many: int) -> Ints | None:
        if "senior" not in self.tables:
            return None
        return self._counts("senior_least", many, default=1)

    def _quota(self, strata: list[str], demand: Ints) -> Ints | None:
        """Read numbers by stratum, a name each or a row; each proposal's must add up to its demand."""
        if "quota" not in self.tables:
            return None
        given = self.tables["quota"]
        if isinstance(given, Mapping):
            unknown = sorted(str(one) for one in given if str(one) not in strata)
            if unknown:
                self._fault("quota", "no expert is of this stratum", ", ".join(unknown))
            given = [int(given.get(name, 0)) for name in strata]
        table = np.asarray(given)
        if table.ndim == 1:
            table = np.tile(table, (self.shape[0], 1))
        if table.shape != (self.shape[0], len(strata)) or table.dtype.kind not in "iu":
            self._fault("quota", f"expected whole numbers for {len(strata)} strata", table.shape)
            return None
        for place in np.flatnonzero(table.sum(axis=1) != demand)[:5]:
            self._fault(f"quota[{place}]", "does not add up to the demand", int(demand[place]))
        return table.astype(np.int64)

    def _names(self, name: str, many: int) -> tuple[str, ...]:
        if name not in self.tables:
            return ()
        words = tuple(self._words(name, many))
        if len(set(words)) != many:
            self._fault(name, "names must differ")
        return words

    def _cross(self, made: Instance) -> None:
        """Find what contradicts itself between two tables."""
        for place in np.flatnonzero(made.load_min > made.load_max)[:5]:
            self._fault(f"load_min[{place}]", "above load_max", f"{made.load_min[place]} > {made.load_max[place]}")
        for proposal, expert in _both(made.pinned, made.forbidden):
            self._fault(f"pinned[{proposal},{expert}]", "is a conflict too")


def _both(pinned: Ints, forbidden: Bools) -> Iterator[tuple[int, int]]:
    for proposal, expert in pinned:
        if forbidden[proposal, expert]:
            yield int(proposal), int(expert)


def _word(value: object) -> str:
    return "" if value is None else str(value).strip()
