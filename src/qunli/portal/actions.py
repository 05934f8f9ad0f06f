"""Acts on files that the portal hands out and takes in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, return_stamped, write_journal
from qunli.core.models import Attachment, Paper
from qunli.people.models import User
from qunli.people.permits import require
from qunli.portal.permits import may_read_file, may_return_stamped

if TYPE_CHECKING:
    from django.core.files.base import File


@action(_("Confidential file opened"))
def open_confidential_file(*, file: Attachment, by: User, at: datetime) -> Attachment:
    """Note who opened a confidential file; the file itself is not named."""
    require(may_read_file(by, file, at=at))
    write_journal(on=file.about, by=by, at=at, facts={"file": file.pk, "sha256": file.sha256})
    return file


@action(_("Stamped scan handed in"))
def hand_in_stamped(*, paper: Paper, file: File[bytes], by: User, at: datetime) -> Paper:
    """Take the scan of a stamped print from somebody who may read the paper."""
    require(may_return_stamped(by, paper, at=at), _("This paper takes no stamped scan from you."))
    return return_stamped(paper=paper, file=file, by=by, at=at)
