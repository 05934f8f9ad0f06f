"""What acts leave behind: files, papers, journal, duties, messages, notices."""

from __future__ import annotations

from datetime import date, timedelta

from benchmarks.stock.office import Office
from benchmarks.stock.sizes import AT, BATCH, HISTORY, SIZES
from qunli.core.models import Attachment, JournalEntry, Message, Paper, Record
from qunli.core.models.record import about_fields
from qunli.core.states import PaperKind
from qunli.duties.models import Duty
from qunli.people.models import Party
from qunli.publicity.models import Objection, PublicNotice
from qunli.publicity.states import NoticeState

ACTS = ("submit_need", "accept_need", "change_need", "attach_to_need", "recommend_need")


def files_on(record: Record, many: int) -> None:
    """Attach files."""
    rows = [
        Attachment(
            **about_fields(record.ref),
            file=f"bench/{place}.pdf",
            name=f"附件 {place}.pdf",
            size=100_000 + place,
            sha256="0" * 64,
            content_type="application/pdf",
            added_by_label="示例",
            added_at=AT,
        )
        for place in range(many)
    ]
    Attachment.objects.bulk_create(rows)


def papers_on(record: Record, kind: PaperKind, many: int) -> None:
    """Print papers."""
    rows = [
        Paper(
            **about_fields(record.ref),
            template=kind,
            version=place + 1,
            check_code=f"{record.ref.kind[:4]}{record.pk}{kind[:3]}{place}"[:16],
            fingerprint="0" * 64,
            file=f"bench/{place}.docx",
            made_by_label="示例",
            made_at=AT,
        )
        for place in range(many)
    ]
    Paper.objects.bulk_create(rows)


def journal_of(thick: list[Record], any_record: Record) -> None:
    """Write the histories of the thick records among many entries of others."""
    about = about_fields(any_record.ref)
    rows = [_entry(place, {**about, "about_id": 1_000_000 + place % 997}) for place in range(SIZES["journal"])]
    for record in thick:
        rows += [_entry(place, about_fields(record.ref)) for place in range(HISTORY)]
    JournalEntry.objects.bulk_create(rows, batch_size=BATCH)


def _entry(place: int, about: dict[str, str | int]) -> JournalEntry:
    return JournalEntry(
        **about,
        act=ACTS[place % len(ACTS)],
        at=AT + timedelta(minutes=place),
        by_label="运营一",
        was="draft",
        now="submitted",
        digest="0" * 64,
    )


def duties_of(office: Office, about: Record) -> None:
    """Raise duties of the operator."""
    rows = [
        Duty(
            **{**about_fields(about.ref), "about_id": place + 1},
            owner=office.cluster.operator,
            key="bench",
            words="Answer %(what)s",
            params={"what": f"XQ2026-{place:04d}"},
            due_at=AT + timedelta(hours=place),
            raised_at=AT,
        )
        for place in range(SIZES["duties"])
    ]
    Duty.objects.bulk_create(rows, batch_size=BATCH)


def messages_to(party: Party, about: Record) -> None:
    """Tell the operator much."""
    rows = [
        Message(
            **about_fields(about.ref),
            party_id=party.pk,
            occasion=f"bench-{place}",
            words="Answer %(what)s",
            params={"what": place},
            at=AT,
        )
        for place in range(SIZES["messages"])
    ]
    Message.objects.bulk_create(rows, batch_size=BATCH)


def notices_of(office: Office) -> list[PublicNotice]:
    """Put up public notices; the first has objections."""
    rows = [a_notice(office.authority, place) for place in range(SIZES["notices"])]
    made = PublicNotice.objects.bulk_create(rows, batch_size=BATCH)
    Objection.objects.bulk_create(
        [
            Objection(
                notice=made[0],
                name="示例",
                contact="示例",
                statement="示例",
                stated_at=AT,
                receipt=f"receipt{place:05d}",
            )
            for place in range(100)
        ]
    )
    return made


def a_notice(in_name_of: Party, place: int) -> PublicNotice:
    """Make one that has ended; unsaved."""
    return PublicNotice(
        about_room="awards",
        about_kind="decision",
        about_id=place + 1,
        about_label="LX",
        title=f"公示 {place}",
        text="公示",
        working_days=5,
        counts_first_day=True,
        in_name_of=in_name_of,
        contact="示例集群运营中心",
        stated_at=AT,
        first_day=date(2026, 2, 2),
        last_day=date(2026, 2, 6),
        state=NoticeState.ENDED,
    )
