"""Files and papers of a record."""

from django.db.models import QuerySet

from qunli.core.models.files import Attachment, Paper
from qunli.core.states import Ref


def attachments_of(ref: Ref) -> QuerySet[Attachment]:
    """Return the files of a record that were not removed, oldest first."""
    return Attachment.objects.filter(
        about_room=ref.room, about_kind=ref.kind, about_id=ref.id, removed_at=None
    ).order_by("id")


def papers_of(ref: Ref) -> QuerySet[Paper]:
    """Return the papers of a record, newest first, with their stamped scans."""
    return (
        Paper.objects.filter(about_room=ref.room, about_kind=ref.kind, about_id=ref.id)
        .select_related("stamped_scan")
        .order_by("-id")
    )


def paper_of_code(code: str) -> Paper | None:
    """Return the paper that bears a check code, however it was typed."""
    typed = "".join(code.upper().split()).replace("-", "")
    return Paper.objects.filter(check_code=typed).first()


def newest_paper_like(paper: Paper) -> Paper:
    """Return the newest version of the same paper about the same record."""
    same = Paper.objects.filter(
        about_room=paper.about_room, about_kind=paper.about_kind, about_id=paper.about_id, template=paper.template
    )
    return same.latest("version")
