"""Notices and objections, made through their actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from making.people import AT, a_party, an_authority, an_operator
from qunli.core.states import THE_PUBLIC
from qunli.publicity.actions import (
    NoticeDraft,
    Objector,
    check_notice,
    file_objection,
    post_notice,
    prepare_notice,
    uphold_objection,
)

if TYPE_CHECKING:
    from qunli.people.models import User
    from qunli.publicity.models import Objection, PublicNotice

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
TABLE = (("Rank", "Team"), ("1", "Laboratory of seals"), ("2", "Works for rubber"))


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice and the two who bring it out."""

    notice: PublicNotice
    operator: User
    authority: User


def a_pdf(name: str = "evidence.pdf") -> SimpleUploadedFile:
    """Make a small file of an accepted type."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def a_prepared_notice(**draft: Any) -> Posted:
    """Let an operator prepare a notice in the name of an authority; five working days, the first counts."""
    body = a_party(name="Bureau of Science")
    operator, authority = an_operator(name="Wang Min"), an_authority(party=body, name="Li Hua")
    said = {
        "title": "Teams to be awarded",
        "text": "These teams are to be awarded.",
        "contact": "021-5555 0101",
        "working_days": 5,
        "counts_first_day": True,
        "rows": TABLE,
    }
    notice = prepare_notice(about=body, draft=NoticeDraft(**{**said, **draft}), in_name_of=body, by=operator, at=AT)
    return Posted(notice, operator, authority)


def a_running_notice(*, at: datetime = AT, **draft: Any) -> Posted:
    """Post a checked notice."""
    made = a_prepared_notice(**draft)
    check_notice(notice=made.notice, by=made.authority, at=at)
    notice = post_notice(notice=made.notice, by=made.authority, at=at)
    return Posted(notice, made.operator, made.authority)


def an_objection(notice: PublicNotice, *, name: str = "Zhao Lei", at: datetime = AT, files: Any = ()) -> Objection:
    """File an objection as somebody without an account."""
    return file_objection(
        notice=notice,
        objector=Objector(name=name, contact="zhao@example.org"),
        statement="The second team has no laboratory.",
        files=files,
        by=THE_PUBLIC,
        at=at,
    )


def morning(year: int, month: int, day: int) -> datetime:
    """Nine in the morning in Shanghai."""
    return datetime(year, month, day, 1, 0, tzinfo=UTC)


def an_upheld_objection(notice: PublicNotice, *, by: User, at: datetime = AT) -> Objection:
    """File an objection and let it be upheld."""
    return uphold_objection(objection=an_objection(notice, at=at), reason="the tie is real", by=by, at=at)
