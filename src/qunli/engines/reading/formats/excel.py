"""Reads an Excel workbook row by row: each sheet as lines of cells, empty rows passed over."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import chain
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from qunli.engines.notation.sheets import text_of
from qunli.engines.reading.formats.archive import opened_archive
from qunli.engines.reading.formats.opened import Opened, Unopened, UnopenedCause

__all__ = ["read_excel"]

MOST_ROWS: Final = 200_000
MOST_EMPTY: Final = 20_000
MOST_CELLS: Final = 200
LONGEST: Final = 16_000_000
_BROKEN: Final = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, OSError, EOFError, AssertionError,
)  # fmt: skip


def read_excel(content: bytes) -> Opened:
    """Return the sheets one under the other, each below its name; very long sheets are cut and say so."""
    opened_archive(content).close()
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            return _text(book)
        finally:
            book.close()
    except _BROKEN as error:
        raise Unopened(UnopenedCause.BROKEN, type(error).__name__) from error


def _text(book: Any) -> Opened:  # noqa: ANN401 -- a workbook opened for reading has no public type
    out = StringIO()
    cut = False
    for sheet in book.worksheets:
        out.write(f"{sheet.title}\n")
        for line in _lines(sheet.iter_rows(values_only=True, max_col=MOST_CELLS)):
            if line is None or out.tell() > LONGEST:
                cut = True
                break
            out.write(line)
        out.write("\n")
    return Opened(out.getvalue(), "xlsx", cut=cut)


def _lines(rows: Iterable[tuple[object, ...]]) -> Iterator[str | None]:
    """Return each row that holds something as a line; None where the sheet goes on beyond what is read."""
    empty = 0
    for number, row in enumerate(chain(rows)):
        if number >= MOST_ROWS or empty >= MOST_EMPTY:
            yield None
            return
        cells = [_shown(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        empty = 0 if cells else empty + 1
        if cells:
            yield "| " + " | ".join(cells) + " |\n" if len(cells) > 1 else cells[0] + "\n"


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        value = value.date() if value.time() == time() else value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return " ".join(text_of(value).split()).replace("|", "/")
