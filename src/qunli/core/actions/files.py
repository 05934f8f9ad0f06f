"""Attaching files to records."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import puremagic
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qunli.core.actions.acts import action, write_journal
from qunli.core.models.files import Attachment
from qunli.core.models.record import Record, about_fields
from qunli.core.states import Doer, WrongInput

if TYPE_CHECKING:
    from django.core.files.base import File

ALLOWED_TYPES = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/zip": ".zip",
    "text/plain": ".txt",
    "text/csv": ".csv",
}


@action(_("File attached"))
def attach_file(
    *, to: Record, file: File[bytes], by: Doer, at: datetime, purpose: str = "", confidential: bool = False
) -> Attachment:
    """Keep an uploaded file with a record, typed by its content.

    Raises `WrongInput` on an empty or too large file and on a type that is not accepted. The file is
    stored before the row: a transaction that fails leaves an orphan that the daily sweep removes.
    """
    content = _checked_content(file)
    kind = _type_of(content, file.name or "")
    attachment = Attachment(
        **about_fields(to.ref),
        name=(file.name or "file").replace("\\", "/").rsplit("/", 1)[-1][:200],
        purpose=purpose,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content_type=kind,
        is_confidential=confidential,
        added_by_id=by.doer_id,
        added_by_label=by.doer_label,
        added_at=at,
    )
    file.seek(0)
    attachment.file.save(f"{at:%Y/%m}/{uuid4().hex}{ALLOWED_TYPES[kind]}", file, save=False)
    attachment.save()
    write_journal(on=to, by=by, at=at, facts={"file": attachment.pk, "sha256": attachment.sha256})
    return attachment


@action(_("File removed"))
def remove_attachment(*, attachment: Attachment, by: Doer, at: datetime) -> Attachment:
    """Take a file out of sight; the row and the file stay for the record."""
    attachment.removed_at = at
    attachment.save(update_fields=["removed_at"])
    write_journal(on=attachment.about, by=by, at=at, facts={"file": attachment.pk, "sha256": attachment.sha256})
    return attachment


def _checked_content(file: File[bytes]) -> bytes:
    if file.size == 0:
        raise WrongInput({"file": _("This file is empty.")})
    if file.size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // 2**20
        raise WrongInput({"file": _("This file is larger than %(limit)s MB.") % {"limit": limit}})
    file.seek(0)
    content: bytes = file.read()
    return content


def _type_of(content: bytes, name: str) -> str:
    try:
        kind = puremagic.from_string(content, mime=True, filename=name)
    except puremagic.PureError:
        kind = ""
    if kind in ALLOWED_TYPES:
        return kind
    if not kind or kind.startswith("text/"):
        return _text_type(content, name)
    raise WrongInput({"file": _("Files of this type (%(type)s) are not accepted.") % {"type": kind or "?"}})


def _text_type(content: bytes, name: str) -> str:
    suffix = name.rsplit(".", 1)[-1].lower()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        suffix = ""
    if suffix == "csv":
        return "text/csv"
    if suffix in {"txt", "md"}:
        return "text/plain"
    raise WrongInput(
        {"file": _("The content of this file is of no accepted type: send PDF, Word, Excel or a picture.")}
    )
