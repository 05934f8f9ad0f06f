"""`qunli read`: files of every kind into JSON, each file's trouble its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cli.conftest import Home

pytestmark = pytest.mark.process

TEXT = "2024年，某某集群实现总产值56.48亿元。\n"


@pytest.fixture
def bare(tmp_path: Any) -> Home:
    from cli.conftest import Home  # noqa: PLC0415 -- a class of the fixtures, needed as a value here

    return Home(tmp_path)


def read(home: Home, *words: str, code: int = 0) -> list[dict[str, Any]]:
    said = home.run("read", "--json", *words, code=code)
    found: list[dict[str, Any]] = json.loads(said[said.index("[") : said.rindex("]") + 1])
    return found


def test_a_folder_is_read_and_each_refusal_says_why_while_the_others_are_read(bare: Home) -> None:
    (bare.folder / "in").mkdir()
    (bare.folder / "in/a.txt").write_text(TEXT, "utf-8")
    (bare.folder / "in/b.md").write_bytes(TEXT.encode("gb18030"))
    (bare.folder / "in/c.docx").write_bytes(b"PK\x03\x04 broken")
    (bare.folder / "in/d.pdf").write_bytes(b"%PDF-1.7 broken")
    with (bare.folder / "in/e.txt").open("wb") as large:
        large.truncate(1 << 30)
    documents = read(bare, "--jobs", "2", "in", code=1)
    assert [one["source"] for one in documents] == [
        f"in/{name}" for name in ("a.txt", "b.md", "c.docx", "d.pdf", "e.txt")
    ]
    assert [len(one["claims"]) for one in documents] == [1, 1, 0, 0, 0]
    assert [one.get("error", "").partition(":")[0] for one in documents] == [
        "",
        "",
        "damaged",
        "damaged",
        "larger than 64 MB",
    ]


def test_text_only_gives_the_file_as_decoded_and_refuses_other_formats(bare: Home) -> None:
    (bare.folder / "a.txt").write_bytes("\ufeff".encode() + TEXT.replace("\n", "\r\n").encode())
    (bare.folder / "b.html").write_text("<p>a</p>", "utf-8")
    first, second = read(bare, "--text-only", "a.txt", "b.html", code=1)
    assert first["text"] == TEXT.replace("\n", "\r\n")
    assert second["error"].startswith("text alone is read out of plain text formats only")


def test_known_organizations_are_linked(bare: Home) -> None:
    (bare.folder / "a.txt").write_text("昨日，偉巴斯特車頂系統（上海）有限公司與東湖理工大學簽署協議。", "utf-8")
    (bare.folder / "known.csv").write_text("name,uscc\n伟巴斯特车顶系统(上海)有限公司,\n", "utf-8")
    (document,) = read(bare, "--known", "known.csv", "a.txt")
    assert [(one["quote"], one["known"]) for one in document["organizations"]] == [
        ("偉巴斯特車頂系統（上海）有限公司", {"name": "伟巴斯特车顶系统(上海)有限公司", "uscc": "", "score": 1.0}),
        ("東湖理工大學", None),
    ]


def test_a_person_gets_the_figures_in_lines(bare: Home) -> None:
    (bare.folder / "a.txt").write_text(TEXT, "utf-8")
    said = bare.run("read", "a.txt")
    assert said.splitlines()[0].startswith("a.txt: ")
    assert "indicator: 总产值 5648000000 元 2024" in said


def test_a_file_that_is_not_there_ends_the_command(bare: Home) -> None:
    assert bare.run("read", "nothing.txt", code=2) == "There is no file nothing.txt.\n"
