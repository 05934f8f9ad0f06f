"""The guides in the site: in the reader's language, those of the reader's roles first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from making.people import a_client_for, a_party, an_account
from qunli.people.states import Role
from qunli.portal.queries import guide, guide_for
from qunli.portal.queries.guides import FOR, IN_THE_CLONE

HAN = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", FOR)
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_every_guide_stands_in_every_language_and_leads_to_guides_only(name: str, language: str) -> None:
    with translation.override(language):
        found = guide(name)
    assert found is not None
    assert bool(HAN.search(found.title)) == (language != "en")
    assert ("<h1" in found.body, "<script" in found.body, found.lead == "") == (False, False, False)
    links = re.findall(r'href="([^"]*)"', found.body)
    assert [link for link in links if not link.startswith("/help/")] == []


def test_a_guide_of_one_language_has_as_many_headings_as_of_the_other() -> None:
    def headings(path: Path) -> int:
        return sum(line.startswith("#") for line in path.read_text(encoding="utf-8").splitlines())

    pairs = {name: (IN_THE_CLONE / f"{name}.md", IN_THE_CLONE / "zh" / f"{name}.md") for name in FOR}
    assert {name: headings(chinese) for name, (_english, chinese) in pairs.items() if name != "administrator"} == {
        name: headings(english) for name, (english, _chinese) in pairs.items() if name != "administrator"
    }


def test_traditional_characters_are_derived() -> None:
    with translation.override("zh-hant"):
        found = guide("expert")
    assert found is not None
    assert "評審專家指南" in found.title


def test_every_role_has_a_guide() -> None:
    own = {role for roles in FOR.values() for role in roles}
    assert own == set(Role)
    assert guide_for(frozenset({Role.EXPERT})) == "/help/expert/"
    assert guide_for(frozenset()) == "/help/"


@pytest.mark.django_db
def test_help_is_open_to_everybody_and_names_the_own_guides_first(client: Client) -> None:
    page = client.get("/help/", headers={"accept-language": "en"}).content.decode()
    assert [word in page for word in ("For your roles", "/help/auditor/")] == [False, True]
    finance = a_client_for(an_account(role=Role.FINANCE, party=a_party()))
    page = finance.get("/help/").content.decode()
    assert page.index("/help/finance/") < page.index("Other guides") < page.index("/help/operator/")
    assert 'href="/help/finance/"' in finance.get("/").content.decode()


@pytest.mark.django_db
def test_there_is_no_guide_of_another_name(client: Client) -> None:
    assert [client.get(f"/help/{name}/").status_code for name in ("design", "developer", "zh")] == [404, 404, 404]
    page = client.get("/help/finance/", headers={"accept-language": "zh-hans"}).content.decode()
    assert ("财政指南" in page, "从到期到付讫" in page) == (True, True)
