"""Files that a call hands to applicants: templates and annexes, checked with the call before it becomes public."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from qunli.calls.actions.drafting import forget_check, lock_draft
from qunli.calls.models import Call
from qunli.core.actions import action, attach_file, remove_attachment, write_journal
from qunli.core.queries.files import attachments_of
from qunli.core.states import WrongInput
from qunli.people.models import User

if TYPE_CHECKING:
    from django.core.files.base import File

    from qunli.core.models import Attachment

DOWNLOAD: Final = "download"
MOST_DOWNLOADS: Final = 20


@action(_("File for applicants attached"))
def attach_to_call(*, call: Call, file: File[bytes], by: User, at: datetime) -> Attachment:
    """Put a file beside the guide of a draft; a check before publication that was made counts no more."""
    draft = lock_draft(call, by)
    if attachments_of(draft.ref).filter(purpose=DOWNLOAD).count() >= MOST_DOWNLOADS:
        raise WrongInput({"file": _("A call has at most %(most)s files.") % {"most": MOST_DOWNLOADS}})
    attachment = attach_file(to=draft, file=file, purpose=DOWNLOAD, by=by, at=at)
    forget_check(draft)
    write_journal(on=draft, by=by, at=at, facts={"file": attachment.pk, "sha256": attachment.sha256})
    return attachment


@action(_("File for applicants taken out"))
def detach_from_call(*, call: Call, attachment: Attachment, by: User, at: datetime) -> Call:
    """Take a file out of a draft."""
    draft = lock_draft(call, by)
    if not attachments_of(draft.ref).filter(pk=attachment.pk, purpose=DOWNLOAD).exists():
        raise WrongInput({"file": _("This file belongs to another record.")})
    remove_attachment(attachment=attachment, by=by, at=at)
    forget_check(draft)
    write_journal(on=draft, by=by, at=at, facts={"file": attachment.pk})
    return draft
