"""What is known: documents with claims, figures and events on confirmations, assessments, and recognitions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from benchmarks.stock.office import Office
from benchmarks.stock.sizes import AT, BATCH, SIZES
from qunli.core.states import SYSTEM
from qunli.directory.models import Cluster, Organization
from qunli.engines.notation.periods import Period
from qunli.evidence.models import Claim, Confirmation, Document, Mention, Passage
from qunli.evidence.states import ClaimKind, ClaimState, DocumentState, PassageKind
from qunli.indicators.actions import assess_subject
from qunli.indicators.models import Assessment, Event, Figure, Indicator
from qunli.reports.models import Recognition, ReportableChange, YearlyReport
from qunli.reports.states import ChangeKind, RecognitionState, ReportedState, ReportState
from qunli.rulebook.actions import load_shipped_packs
from qunli.rulebook.models import RulePack

SENTENCE = "2024年，示例00012号零部件有限公司实现营业收入3.5亿元，同比增长8.4%。\n"
SENTENCES = 40
CLAIMS = SIZES["claims"] // SIZES["documents"]
INDICATORS, YEARS = 30, 6
CODES = ("revenue", "main_revenue", "rd_spending", "debt_ratio", "staff", "total_output", "sme_share")


@dataclass(frozen=True, slots=True)
class Knowing:
    """What its pages are asked for."""

    document: Document
    waiting: Claim
    figure: Figure
    assessment: Assessment
    recognition: Recognition
    report: YearlyReport


def knowing_of(office: Office, firm: Organization) -> Knowing:
    """Write the documents with their claims, what was confirmed of them, and how the cluster stands."""
    documents = _documents(office)
    with transaction.atomic():  # a confirmed claim and its confirmation are held against each other at the end
        claims, confirmations = _claims(office, documents)
        figures = _figures(office.cluster, firm, confirmations)
        _events(office.cluster, confirmations)
    packs = {one.code: one for one in load_shipped_packs(by=SYSTEM, at=AT)}
    kept = [
        assess_subject(subject=office.cluster, pack=packs[code], by=SYSTEM, at=AT + timedelta(days=number))
        for number in range(SIZES["assessments"])
        for code in ("cn-sme-cluster-2022", "sh-sme-cluster-2023", "yn-sme-cluster")
    ]
    recognition, report = _recognitions(office, packs["cn-sme-cluster-2022"])
    waiting = next(one for one in claims if one.state == ClaimState.WAITING)
    return Knowing(documents[0], waiting, figures[0], kept[-1], recognition, report)


def _documents(office: Office) -> list[Document]:
    made = Document.objects.bulk_create(
        [
            Document(
                title=f"示例报道 {number}",
                source="示例报",
                source_date=date(2025, 1, 1) + timedelta(days=number % 365),
                text=SENTENCE * SENTENCES + str(number),
                sha256=f"{number:064d}",
                text_sha256=f"{number:064d}",
                kept_by=office.second,
                stated_at=AT + timedelta(minutes=number),
                state=DocumentState.READ,
                read_at=AT,
            )
            for number in range(SIZES["documents"])
        ],
        batch_size=BATCH,
    )
    whole = len(SENTENCE) * SENTENCES
    Passage.objects.bulk_create(
        [Passage(document=one, start=0, end=whole, kind=PassageKind.PROSE) for one in made], batch_size=BATCH
    )
    Mention.objects.bulk_create(
        [
            Mention(document=one, start=place * len(SENTENCE) + 6, end=place * len(SENTENCE) + 21, quote=SENTENCE[6:21])
            for one in made
            for place in range(SENTENCES)
        ],
        batch_size=BATCH,
    )
    return made


def _claims(office: Office, documents: list[Document]) -> tuple[list[Claim], list[Confirmation]]:
    """Write so many claims a document: of every other document they are confirmed."""
    claims = Claim.objects.bulk_create(
        [
            Claim(
                document=document,
                start=place * len(SENTENCE),
                end=(place + 1) * len(SENTENCE) - 1,
                quote=SENTENCE.strip(),
                kind=ClaimKind.INDICATOR,
                subject=SENTENCE[6:21],
                name="营业收入",
                value=Decimal(350_000_000 + place),
                unit="元",
                period="2024",
                confidence=Decimal("0.9"),
                state=ClaimState.CONFIRMED if number % 2 else ClaimState.WAITING,
                stated_at=AT,
            )
            for number, document in enumerate(documents)
            for place in range(CLAIMS)
        ],
        batch_size=BATCH,
    )
    confirmations = Confirmation.objects.bulk_create(
        [Confirmation(claim=one, by=office.second, at=AT) for one in claims if one.state == ClaimState.CONFIRMED],
        batch_size=BATCH,
    )
    return claims, confirmations


def _figures(cluster: Cluster, firm: Organization, confirmations: list[Confirmation]) -> list[Figure]:
    """Write figures of several years, of the cluster and of a firm."""
    indicators = Indicator.objects.bulk_create(
        [
            Indicator(
                code=CODES[place] if place < len(CODES) else f"bench_{place}",
                name=f"指标 {place}",
                name_en=f"Indicator {place}",
                unit="CNY",
                position=place,
            )
            for place in range(INDICATORS)
        ]
    )
    source = iter(confirmations)
    return Figure.objects.bulk_create(
        [
            Figure(
                **subject,
                indicator=indicator,
                value=Decimal(10_000_000 * (place + 1) + year),
                period=Period(date(year, 1, 1), date(year, 12, 31)),  # type: ignore[misc]  # the stubs know the column as text
                confirmation=next(source),
            )
            for subject in ({"cluster": cluster}, {"organization": firm})
            for place, indicator in enumerate(indicators)
            for year in range(2025 - YEARS, 2025)
        ],
        batch_size=BATCH,
    )


def _events(cluster: Cluster, confirmations: list[Confirmation]) -> None:
    Event.objects.bulk_create(
        [
            Event(
                cluster=cluster,
                title=f"示例事件 {number}",
                period=Period(date(2025, 1, 1), date(2025, 1, 1)),  # type: ignore[misc]  # as above
                confirmation=one,
            )
            for number, one in enumerate(confirmations[-SIZES["events"] :])
        ],
        batch_size=BATCH,
    )


def _recognitions(office: Office, pack: RulePack) -> tuple[Recognition, YearlyReport]:
    """Write many applications that were refused, and one recognition with what follows it."""
    sides = {
        "cluster": office.cluster,
        "pack": pack,
        "applicant": office.cluster.operator,
        "district": office.authority,
        "authority": office.authority,
        "stated_at": AT,
    }
    Recognition.objects.bulk_create(
        [
            Recognition(**sides, state=RecognitionState.REFUSED, reason="示例")
            for _number in range(SIZES["recognitions"])
        ],
        batch_size=BATCH,
    )
    stands = Recognition.objects.create(
        **sides,
        state=RecognitionState.RECOGNISED,
        document_number="示例〔2026〕1号",
        recognised_on=date(2026, 3, 1),
        valid_to=date(2029, 2, 28),
        plan="示例",
    )
    reports = YearlyReport.objects.bulk_create(
        [
            YearlyReport(recognition=stands, year=year, words="示例", state=ReportState.TAKEN, handed_in_at=AT)
            for year in range(2016, 2026)
        ]
    )
    ReportableChange.objects.bulk_create(
        [
            ReportableChange(
                recognition=stands,
                kind=ChangeKind.OTHER,
                what="示例",
                happened_on=date(2026, 1, 1),
                state=ReportedState.SEEN,
                reported_at=AT,
                stated_at=AT,
            )
            for _number in range(30)
        ]
    )
    return stands, reports[-1]
