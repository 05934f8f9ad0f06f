"""The command: reads needs and capabilities line by line, keeps the index where asked, shows what was found."""

from __future__ import annotations

import json
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from qunli.cli.terminal import FAULTS, CommandFailed, complain, say

if TYPE_CHECKING:
    from argparse import Namespace

    from qunli.engines.matching import Capability, Matched, MatchIndex, Need, RecordFault

SHOWN: Final = 50
"""So many faults are shown; the rest is counted."""
QUOTED: Final = 60
TOP: Final = 10

Record = TypeVar("Record", "Need", "Capability")


def match(options: Namespace) -> int:
    """Match every need; exit code 1 where a line is faulty, and then nothing is indexed or matched."""
    if find_spec("tantivy") is None:
        message = "Matching needs the extra `matching`: pip install 'qunli[matching]'."
        raise CommandFailed(message)
    from qunli.engines.matching import IndexBusy, IndexUnusable, RecordsRefused  # noqa: PLC0415 -- after the check above

    try:
        return _match(options)
    except RecordsRefused as refused:
        for fault in refused.faults[:SHOWN]:
            complain(str(fault))
        if len(refused.faults) > SHOWN:
            complain(f"... and {len(refused.faults) - SHOWN} more faults")
        return FAULTS
    except (IndexBusy, IndexUnusable) as error:
        raise CommandFailed(str(error)) from error


def _match(options: Namespace) -> int:
    from qunli.engines.matching import Matcher, Options, read_need  # noqa: PLC0415 -- heavy, and an extra

    needs = list(_read(options.needs, read_need))
    glossary = _glossary(options.glossary) if options.glossary else None
    with _index(options) as index:
        from qunli.cli.matching.encoders import meaning_asked_for  # noqa: PLC0415 -- as above
        from qunli.cli.matching.offers import POOL, offered  # noqa: PLC0415 -- as above

        asked = Options(
            top=max(options.top or TOP, POOL) if options.assign else options.top or TOP,
            glossary=glossary,
            across_languages=not options.one_language,
            quotes=0 if options.no_passages else 2,
            meaning=meaning_asked_for(options, index, _pairs),
        )
        found: Iterable[Matched] = Matcher(index, asked).match_all(needs)
        if options.assign:
            found = offered(list(found), each=options.each or options.top or 1, most=options.most)
        if options.json:
            _say_json(found)
        else:
            _show(found)
    return 0


def _pairs(path: Path) -> list[tuple[Need, list[str]]]:
    """Read needs whose right answers are known: `relevant`, a list of ids."""
    from qunli.engines.matching import RecordFault, RecordsRefused, read_need  # noqa: PLC0415 -- as above

    needs = list(_read(path, read_need))
    right: list[list[str]] = []
    faults: list[RecordFault] = []
    for line, text in _numbered(path):
        record = _json(text, line)
        found = record.get("relevant") if isinstance(record, dict) else None
        if not isinstance(found, list) or not found:
            faults.append(RecordFault(line, f"{path.name}, relevant", "a list of ids is needed"))
        else:
            right.append([str(one) for one in found])
    if faults:
        raise RecordsRefused(faults)
    return list(zip(needs, right, strict=True))


@contextmanager
def _index(options: Namespace) -> Iterator[MatchIndex]:
    """Give the index that is kept in a folder, brought up to date, or one for this run alone."""
    from qunli.engines.matching import MatchIndex, read_capability  # noqa: PLC0415 -- as above

    if options.index is None:
        if options.capabilities is None:
            message = "Give CAPABILITIES.jsonl, or --index FOLDER with an index made before."
            raise CommandFailed(message)
        with tempfile.TemporaryDirectory(prefix="qunli-match-") as folder:
            index = MatchIndex.create(folder)
            index.put(_read(options.capabilities, read_capability))
            yield index
        return
    if options.capabilities is None and options.remove is None and not MatchIndex.exists(options.index):
        message = f"{options.index} holds no index yet: give CAPABILITIES.jsonl."
        raise CommandFailed(message)
    index = MatchIndex.open(options.index) if MatchIndex.exists(options.index) else MatchIndex.create(options.index)
    if options.remove:
        index.remove(_lines(options.remove))
    if options.capabilities is not None:
        index.put(_read(options.capabilities, read_capability))
    yield index


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in _text(path).splitlines() if line.strip()]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        message = f"Cannot read {path}: {reason}."
        raise CommandFailed(message) from error


