"""Tells what is meant to be read from what a page, a machine or a seller put around it."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, pairwise
from typing import Final

from qunli.engines.reading.cues import reading_copy
from qunli.engines.reading.judging import is_of_an_office, judged
from qunli.engines.reading.results import Dropped, Passage, PassageKind
from qunli.engines.reading.tables import Home, decide_table, find_tables, judge_cells, pairs_of, words_of
from qunli.engines.reading.units import Unit, cut_units

__all__ = ["Region", "find_passages"]

Region = tuple[int, int]
Fate = tuple[PassageKind, bool, Dropped]

HOME_FEWEST: Final = 40  # less prose says nothing of what belongs to it
HOME_LETTERS: Final = 60_000
HOME_PAIRS: Final = 40_000
BLOCK: Final = 200_000
FULL_NAME: Final = 6
FEWEST_LABELS: Final = 4
LABEL: Final = 6.5
SAME_ROWS: Final = 4
SAYS_SOMETHING: Final = 14
SOME_AT_HOME: Final = 0.34
SHARED: Final = 0.2
SPEAKS: Final = 0.1  # a row that is no part of a table and speaks so is the page's own
BESIDE: Final = -0.2  # beside what solicits, a line need not speak as clearly
BESIDE_UNDECIDED: Final = -0.1
BESIDE_LATIN: Final = 0.35  # more where it is not Chinese: fewer turns are known

_EMPTY: Final = (PassageKind.BLANK, False, Dropped.EMPTY)
_LABELS: Final = re.compile(r"\s*[|>»/_]\s*|\s[·•]\s")
_STANDS_ALONE: Final = re.compile(
    r"(?:公司|集团|大学|学院|研究[院所]|中心|委员会|政府|办公室|[局厅委部署会])\)?\Z|(?:ltd|inc|llc|"
    r"corp|gmbh|plc|limited|university|institute|bank|association|alliance)\.?\Z|\Auniversity of|"
    r"\A\d{4}年\d{1,2}月(?:\d{1,2}日)?\Z|\A(?:表|图|附件|附表)\s*\d|[:]\Z"
)
_LABELLED: Final = re.compile(r"[\u4e00-\u9fff]{2,8}:\s*\S")
_DIGITS: Final = re.compile(r"[\d:.,\-/]+")
_LEADS_ON: Final = re.compile(
    r"相关|推荐|热门|更多|链接|阅读|标签|关键词|猜你|related|popular|more|tags|keywords|also", re.IGNORECASE
)
_BULLET: Final = re.compile(r"^(?:[·•●■◆▶>*\-–—]|\d{1,2}[.、)])\s*")


def find_passages(text: str, copy: str, regions: Sequence[Region] = ()) -> tuple[Passage, ...]:
    """Return the passages of a text, in order, without gap or overlap.

    ``copy`` is the text in simplified, half-width characters, one for one; ``regions`` are stretches that
    the page itself marks as navigation, footer or script.
    """
    home: Home = frozenset()
    made: list[Passage] = []
    for start, end in _blocks(text):
        inside = [
            (max(one[0], start) - start, min(one[1], end) - start) for one in regions if one[0] < end and start < one[1]
        ]
        units = cut_units(text[start:end], reading_copy(copy[start:end]))
        home = _decide(units, inside, home)
        _join(made, units, start)
    return tuple(made)


def _fate(passage: Passage) -> Fate:
    return passage.kind, passage.keep, passage.reason


def _join(made: list[Passage], units: Sequence[Unit], offset: int) -> None:
    """Add the units, those of one kind and fate as one passage; blank lines go with what stands before them."""
    last = made.pop() if made else None
    begun, fate = (last.start, _fate(last)) if last else (offset, _EMPTY)
    for unit in units:
        if unit.text:
            now = (unit.kind, bool(unit.keep), unit.reason)
            if now != fate:
                if offset + unit.start > begun:
                    made.append(Passage(begun, offset + unit.start, *fate))
                begun, fate = offset + unit.start, now
    if units:
        made.append(Passage(begun, offset + units[-1].end, *fate))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Cut a long text into blocks at ends of lines, so that memory does not grow with it."""
    start = 0
    while len(text) - start > BLOCK:
        cut = text.rfind("\n", start + BLOCK // 2, start + BLOCK) + 1 or start + BLOCK
        yield start, cut
        start = cut
    if start < len(text):
        yield start, len(text)


def _decide(units: Sequence[Unit], regions: Sequence[Region], known_home: Home) -> Home:
    """Decide all units of a block; return the pairs that its prose and that before it hold."""
    _mark_regions(units, regions)
    tables = find_tables(units)
    in_tables = {id(unit) for table in tables for unit, _cells in table}
    lines = [unit for unit in units if unit.text]
    open_lines = [unit for unit in lines if unit.keep is None and id(unit) not in in_tables]
    answers = judged(unit.text for unit in open_lines)
    for unit in open_lines:
        unit.take(answers[unit.text])
    home = known_home if len(known_home) > HOME_PAIRS else known_home | _home(lines)
    for table in tables:
        decide_table(table, home)
    _decide_same_rows(lines)
    _decide_label_lines(lines)
    _decide_runs(lines, home)
    _spread_solicitation(lines)
    _decide_rest(lines, home)
    return home


def _mark_regions(units: Sequence[Unit], regions: Sequence[Region]) -> None:
    place = 0
    for unit in units if regions else ():
        while place < len(regions) and regions[place][1] <= unit.start:
            place += 1
        if place < len(regions) and regions[place][0] <= unit.start and unit.end <= regions[place][1] + 1 and unit.text:
            unit.region = True
            unit.decide(PassageKind.LINKS, Dropped.PAGE_REGION)


def _home(lines: Sequence[Unit]) -> Home:
    """Return the pairs of characters, or words, of the sentences kept so far."""
    said: list[str] = []
    letters = 0
    for unit in lines:
        if unit.keep and unit.kind is PassageKind.PROSE:
            said.append(unit.text)
            letters += len(unit.text)
            if letters > HOME_LETTERS:
                break
    return words_of("\n".join(said)) if letters >= HOME_FEWEST else frozenset()


def _decide_same_rows(lines: Sequence[Unit]) -> None:
    """Set aside lines that differ in their numbers only, such as those of a log."""
    run: list[Unit] = []
    last = ""
    for unit in lines:
        bare = _DIGITS.sub("0", unit.text) if unit.alone.digits else unit.text
        if bare == last and unit.kind is not PassageKind.TABLE:
            run.append(unit)
            continue
        if len(run) >= SAME_ROWS:
            _decide_same(run)
        run, last = [unit], bare
    _decide_same(run)


def _decide_same(run: Sequence[Unit]) -> None:
    if len(run) >= SAME_ROWS:
        for one in run:
            one.decide(PassageKind.ROWS, Dropped.SAME_ROWS)


def _runs(lines: Sequence[Unit]) -> Iterator[tuple[list[Unit], Unit | None, Unit | None]]:
    """Return the runs of undecided lines, each with the line before it and the one behind it."""
    run: list[Unit] = []
    before: Unit | None = None
    for unit in lines:
        if unit.keep is None:
            run.append(unit)
            continue
        if run:
            yield run, before, unit
            run = []
        before = unit
    if run:
        yield run, before, None


def _decide_runs(lines: Sequence[Unit], home: Home) -> None:
    """Judge runs of short undecided lines as the cells of one column."""
    for run, before, after in list(_runs(lines)):
        parts = [list(part) for _named, part in groupby(run, _names_a_body)]
        for place, part in enumerate(parts):
            _decide_run(
                part,
                parts[place - 1][-1] if place else before,
                parts[place + 1][0] if part is not parts[-1] else after,
                home,
            )


def _names_a_body(unit: Unit) -> bool:
    """Say whether a line names a body in full; a page's label is shorter."""
    return len(unit.text) >= FULL_NAME and _names_something(unit)


def _names_something(unit: Unit) -> bool:
    """Say whether a line is numbered as a part of the text, or names a body, a day or what follows."""
    return unit.kind is PassageKind.HEADING or _STANDS_ALONE.search(unit.text) is not None


def _decide_run(run: Sequence[Unit], before: Unit | None, after: Unit | None, home: Home) -> None:
    if len(run) < FEWEST_LABELS - 1:
        return
    texts = [_BULLET.sub("", unit.text) for unit in run]
    if _follows_lead(run, before):
        for unit in run:
            unit.decide(PassageKind.LINKS, Dropped.HEADLINES)
        return
    if len(run) < FEWEST_LABELS:
        return
    reason = judge_cells([[cell] for cell in texts], home)
    if reason is Dropped.KEPT and _are_labels(run, texts, before, after):
        reason = Dropped.PAGE_LINKS
    if reason is not Dropped.KEPT:
        kind = PassageKind.LINKS if reason is Dropped.PAGE_LINKS else PassageKind.KEYWORDS
        for unit in run:
            unit.decide(kind, reason)


def _follows_lead(run: Sequence[Unit], before: Unit | None) -> bool:
    """Say whether the lines follow one that the page puts above its links."""
    led = before is not None and before.reason is Dropped.PAGE_FURNITURE and _LEADS_ON.search(before.text) is not None
    return led or (len(run[0].text) <= 8 and _LEADS_ON.search(run[0].text) is not None)  # noqa: PLR2004 -- a short label


def _are_labels(run: Sequence[Unit], texts: Sequence[str], before: Unit | None, after: Unit | None) -> bool:
    """Say whether short lines are a page's links: at an edge of the text or beside what is set aside."""
    mean = sum(map(len, texts)) / len(texts)
    numbered = any(unit.alone.digits for unit in run)
    latin = sum(unit.alone.latin for unit in run) > sum(unit.alone.han for unit in run)
    edge = before is None or after is None or before.keep is False or after.keep is False
    return mean <= (2 * LABEL if latin else LABEL) and not numbered and edge


def _spread_solicitation(lines: Sequence[Unit]) -> None:
    """Let a line that speaks to the reader follow its neighbour that solicits."""
    for line, other in chain(pairwise(lines), pairwise(reversed(lines))):
        if line.reason is not Dropped.SOLICITS or other.keep is False or other.kind is PassageKind.TABLE:
            continue
        bar = (BESIDE if other.keep else BESIDE_UNDECIDED) + (0.0 if other.alone.han else BESIDE_LATIN)
        if other.alone.voice > bar and not is_of_an_office(other.text):
            other.decide(PassageKind.ADVERTISEMENT, Dropped.SOLICITS)


def _decide_label_lines(lines: Sequence[Unit]) -> None:
    """Set aside single rows of short labels between bars, or of other words of the page about itself."""
    for unit in lines:
        if unit.keep is not None:
            continue
        if _is_of_labels(unit):
            unit.decide(PassageKind.LINKS, Dropped.PAGE_LINKS)
        elif unit.alone.voice > SPEAKS and unit.alone.borders:
            unit.decide(PassageKind.LINKS, Dropped.PAGE_FURNITURE)


def _is_of_labels(unit: Unit) -> bool:
    if unit.alone.digits:
        return False
    labels = [label for label in _LABELS.split(unit.text) if label]
    widest = LABEL if unit.alone.han else 3 * LABEL
    return (
        len(labels) >= FEWEST_LABELS - 1
        and sum(map(len, labels)) / len(labels) <= widest
        and len(labels) <= len(unit.text) / 2
    )


def _decide_rest(lines: Sequence[Unit], home: Home) -> None:
    """Let short lines go with their neighbours; alone in a text they are kept."""
    for run, before, after in list(_runs(lines)):
        _decide_short_lines(run, before, after, home)


def _decide_short_lines(run: Sequence[Unit], before: Unit | None, after: Unit | None, home: Home) -> None:
    """Keep what heads or follows something kept, or speaks of the same; drop what stands among what is dropped."""
    at_home = [unit for unit in run if _is_at_home(unit, home)]
    enclosed = all(side is None or side.keep for side in (before, after))
    if (before is None and after is None) or (enclosed and len(run) < FEWEST_LABELS - 1):
        keep = True
    elif home or at_home:
        keep = len(at_home) >= len(run) * SOME_AT_HOME
    else:
        keep = enclosed or max(unit.alone.han for unit in run) >= SAYS_SOMETHING
    beside_dropped = not enclosed and len(run) == 1
    reason = Dropped.AMONG_DROPPED if beside_dropped else Dropped.OUT_OF_PLACE
    for unit in run:
        unit.decide(unit.kind if keep else PassageKind.LINKS, Dropped.KEPT if keep else reason)


def _is_at_home(unit: Unit, home: Home) -> bool:
    """Say whether a line shares words with the prose, is numbered as a part of it, or names a body or a day."""
    calm = unit.alone.voice <= 0 and (unit.text[-1] in "。." or _LABELLED.match(unit.text))
    if calm or _names_something(unit):
        return True
    pairs = pairs_of(unit.text) if home else home
    shared = len(pairs & home)
    return shared >= 1 and shared >= SHARED * len(pairs)
