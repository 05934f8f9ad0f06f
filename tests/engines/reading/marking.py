"""Documents with their right answers, and how near a reading comes to them.

A corpus file holds documents under `=== number | genre`. A line begins with `+` (to keep) or `-` (to set
aside). `⟪written¦value unit¦period¦bound⟫` marks a figure, `⟦name⟧` an organization; both marks are taken
out of the text that is read. A period of `-` means that the text states none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from qunli.engines.reading import Reading, read_text

CORPUS: Final = Path(__file__).parent / "corpus"
_MARK: Final = re.compile(
    r"⟪(?P<written>[^¦]*)¦(?P<value>[^¦⟫]*)¦(?P<period>[^¦⟫]*)(?:¦(?P<bound>[^⟫]*))?⟫|⟦(?P<name>[^⟧]*)⟧"
)
_HAN_DIGITS: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")
_BOUNDS: Final = {"more": "more than", "less": "less than"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it should be read."""

    start: int
    end: int
    values: tuple[Decimal, ...]
    unit: str
    period: str | None
    bound: str


@dataclass(slots=True)
class Marked:
    """A text with its right answers."""

    name: str
    text: str = ""
    keep: list[bool | None] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    organizations: list[tuple[int, int]] = field(default_factory=list)

    def add(self, line: str) -> None:
        """Take in a line of the corpus."""
        if line.strip():
            wanted = line[0] == "+"
            self._take(line[2:])
            self.keep += [wanted] * (len(self.text) - len(self.keep))
        self.text += "\n"
        self.keep.append(None)

    def _take(self, body: str) -> None:
        done = 0
        for mark in _MARK.finditer(body):
            self.text += body[done : mark.start()]
            written = mark["name"] if mark["name"] is not None else mark["written"]
            span = (len(self.text), len(self.text) + len(written))
            self.text += written
            done = mark.end()
            if mark["name"] is not None:
                self.organizations.append(span)
            else:
                self.figures.append(_figure(span, mark))
        self.text += body[done:]


def _figure(span: tuple[int, int], mark: re.Match[str]) -> Figure:
    *numbers, unit = mark["value"].split(" ")
    values = tuple(Decimal(number) for number in "".join(numbers).split(".."))
    bound = mark["bound"] or ("range" if len(values) > 1 else "exact")
    period = None if mark["period"] == "-" else mark["period"]
    return Figure(*span, values, unit, period, _BOUNDS.get(bound, bound))


def documents(pattern: str) -> Iterator[Marked]:
    """Read the marked documents of the files that fit."""
    for path in sorted(CORPUS.glob(pattern)):
        document: Marked | None = None
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("=== "):
                if document is not None:
                    yield document
                document = Marked(line[4:])
            elif document is not None:
                document.add(line)
        if document is not None:
            yield document


