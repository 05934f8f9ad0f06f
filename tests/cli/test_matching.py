"""Matching from the terminal: files in, JSON out, an index that is kept and updated."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from qunli.cli import main

if TYPE_CHECKING:
    from pathlib import Path

NEEDS: list[dict[str, object]] = [{"id": "n1", "text": "固态电池电解质"}, {"id": 2, "text": "電機控制"}]
OFFERS = [{"id": "a", "text": "硫化物固态电解质"}, {"id": "b", "text": "电机控制器"}]


def lines(*records: object) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "needs.jsonl").write_text("\ufeff" + lines(*NEEDS), encoding="utf-8")
    (tmp_path / "offers.jsonl").write_text(lines(*OFFERS), encoding="utf-8")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert main(["match", *words]) == code
    out, err = capsys.readouterr()
    return out if code == 0 else err


def test_needs_are_matched(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, "needs.jsonl", "offers.jsonl", "--top", "1", "--json"))
    assert [(one["id"], [match["id"] for match in one["matches"]]) for one in found] == [("n1", ["a"]), (2, ["b"])]
    match = found[0]["matches"][0]
    assert sum(term["share"] for term in match["reasons"]["terms"]) == pytest.approx(match["score"], rel=1e-9)
    assert "1. a" in said(capsys, "needs.jsonl", "offers.jsonl")


def test_the_index_is_kept_and_updated(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "needs.jsonl", "offers.jsonl", "--index", "kept", "--json")
    (folder / "more.jsonl").write_text(lines({"id": "c", "text": "固态电池电解质"}), encoding="utf-8")
    (folder / "gone.txt").write_text("a\n")
    added = json.loads(said(capsys, "needs.jsonl", "more.jsonl", "--index", "kept", "--json"))
    assert [match["id"] for match in added[0]["matches"]] == ["c", "a", "b"]
    left = json.loads(said(capsys, "needs.jsonl", "--index", "kept", "--remove", "gone.txt", "--json"))
    assert [match["id"] for match in left[0]["matches"]] == ["c", "b"]


def test_every_faulty_line_is_said_and_nothing_is_indexed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.jsonl").write_bytes(
        b'{"id": "a", "text": "x"}\n\n{"id": "a", "text": "y"}\n{"id": 1.5}\nnope\n{"id": "\xff"}\n'
    )
    told = said(capsys, "needs.jsonl", "bad.jsonl", "--index", "kept", "--json", code=1)
    assert told.splitlines() == [
        "line 3, bad.jsonl, id: 'a' stands in an earlier line too",
        "line 4, bad.jsonl, id: a text or a whole number is needed",
        "line 4, bad.jsonl, text: a text is needed",
        "line 5, bad.jsonl, line: is no JSON: Expecting value: line 1 column 1 (char 0)",
        "line 6, bad.jsonl, line: is not UTF-8 at byte 9",
    ]
    assert json.loads(said(capsys, "needs.jsonl", "--index", "kept", "--json"))[0]["matches"] == []


def test_what_cannot_be_read_is_said_in_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "needs.jsonl", "none.jsonl", code=2) == "Cannot read none.jsonl: No such file or directory.\n"
    assert said(capsys, "needs.jsonl", code=2).startswith("Give CAPABILITIES.jsonl")
    assert said(capsys, "needs.jsonl", "--index", "none", code=2).startswith("none holds no index yet")
    assert said(capsys, "needs.jsonl", "offers.jsonl", "--index", ".", code=2) == ". is not empty.\n"


def test_one_capability_is_not_offered_to_all(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    needs = [{"id": f"n{number}", "text": f"固态电池电解质{word}"} for number, word in enumerate(("", "中试", "界面"))]
    offers = [
        {"id": key, "text": text}
        for key, text in (("best", "固态电池电解质中试界面"), ("good", "固态电池电解质"), ("fair", "电解质"))
    ]
    (folder / "needs.jsonl").write_text(lines(*needs), encoding="utf-8")
    (folder / "offers.jsonl").write_text(lines(*offers), encoding="utf-8")
    shared = json.loads(said(capsys, "needs.jsonl", "offers.jsonl", "--assign", "--json"))
    given = [[match["id"] for match in one["matches"]] for one in shared]
    assert sorted(key for keys in given for key in keys) == ["best", "fair", "good"]
    only = json.loads(said(capsys, "needs.jsonl", "offers.jsonl", "--assign", "--top", "2", "--most", "1", "--json"))
    assert sorted(match["id"] for one in only for match in one["matches"]) == ["best", "fair", "good"]


class Endpoint(BaseHTTPRequestHandler):
    """Answers as an embedding endpoint does, with the counts of four words."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        rows = [
            {"index": place, "embedding": [text.count(word) + 0.01 for word in ("电", "机", "驱", "质")]}
            for place, text in enumerate(asked["input"])
        ]
        body = json.dumps({"data": rows[::-1]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's name
        """Say nothing."""


def test_an_endpoint_adds_meaning_and_its_weight_must_be_borne_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        place = ("--embedding-endpoint", f"http://127.0.0.1:{server.server_port}/v1")
        assert said(capsys, "needs.jsonl", "offers.jsonl", *place, code=2).startswith("An encoder needs --pairs")
        weighed = json.loads(said(capsys, "needs.jsonl", "offers.jsonl", *place, "--meaning-weight", "1", "--json"))
        through = [term.get("through") for term in weighed[0]["matches"][0]["reasons"]["terms"]]
        assert through.count("meaning") == 1
        (folder / "pairs.jsonl").write_text(lines(*({**need, "relevant": ["a"]} for need in NEEDS)), encoding="utf-8")
        assert main(["match", "needs.jsonl", "offers.jsonl", *place, "--pairs", "pairs.jsonl", "--json"]) == 0
        assert capsys.readouterr().err.startswith("Weight of meaning 0: ")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
