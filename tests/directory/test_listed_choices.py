"""Places and industries are chosen by name or code, and shown by name."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from making.directory import a_cluster, an_organization, some_places
from making.people import AT, a_party, an_operator
from qunli.core.states import SYSTEM
from qunli.directory.actions import load_published_lists
from qunli.directory.forms import IndustryField, PlaceField
from qunli.directory.models import Cluster, Organization

pytestmark = pytest.mark.django_db


def in_office() -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(an_operator())
    return client


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3670", "3670"),
        ("３６７０", "3670"),
        ("3670 汽车零部件及配件制造", "3670"),
        ("汽车零部件及配件制造", "3670"),
        ("汽車零部件及配件製造", "3670"),
        ("汽车制造业", "36"),
        ("", ""),
    ],
)
def test_an_industry_is_found_by_code_or_name(written: str, code: str) -> None:
    load_published_lists(by=SYSTEM, at=AT)

    assert IndustryField(label="x").clean(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("310112", "310112"),
        ("闵行区", "310112"),
        ("上海市闵行区梅陇镇", "310112108"),
        ("310112108 上海市闵行区梅陇镇", "310112108"),
        ("梅陇", "310112108"),
    ],
)
def test_a_place_is_found_by_code_or_name(written: str, code: str) -> None:
    load_published_lists(by=SYSTEM, at=AT)

    assert PlaceField(label="x").clean(written) == code


def test_several_that_are_meant_are_named_and_an_unknown_one_says_what_was_expected() -> None:
    load_published_lists(by=SYSTEM, at=AT)

    with pytest.raises(forms.ValidationError, match=r"Several are meant: 36 汽车制造业; 361 "):
        IndustryField(label="x").clean("汽车")
    with pytest.raises(forms.ValidationError, match=r"write a word of its name, or a code such as 3670"):
        IndustryField(label="x").clean("炼金术")
    with pytest.raises(forms.ValidationError, match=r"write its name, such as 闵行区梅陇镇"):
        PlaceField(label="x").clean("亚特兰蒂斯")


def test_the_form_offers_names_and_keeps_codes() -> None:
    some_places()
    client = in_office()

    page = client.get(reverse("directory:organization_add")).content.decode()
    assert '<option value="3670 汽车零部件及配件制造"></option>' in page
    assert '<option value="310112108 上海市闵行区梅陇镇"></option>' in page
    fields = {"name": "上海甲公司", "kind": "enterprise", "jurisdiction": "梅陇镇", "industry": "汽车制造业"}
    client.post(reverse("directory:organization_add"), fields)

    made = Organization.objects.get()
    assert (made.jurisdiction_id, made.industry_id) == ("310112108", "36")
    change = client.get(reverse("directory:organization_change", args=[made.pk])).content.decode()
    shown = re.findall(r'<input[^>]+name="(?:jurisdiction|industry)"[^>]*value="([^"]+)"', change) or re.findall(
        r'<input[^>]+value="([^"]+)"[^>]+name="(?:jurisdiction|industry)"', change
    )
    assert sorted(shown) == ["310112108 上海市闵行区梅陇镇", "36 汽车制造业"]


def test_a_form_that_is_sent_wrong_keeps_what_was_written() -> None:
    some_places()

    page = in_office().post(reverse("directory:organization_add"), {"name": "甲", "industry": "炼金术"})

    assert (page.status_code, "炼金术" in page.content.decode()) == (422, True)


def test_the_operator_adds_a_cluster_with_its_fields_and_renames_one() -> None:
    some_places()
    operator, authority = a_party(name="运营中心"), a_party(name="经委")
    an_organization("不能运营的企业")
    client = in_office()
    fields = {
        "name": "梅陇集群",
        "jurisdiction": "梅陇镇",
        "industry": "3670",
        "operator": operator.pk,
        "authority": authority.pk,
        "fields_text": "天窗系统 / Sunroof systems\n\n密封",
    }

    assert "不能运营的企业" not in client.get(reverse("directory:cluster_add")).content.decode()
    answer = client.post(reverse("directory:cluster_add"), fields)

    made = Cluster.objects.get()
    assert answer["Location"] == reverse("directory:cluster", args=[made.pk])
    assert (made.jurisdiction_id, made.industry_id, made.operator, made.authority) == (
        "310112108",
        "3670",
        operator,
        authority,
    )
    first = made.fields.get(position=0)
    assert list(made.fields.order_by("position").values_list("name", "name_en")) == [
        ("天窗系统", "Sunroof systems"),
        ("密封", ""),
    ]
    rename = reverse("directory:technology_field_change", args=[first.pk])
    taken = client.post(rename, {"name": "密封"})
    client.post(rename, {"name": "天窗与遮阳", "name_en": "Sunroofs and shades"})
    first.refresh_from_db()
    assert (taken.status_code, first.name, first.name_en) == (422, "天窗与遮阳", "Sunroofs and shades")


def test_a_cluster_keeps_its_place_and_authority_when_it_is_changed() -> None:
    cluster = a_cluster()
    client = in_office()
    page = reverse("directory:cluster_change", args=[cluster.pk])

    client.post(page, {"name": "新名", "jurisdiction": "310112108 上海市闵行区梅陇镇"})

    cluster.refresh_from_db()
    assert (cluster.name, cluster.jurisdiction_id) == ("新名", "310112108")
