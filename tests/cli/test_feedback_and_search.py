"""The commands that export what became of matches, and that keep the search in step."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING

import pytest

from making.calls import BIDDING, PUBLISHED, a_published_call, a_team
from making.people import AT
from making.publicity import a_running_notice
from qunli.calls.actions import invite_matched, record_matches, set_match_aside
from qunli.calls.bridge import FoundMatch
from qunli.calls.models import Match
from qunli.cli import feedback, search
from qunli.core.models import SearchEntry
from qunli.core.states import SYSTEM
from qunli.directory.models import Capability

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


def test_what_became_of_matches_is_written_as_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = a_published_call()
    right, wrong = a_team("密封实验室"), a_team("软件公司")
    Capability.objects.create(organization=right.organization, title="密封", source="自述", stated_at=AT)
    found = [FoundMatch(team.organization.pk, 1.0, {}) for team in (right, wrong)]
    record_matches(item=made.topic.item, found=found, by=SYSTEM, at=PUBLISHED)
    first, second = Match.objects.order_by("place")
    invite_matched(match=first, call=made.call, by=made.office.operator, at=BIDDING)
    set_match_aside(match=second, call=made.call, by=made.office.operator, at=BIDDING)
    assert feedback.export(Namespace(folder=tmp_path, json=True)) == 0
    assert json.loads(capsys.readouterr().out) == {"needs": 1, "capabilities": 1}
    [need] = [json.loads(line) for line in (tmp_path / "needs.jsonl").read_text("utf-8").splitlines()]
    assert (need["id"], need["relevant"], need["irrelevant"]) == (
        made.topic.item.number,
        [str(right.organization.pk)],
        [str(wrong.organization.pk)],
    )
    assert (need["won"], need["answered"], need["invited"]) == ([], [], [str(right.organization.pk)])
    [body] = [json.loads(line) for line in (tmp_path / "capabilities.jsonl").read_text("utf-8").splitlines()]
    assert (body["id"], body["title"]) == (str(right.organization.pk), "密封实验室")


def test_the_search_is_checked_and_rebuilt(capsys: pytest.CaptureFixture[str]) -> None:
    notice = a_running_notice().notice
    options = Namespace(json=True)
    assert search.rebuild(options) == 0
    assert search.check(options) == 0
    SearchEntry.objects.filter(kind="notice").delete()
    capsys.readouterr()
    assert search.check(options) == 1
    assert json.loads(capsys.readouterr().out) == {"stale": [{"kind": "notice", "id": notice.pk}]}
    assert search.rebuild(Namespace(json=False)) == 0
    assert search.check(Namespace(json=False)) == 0
    assert "The search knows every record as it is." in capsys.readouterr().out
