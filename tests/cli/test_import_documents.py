"""`qunli import documents`: a folder's files are named first, then kept, and none holds up another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from making.evidence import jobs
from qunli.cli.arguments import parser
from qunli.cli.import_documents import import_documents
from qunli.evidence.models import Document

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    settings.MEDIA_ROOT = str(tmp_path / "files")


def run(folder: Path, *words: str) -> int:
    return import_documents(parser().parse_args(["import", "documents", str(folder), "--source", "运营中心", *words]))


def test_a_folder_is_previewed_then_kept_and_what_is_there_is_not_kept_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    (folder / "2024").mkdir(parents=True)
    (folder / "2024" / "通报.txt").write_bytes("2024年集群总产值56.48亿元。".encode("gb18030"))
    (folder / "网页.html").write_text("<html><p>集群企业86家。</p></html>", encoding="utf-8")
    (folder / "程序.exe").write_bytes(b"MZ")
    (folder / "坏.txt").write_bytes(b"")
    (folder / ".hidden.txt").write_text("x", encoding="utf-8")

    assert run(folder) == 1
    assert (Document.objects.count(), jobs()) == (0, [])
    said = capsys.readouterr().out
    assert "2024/通报.txt: new" in said
    assert "程序.exe: refused: Files of this ending are not kept." in said
    assert "3 documents would be kept. Add --yes to keep them." in said

    assert run(folder, "--yes", "--json", "--date", "2025-01-20", "--confidential") == 1
    told = {one["file"]: (one["outcome"], one["reason"]) for one in json.loads(capsys.readouterr().out)["files"]}
    assert told["坏.txt"] == ("refused", "This file is empty.")
    kept = Document.objects.order_by("title")
    assert [(one.title, one.source, one.is_confidential) for one in kept] == [
        ("网页", "运营中心", True),
        ("通报", "运营中心", True),
    ]
    assert [name for name, _arguments in jobs()] == ["evidence.read_document"] * 2

    assert run(folder, "--yes") == 1
    assert "kept already as D" in capsys.readouterr().out
    assert Document.objects.count() == 2
