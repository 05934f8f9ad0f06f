"""The readable text of a file that somebody keeps as a document."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from django.utils.translation import gettext_lazy as _

from qunli.core.states import WrongInput

LONGEST: Final = 2_000_000
"""Characters that one document may hold: a yearbook has fewer."""
_UNPACKED: Final = 60 * 2**20
_ZIP: Final = b"PK\x03\x04"
_ENCODINGS: Final = ("utf-8-sig", "gb18030")


def text_of_file(name: str, content: bytes) -> str:
    """Return the text of a text file or a Word file; of anything else nothing, and a person pastes its text.

    Raises `WrongInput` at `file` where a Word file is damaged.
    """
    if content.startswith(_ZIP) and name.lower().endswith(".docx"):
        return _word_text(content)
    if name.lower().endswith((".txt", ".md", ".csv")):
        return _plain_text(content)
    return ""


def with_plain_line_ends(text: str) -> str:
    """Return the text with one sign for each line end, so that offsets mean the same on every machine."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _plain_text(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return with_plain_line_ends(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise WrongInput({"file": _("The text of the file is neither UTF-8 nor GBK: save it as UTF-8.")})


def _word_text(content: bytes) -> str:
    from docx import Document as WordDocument  # noqa: PLC0415 - slow to load, and few pages read Word
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415 - as above
    from docx.table import Table  # noqa: PLC0415 - as above

    damaged = WrongInput({"file": _("The file is damaged: open it in Word, save it and send it again.")})
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
                raise WrongInput(
                    {"file": _("The file unpacks to more than %(limit)s MB.") % {"limit": _UNPACKED >> 20}}
                )
        word = WordDocument(io.BytesIO(content))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError) as broken:
        raise damaged from broken
    lines: list[str] = []
    for part in word.iter_inner_content():
        if isinstance(part, Table):
            lines += ["\t".join(cell.text for cell in row.cells) for row in part.rows]
        else:
            lines.append(part.text)
    return with_plain_line_ends("\n".join(lines))