@dataclass(slots=True)
class Tally:
    """What was found rightly, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Return how much of what was found is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Return how much of what is right was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Marks:
    """All tallies of a corpus, with the faults in words."""

    keep: Tally = field(default_factory=Tally)
    drop: Tally = field(default_factory=Tally)
    figures: Tally = field(default_factory=Tally)
    whole: Tally = field(default_factory=Tally)
    organizations: Tally = field(default_factory=Tally)
    misquoted: int = 0
    invented_years: int = 0
    faults: list[str] = field(default_factory=list)


def mark(documents: Iterable[Marked]) -> Marks:
    """Read every document and hold the reading against the right answers."""
    marks = Marks()
    for document in documents:
        reading = read_text(document.text)
        _mark_passages(document, reading, marks)
        _mark_figures(document, reading, marks)
        _mark_organizations(document, reading, marks)
        for claim in reading.claims:
            marks.misquoted += claim.quote != document.text[claim.start : claim.end]
            years = re.findall(r"\d{4}", claim.period or "")
            marks.invented_years += sum(1 for year in years if year not in document.text.translate(_HAN_DIGITS))
    return marks


def _mark_passages(document: Marked, reading: Reading, marks: Marks) -> None:
    got = [False] * len(document.text)
    for passage in reading.passages:
        got[passage.start : passage.end] = [passage.keep] * (passage.end - passage.start)
    wrong: dict[bool, int] = {True: 0, False: 0}
    for wanted, found in zip(document.keep, got, strict=True):
        if wanted is None:
            continue
        for tally, side in ((marks.keep, True), (marks.drop, False)):
            tally.right += wanted is side and found is side
            tally.wrong += wanted is not side and found is side
            tally.missed += wanted is side and found is not side
        wrong[wanted] += wanted is not found
    for wanted, count in wrong.items():
        if count:
            marks.faults.append(f"{document.name}: {count} characters {'lost' if wanted else 'let in'}")


def _mark_figures(document: Marked, reading: Reading, marks: Marks) -> None:
    left = list(document.figures)
    kept = [place for place, wanted in enumerate(document.keep) if wanted is False]
    aside = set(kept)
    for claim in reading.claims:
        if not claim.value:
            continue
        met = next(
            (one for one in left if one.start < claim.end and claim.start < one.end and one.values == claim.value), None
        )
        in_table = met is None and _in_table(document, claim.start)
        if in_table:
            continue
        if met is None:
            marks.figures.wrong += 1
            marks.whole.wrong += 1
            where = " (in junk)" if claim.start in aside else ""
            marks.faults.append(f"{document.name}: false {claim.quote!r} {claim.value} {claim.unit}{where}")
            continue
        left.remove(met)
        _compare(document, claim, met, marks)
    for one in left:
        marks.figures.missed += 1
        marks.whole.missed += 1
        marks.faults.append(f"{document.name}: missed {document.text[one.start : one.end]!r}")


def _in_table(document: Marked, place: int) -> bool:
    """Say whether a place lies in a table's row, whose figures the corpus does not mark."""
    begin = document.text.rfind("\n", 0, place) + 1
    end = document.text.find("\n", place)
    line = document.text[begin:end]
    return "\t" in line or "|" in line or line.count(",") >= 3


def _compare(document: Marked, claim: object, met: Figure, marks: Marks) -> None:
    unit, bound, period = (getattr(claim, name) for name in ("unit", "bound", "period"))
    if unit != met.unit:
        marks.figures.wrong += 1
        marks.figures.missed += 1
    else:
        marks.figures.right += 1
    if (unit, str(bound), period) == (met.unit, met.bound, met.period):
        marks.whole.right += 1
        return
    marks.whole.wrong += 1
    marks.whole.missed += 1
    marks.faults.append(
        f"{document.name}: {document.text[met.start : met.end]!r} read as {(unit, str(bound), period)},"
        f" not {(met.unit, met.bound, met.period)}"
    )


def _mark_organizations(document: Marked, reading: Reading, marks: Marks) -> None:
    wanted = set(document.organizations)
    found = {(one.start, one.end) for one in reading.organizations}
    marks.organizations.right += len(wanted & found)
    marks.organizations.wrong += len(found - wanted)
    marks.organizations.missed += len(wanted - found)
    for start, end in sorted(wanted ^ found):
        said = "missed" if (start, end) in wanted else "false"
        marks.faults.append(f"{document.name}: organization {said} {document.text[start:end]!r}")


def table(marks: Marks) -> str:
    """Write the tallies under each other."""
    rows = [f"{'':<28}{'precision':>10}{'recall':>10}{'F1':>8}"]
    for name, tally in (
        ("kept characters", marks.keep),
        ("dropped characters", marks.drop),
        ("figures: value and unit", marks.figures),
        ("  with bound and period", marks.whole),
        ("organizations, exact", marks.organizations),
    ):
        rows.append(f"{name:<28}{tally.precision:>10.3f}{tally.recall:>10.3f}{tally.f1:>8.3f}")
    rows.append(f"misquoted {marks.misquoted}, invented years {marks.invented_years}")
    return "\n".join(rows)
