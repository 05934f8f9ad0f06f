"""What a text says of organizations: linked to the directory, it becomes their figures and their relations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from making.directory import a_cluster, a_uscc, an_organization
from making.evidence import a_read_document
from making.indicators import a_pack
from making.people import a_client_for, an_operator
from qunli.directory.models import Relation
from qunli.evidence.models import Claim, Confirmation
from qunli.indicators.models import Figure
from qunli.portal.bridge.linking import Linker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_of_their_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def test_what_a_text_says_of_a_firm_of_the_directory_becomes_a_figure_of_that_firm() -> None:
    a_cluster()
    a_pack("cn-specialised-sme-2022")
    firm = an_organization("上海力波汽车有限公司")
    client = a_client_for(an_operator())
    a_read_document("2024年，上海力波汽车有限公司营业收入3.5亿元。\n")
    claim = Claim.objects.get(name__endswith="营业收入")
    page = reverse("portal:confirm", args=[claim.pk])

    shown = client.get(page).content.decode()
    assert 'name="as" value="figure"' in shown
    fields = {"as": "figure", "organization": firm.name, "new_indicator": "营业收入", "bound": "exact"}
    client.post(page, fields | {"value": "3.5亿元", "period": "2024"})

    figure = Figure.objects.get()
    assert (figure.organization, figure.cluster, figure.indicator.code) == (firm, None, "revenue")
    assert (figure.value, str(figure.period), figure.confirmation.claim) == (Decimal(350_000_000), "2024", claim)
    client.post(reverse("portal:take_back"))
    assert (Figure.objects.count(), Claim.objects.get(pk=claim.pk).state) == (0, "waiting")


@pytest.mark.parametrize(
    ("written", "score"),
    [
        ("上海力波汽车有限公司", 100),
        ("Libo Automotive", 100),
        ("申江汽车配件厂", 100),
        ("某某汽车厂（91310112T0000011X7）", 100),
        ("力波汽车", 88),
        ("上海力波车业有限公司", None),
        ("合肥工业大学", None),
    ],
)
def test_a_name_is_linked_by_code_or_name_and_by_likeness_with_a_score(written: str, score: int | None) -> None:
    firm = an_organization(
        "上海力波汽车有限公司", name_en="Libo Automotive Co., Ltd.", former_names=("申江汽车配件厂",), uscc=a_uscc(11)
    )
    an_organization("上海里程汽车有限公司")
    name, _bracket, behind = written.replace("91310112T0000011X7", a_uscc(11)).partition("（")

    found = Linker().link([(name, behind)]).get(name)

    assert (found and found.organization, found and found.per_cent) == (firm if score else None, score)


def test_who_agreed_what_with_whom_becomes_a_relation_that_points_to_the_confirmation() -> None:
    a_cluster()
    client = a_client_for(an_operator())
    firm, university = an_organization("上海力波汽车有限公司"), an_organization("合肥工业大学")
    a_read_document("2024年，上海力波汽车有限公司与合肥工业大学签订联合研发协议。\n")
    claim = Claim.objects.get(kind="relation")
    page = reverse("portal:confirm", args=[claim.pk])
    assert "A relation in the directory" in client.get(page).content.decode()

    fields = {"as": "relation", "organization": firm.name, "kind": "partner", "about": "联合研发"}
    refused = client.post(page, fields | {"others": f"{university.name}\n查无此校"})
    assert (refused.status_code, Relation.objects.count(), Confirmation.objects.count()) == (422, 0, 0)
    client.post(page, fields | {"others": university.name})

    tie = Relation.objects.get()
    assert tie.confirmation is not None
    assert (tie.organization, tie.other, tie.kind, tie.about) == (firm, university, "partner", "联合研发")
    assert (tie.confirmation.claim, tie.source) == (claim, "报道 · 文汇报")
    shown = client.get(reverse("directory:organization", args=[firm.pk])).content.decode()
    assert reverse("evidence:claim", args=[claim.pk]) in shown
    with pytest.raises(ProtectedError):
        tie.confirmation.delete()
    client.post(reverse("portal:take_back"))
    assert (Relation.objects.count(), Claim.objects.get(pk=claim.pk).state) == (0, "waiting")
    many = f"{reverse('portal:confirm_many')}?kind=relation"
    client.post(many, {"claim": [claim.pk], "as": "confirm"})
    assert Relation.objects.get().other == university


def test_a_cluster_by_its_short_name_is_the_cluster_and_a_number_of_an_unknown_body_is_not_ticked() -> None:
    a_cluster("闵行区汽车设计及零部件智造集群")
    client = a_client_for(an_operator())
    a_read_document(
        "2025年，汽车智造集群实现总产值61.24亿元。\n2025年，上海示例密封科技有限公司实现营业收入2.35亿元。\n"
    )
    of_cluster = Claim.objects.get(name="总产值")

    shown = client.get(reverse("portal:confirm", args=[of_cluster.pk])).content.decode()
    many = client.get(reverse("portal:confirm_many")).content.decode()

    assert "not of the cluster" not in shown
    assert "上海示例密封科技有限公司 in the directory" in many
    assert many.count(" checked>") == 0