def _glossary(path: Path) -> Any:  # noqa: ANN401 -- the engine is imported only when it is there
    from qunli.engines.matching import RecordFault, RecordsRefused, read_glossary  # noqa: PLC0415 -- as above

    try:
        return read_glossary(_text(path), kind="toml" if path.suffix == ".toml" else "csv")
    except RecordsRefused as refused:
        faults = [RecordFault(fault.line, f"{path.name}, {fault.key}", fault.words) for fault in refused.faults]
        raise RecordsRefused(faults) from refused


def _read(path: Path, read: Callable[[object, int], Record]) -> Iterator[Record]:
    """Yield the records of a file line by line; at its end raise every fault of it."""
    from qunli.engines.matching import RecordFault, RecordsRefused  # noqa: PLC0415 -- as above

    faults: list[RecordFault] = []
    ids = array("q")
    for line, text in _numbered(path):
        try:
            record = read(_json(text, line), line)
        except RecordsRefused as refused:
            faults += refused.faults
            continue
        ids.append(hash(str(record.id)))
        if not faults:
            yield record
    faults += _repeated(path, ids)
    if faults:
        raise RecordsRefused(RecordFault(one.line, f"{path.name}, {one.key}", one.words) for one in faults)


def _repeated(path: Path, ids: array[int]) -> Iterator[RecordFault]:
    """Yield a fault for each id that came before; a million ids are not kept as texts to find none."""
    from qunli.engines.matching import RecordFault, RecordsRefused  # noqa: PLC0415 -- as above

    ordered = sorted(ids)
    twice = {one for one, other in pairwise(ordered) if one == other}
    if not twice:
        return
    seen: set[str] = set()
    for line, text in _numbered(path):
        try:
            record = _json(text, line)
        except RecordsRefused:
            continue
        found = record.get("id") if isinstance(record, dict) else None
        if hash(str(found)) in twice:
            if str(found) in seen:
                yield RecordFault(line, "id", f"{found!r} stands in an earlier line too")
            seen.add(str(found))


def _numbered(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                text = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
                if text.strip():
                    yield number, text
    except OSError as error:
        message = f"Cannot read {path}: {error.strerror}."
        raise CommandFailed(message) from error


def _json(text: bytes, line: int) -> object:
    from qunli.engines.matching import RecordFault, RecordsRefused  # noqa: PLC0415 -- as above

    try:
        return json.loads(text)
    except UnicodeDecodeError as error:
        raise RecordsRefused([RecordFault(line, "line", f"is not UTF-8 at byte {error.start + 1}")]) from error
    except (ValueError, RecursionError) as error:
        raise RecordsRefused([RecordFault(line, "line", f"is no JSON: {error}")]) from error


def _say_json(found: Iterable[Matched]) -> None:
    """Write the array need by need: a large one never stands in memory."""
    from qunli.engines.matching import as_json  # noqa: PLC0415 -- as above

    before = "["
    for matched in found:
        say(before + json.dumps(as_json(matched), ensure_ascii=False))
        before = ","
    say("]" if before == "," else "[]")


def _show(found: Iterable[Matched]) -> None:
    for matched in found:
        say(f"{matched.id}")
        if not matched.matches:
            say("  nothing answers it")
        for place, one in enumerate(matched.matches, 1):
            say(f"  {place}. {one.id}  {one.score:.3f}  {one.title}".rstrip())
            terms = (
                f"{term.term} {term.share:.2f}" + (f" ({term.through})" if term.through else "") for term in one.terms
            )
            say("     " + ", ".join(terms))
            for passage in one.passages:
                say("     > " + passage.quote.replace("\n", " ")[:QUOTED])
        for out in matched.excluded:
            say(f"  not offered: {out.id} ({out.conflict})")
