"""From a published call to an invitation that is read, and from a saved search to what it newly finds, by pages."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from time_machine import travel

from making.calls import BIDDING, PUBLISHED, a_published_call, a_team
from making.people import a_client_for
from making.publicity import a_running_notice
from qunli.calls.tasks import match_call
from qunli.directory.models import Capability
from qunli.portal.tasks import look_for_new_finds

pytestmark = pytest.mark.django_db


def test_a_laboratory_is_matched_invited_and_finds_the_call() -> None:
    cache.clear()
    made = a_published_call(title="全景天窗低温密封")
    item = made.topic.item
    item.public_summary = "密封条在低温下变硬漏水。"
    item.save()
    lab = a_team("密封实验室")
    Capability.objects.create(
        organization=lab.organization, title="密封", description="研制低温密封条。", source="自述", stated_at=PUBLISHED
    )
    with travel(BIDDING, tick=False):
        match_call(call=made.call.pk)
        office, theirs = a_client_for(made.office.operator), a_client_for(lab.editor)
        assert f'hx-get="/calls/{made.call.pk}/matches/"' in office.get(f"/calls/{made.call.pk}/").content.decode()
        page = office.get(f"/calls/{made.call.pk}/matches/").content.decode()
        [invite] = re.findall(r'action="(/calls/\d+/matches/\d+/invite/)"', page)
        answer = office.post(invite, follow=True).content.decode()
        assert "Invited: its people have a message." in answer
        assert "It was invited already." in office.post(invite, follow=True).content.decode()
        assert f"You are invited to answer “{made.topic.title}”" in theirs.get("/").content.decode()
        body = theirs.get(reverse("directory:organization", args=[lab.organization.pk])).content.decode()
        [fits] = set(re.findall(r'hx-get="(/calls/fitting/\d+/)"', body))
        assert f'href="/calls/{made.call.pk}/"' in theirs.get(fits).content.decode()
        found = theirs.get("/search/", {"q": "天窗低溫"}).content.decode()
        assert f'href="/calls/{made.call.pk}/"' in found


def test_a_search_that_was_saved_leads_to_what_is_new() -> None:
    cache.clear()
    reader = a_team("密封实验室").editor
    client = a_client_for(reader)
    client.post("/search/save/", {"q": "seals", "name": "Seals"})
    a_running_notice(title="Seals for the cold")
    with travel(a_running_notice().notice.stated_at, tick=False):
        look_for_new_finds()
    messages = client.get(reverse("duties:messages")).content.decode()
    assert "finds something new: 1" in messages
    [saved] = re.findall(r'href="(/search/saved/\d+/)"', messages)
    assert "Seals for the cold" in client.get(saved, follow=True).content.decode()
