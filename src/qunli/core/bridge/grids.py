"""Turning an uploaded file into grids of values, or into the reason why it cannot be read."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext_lazy as _

from qunli.core.states import Refused
from qunli.engines.notation.sheets import Fault, Merge, Sheet, column_letter
from qunli.engines.notation.unreadable import Expected

if TYPE_CHECKING:
    from django.core.files.base import File
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MAX_BYTES: Final = 10 * 2**20
MAX_UNPACKED: Final = 120 * 2**20
MAX_SHEETS: Final = 30
MAX_ROWS: Final = 20_000
MAX_CELLS: Final = 600_000
MAX_COLUMNS: Final = 300

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED: Final = "EncryptedPackage".encode("utf-16-le")
_CHUNK: Final = 2**20


class UnreadableFile(Refused):
    """The file as a whole cannot be read; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Grids:
    """What a file holds: its sheets, and the formulas whose result was never computed."""

    sheets: tuple[Sheet, ...]
    faults: tuple[Fault, ...] = ()


def content_of(file: File[bytes]) -> tuple[str, bytes]:
    """Return an upload's plain name and its content. Raises `UnreadableFile` where it is too large."""
    if file.size > MAX_BYTES:
        raise UnreadableFile(_("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 2**20})
    file.seek(0)
    return (file.name or "sheet").replace("\\", "/").rsplit("/", 1)[-1][:200], file.read()


def grids_of(name: str, content: bytes) -> Grids:
    """Read an Excel or CSV file; its kind is told by its content. Raises `UnreadableFile`."""
    if not content:
        raise UnreadableFile(_("The file is empty."), remedy=_("Choose the file again."))
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            _("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 2**20},
            remedy=_("Split it, or take pictures and other sheets out of it."),
        )
    if content.startswith(_ZIP):
        return _workbook_grids(content)
    if content.startswith(_OLE):
        raise _old_or_protected(content)
    return _text_grids(name, content)


def _old_or_protected(content: bytes) -> UnreadableFile:
    if _PROTECTED in content:
        return UnreadableFile(
            _("The file is protected by a password."),
            remedy=_("Open it, take the password off under “Protect workbook”, save it and send it again."),
        )
    return UnreadableFile(
        _("The file is in the old Excel format (.xls)."), remedy=_("Open it and save it as .xlsx, then send it again.")
    )


# Excel ---------------------------------------------------------------------------------------------------------


def _workbook_grids(content: bytes) -> Grids:
    import openpyxl  # noqa: PLC0415 -- most processes read no workbook, and it brings numpy

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_package(packed)
        values = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
    except UnreadableFile:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, ParseError, OSError, EOFError, IndexError) as broken:
        raise UnreadableFile(
            _("The file is damaged or no Excel file."),
            remedy=_("Open it in Excel, save it as .xlsx and send it again."),
        ) from broken
    sheets = tuple(_sheet(one) for one in values.worksheets)
    return Grids(sheets, tuple(_never_computed(values, formulas)))


def _check_package(packed: zipfile.ZipFile) -> None:
    """Look at every part before it is parsed: sizes as they are, not as the package says they are."""
    names = packed.namelist()
    if "xl/workbook.xml" not in names:
        raise UnreadableFile(
            _("The file is a package, but no Excel workbook."), remedy=_("Send a file saved as .xlsx, or a CSV file.")
        )
    sheets = [name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    if len(sheets) > MAX_SHEETS:
        raise UnreadableFile(
            _("The file has %(count)s sheets; at most %(limit)s are read.")
            % {"count": len(sheets), "limit": MAX_SHEETS},
            remedy=_("Take out the sheets that are not meant."),
        )
    unpacked = 0
    for name in names:
        rows = cells = 0
        for chunk in _chunks(packed, name):
            unpacked += len(chunk)
            _check_chunk(chunk, unpacked)
            if name in sheets:
                rows, cells = rows + chunk.count(b"<row"), cells + chunk.count(b"<c ") + chunk.count(b"<c>")
                _check_extent(rows, cells)


def _chunks(packed: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with packed.open(name) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _check_chunk(chunk: bytes, unpacked: int) -> None:
    if unpacked > MAX_UNPACKED:
        raise UnreadableFile(
            _("The file unpacks to more than %(limit)s MB.") % {"limit": MAX_UNPACKED // 2**20},
            remedy=_("Copy the table into a new workbook and send that."),
        )
    if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
        raise UnreadableFile(
            _("The file defines entities of its own, which no table needs."),
            remedy=_("Copy the table into a new workbook and send that."),
        )


def _check_extent(rows: int, cells: int) -> None:
    if rows > MAX_ROWS or cells > MAX_CELLS:
        raise UnreadableFile(
            _("A sheet has more than %(rows)s rows or %(cells)s cells.") % {"rows": MAX_ROWS, "cells": MAX_CELLS},
            remedy=_(
                "If most are empty: mark the empty rows below the table, delete them, save and send the file again."
                " Otherwise split the table."
            ),
        )


def _sheet(sheet: Worksheet) -> Sheet:
    if sheet.max_column > MAX_COLUMNS:
        raise UnreadableFile(
            _("Sheet “%(sheet)s” has more than %(limit)s columns.") % {"sheet": sheet.title, "limit": MAX_COLUMNS},
            remedy=_("Delete the empty columns beside the table, save and send the file again."),
        )
    if sheet.max_row > MAX_ROWS:
        _check_extent(sheet.max_row, 0)
    rows = tuple(tuple(row) for row in sheet.iter_rows(values_only=True))
    merged = tuple(Merge(one.min_row, one.min_col, one.max_row, one.max_col) for one in sheet.merged_cells.ranges)
    return Sheet(sheet.title, rows, merged)


def _never_computed(values: Workbook, formulas: Workbook) -> Iterator[Fault]:
    """Find formulas without a stored result: written by a program, or never opened in Excel since."""
    for computed, written in zip(values.worksheets, formulas.worksheets, strict=True):
        for row in written.iter_rows():
            for cell in row:
                if cell.row is None or cell.column is None or cell.data_type != "f":
                    continue
                if computed.cell(cell.row, cell.column).value is None:
                    yield Fault(
                        sheet=computed.title,
                        row=cell.row,
                        column=column_letter(cell.column),
                        key="",
                        header="",
                        found=str(getattr(cell.value, "text", cell.value))[:200],
                        code="formula_without_value",
                        expected=Expected.VALUE,
                    )


# CSV -----------------------------------------------------------------------------------------------------------


def _text_grids(name: str, content: bytes) -> Grids:
    text = _decoded(content)
    if "\x00" in text:
        raise UnreadableFile(
            _("The file is neither Excel nor CSV."), remedy=_("Save it as .xlsx or CSV and send it again.")
        )
    sample = text[:20_000]
    delimiter = max(",\t;", key=sample.count)
    csv.field_size_limit(131_072)
    rows: list[tuple[object, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(tuple(row[:MAX_COLUMNS]))
            _check_extent(len(rows), 0)
    except csv.Error as broken:
        raise UnreadableFile(
            _("Line %(line)s of the file cannot be read as CSV.") % {"line": len(rows) + 1},
            remedy=_("Look for a quotation mark without its partner."),
        ) from broken
    title = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0][:31] or "CSV"
    return Grids((Sheet(title, tuple(rows)),))


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(
        _("The text of the file is neither UTF-8, UTF-16 nor GBK."),
        remedy=_("Save it as “CSV UTF-8” and send it again."),
    )
