"""Making papers and taking their stamped scans back."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qunli.core.actions.acts import action, lock, write_journal
from qunli.core.actions.files import attach_file
from qunli.core.bridge.papers import PaperContent, word_file
from qunli.core.models.files import Paper
from qunli.core.models.record import Record, about_fields
from qunli.core.states import Doer, PaperKind, Refused

if TYPE_CHECKING:
    from django.core.files.base import File

CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another in print
CODE_LENGTH = 10


class StampedAlready(Refused):
    """A paper takes one stamped scan."""


@action(_("Paper made"))
def make_paper(*, about: Record, template: PaperKind, content: PaperContent, by: Doer, at: datetime) -> Paper:
    """Make a paper about a locked record; the same content again returns the newest version unchanged."""
    rows = Paper.objects.filter(
        about_room=about.ref.room, about_kind=about.ref.kind, about_id=about.pk, template=template
    )
    newest = rows.order_by("-version").first()
    if newest is not None and newest.fingerprint == content.fingerprint:
        write_journal(on=about, by=by, at=at, facts={"paper": newest.pk, "again": True})
        return newest
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    paper = Paper(
        **about_fields(about.ref),
        template=template,
        version=version,
        check_code="".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH)),
        fingerprint=content.fingerprint,
        language=get_language() or "",
        made_by_id=by.doer_id,
        made_by_label=by.doer_label,
        made_at=at,
    )
    made = word_file(content, version=version, check_code=paper.check_code)
    paper.file.save(f"papers/{at:%Y/%m}/{uuid4().hex}.docx", ContentFile(made), save=False)
    paper.save()
    write_journal(
        on=about,
        by=by,
        at=at,
        facts={"paper": paper.pk, "template": template, "version": version, "fingerprint": paper.fingerprint},
    )
    return paper


@action(_("Stamped scan returned"))
def return_stamped(*, paper: Paper, file: File[bytes], by: Doer, at: datetime) -> Paper:
    """Attach the scan of the stamped print to the version that was printed."""
    held = lock(Paper.objects.all(), paper.pk)
    if held.stamped_scan_id is not None:
        raise StampedAlready(_("The stamped scan of this version is here already."))
    held.stamped_scan = attach_file(to=held, file=file, by=by, at=at, purpose="stamped", confidential=True)
    held.save(update_fields=["stamped_scan"])
    write_journal(on=held.about, by=by, at=at, facts={"paper": held.pk, "scan": held.stamped_scan_id})
    return held
