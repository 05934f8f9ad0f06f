"""Attaching files to records."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
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


_MARKED_TEXT = frozenset({"application/xml", "application/xhtml+xml", "application/json"})
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")
NO_MORE: Mapping[str, tuple[str, str]] = {}


@action(_("File attached"))
def attach_file(  # noqa: PLR0913 - a file has these sides
    *,
    to: Record,
    file: File[bytes],
    by: Doer,
    at: datetime,
    purpose: str = "",
    confidential: bool = False,
    text_files: Mapping[str, tuple[str, str]] = NO_MORE,
) -> Attachment:
    """Keep an uploaded file with a record, typed by its content.

    `text_files` are endings that are accepted beyond those of every record, for content that is text in whatever
    encoding, each with its type and the ending under which it is stored.

    Raises `WrongInput` on an empty or too large file and on a type that is not accepted. The file is
    stored before the row: a transaction that fails leaves an orphan that the daily sweep removes.
    """
    content = _checked_content(file)
    kind, suffix = _type_of(content, file.name or "", text_files)
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
    attachment.file.save(f"{at:%Y/%m}/{uuid4().hex}{suffix}", file, save=False)
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


def _type_of(content: bytes, name: str, text_files: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    try:
        kind = puremagic.from_string(content, mime=True, filename=name)
    except puremagic.PureError:
        kind = ""
    is_text = not kind or kind.startswith(("text/", "message/")) or kind in _MARKED_TEXT
    more = text_files.get(name.rsplit(".", 1)[-1].lower()) if is_text and not content.startswith(_PROGRAMS) else None
    if more:
        return more
    if kind not in ALLOWED_TYPES:
        kind = _unmarked_type(content, name, kind)
    return kind, ALLOWED_TYPES[kind]


def _unmarked_type(content: bytes, name: str, kind: str) -> str:
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
