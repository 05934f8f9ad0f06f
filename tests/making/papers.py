"""Reading a paper back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from docx import Document

if TYPE_CHECKING:
    from qunli.core.models import Paper


def lines_of(paper: Paper) -> list[str]:
    """Read every paragraph and then every row of a paper."""
    with paper.file.open("rb") as kept:
        document = Document(io.BytesIO(kept.read()))
    rows = [" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return [line.text for line in document.paragraphs if line.text] + rows
