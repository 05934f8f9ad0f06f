"""`qunli import documents`: keeps the files of a folder as documents, each by an act of its own; a job reads each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.core.files import File
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qunli.cli.site import now
from qunli.cli.terminal import FAULTS, CommandFailed, doer, say, say_json
from qunli.config.env import language_of_terminal
from qunli.core.states import Refused
from qunli.evidence.actions import DocumentEntry, KeptAlready, keep_document
from qunli.evidence.actions.documents import TEXT_FILES
from qunli.evidence.models import Document

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

ENDINGS: Final = frozenset({*TEXT_FILES, "pdf", "docx", "xlsx", "png", "jpg", "jpeg", "pptx"})
CHUNK: Final = 2**20
TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file, or would: new, there already, or refused with the reason."""

    file: str
    outcome: str
    number: str = ""
    reason: str = ""


def import_documents(options: Namespace) -> int:
    """Say what would be kept; keep it where that was agreed to. A file that is refused holds up no other."""
    files = _files_in(options.folder)
    with translation.override(language_of_terminal()):
        outcomes = [_kept(path, options) if options.agree else _previewed(path, options.folder) for path in files]
        (_answer if options.json else _show)(outcomes, agreed=options.agree)
    return FAULTS if any(one.outcome == "refused" for one in outcomes) or not outcomes else 0


def _files_in(folder: Path) -> list[Path]:
    """Return the files of a folder and of those inside, by name; hidden ones are left out."""
    if not folder.is_dir():
        message = f"There is no folder {folder}."
        raise CommandFailed(message)
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _previewed(path: Path, folder: Path) -> Outcome:
    name = str(path.relative_to(folder))
    if path.suffix.lower().lstrip(".") not in ENDINGS:
        return Outcome(name, "refused", reason=_("Files of this ending are not kept."))
    try:
        same = Document.objects.filter(sha256=_digest_of(path)).first()
    except OSError as error:
        return Outcome(name, "refused", reason=str(error.strerror))
    return Outcome(name, "kept already", same.number) if same else Outcome(name, "new")


def _kept(path: Path, options: Namespace) -> Outcome:
    name = str(path.relative_to(options.folder))
    try:
        with path.open("rb") as stored:
            entry = DocumentEntry(
                title=path.stem[:TITLE],
                source=options.source,
                source_date=options.date,
                is_confidential=options.confidential,
                file=File(stored, name=path.name),
            )
            return Outcome(name, "kept", keep_document(entry=entry, by=doer(), at=now()).number)
    except KeptAlready as kept:
        return Outcome(name, "kept already", kept.document.number)
    except Refused as refused:
        return Outcome(name, "refused", reason=str(refused))
    except OSError as error:
        return Outcome(name, "refused", reason=str(error.strerror))


def _digest_of(path: Path) -> str:
    whole = hashlib.sha256()
    with path.open("rb") as stored:
        while chunk := stored.read(CHUNK):
            whole.update(chunk)
    return whole.hexdigest()


def _answer(outcomes: Iterable[Outcome], *, agreed: bool) -> None:
    rows = [{"file": one.file, "outcome": one.outcome, "number": one.number, "reason": one.reason} for one in outcomes]
    say_json({"agreed": agreed, "files": rows})


def _show(outcomes: list[Outcome], *, agreed: bool) -> None:
    words = {
        "new": _("new"),
        "kept": _("kept as %(number)s"),
        "kept already": _("kept already as %(number)s"),
        "refused": _("refused: %(reason)s"),
    }
    for one in outcomes:
        say(f"{one.file}: {words[one.outcome] % {'number': one.number, 'reason': one.reason}}")
    if not outcomes:
        say(_("The folder holds no file."))
        return
    count = sum(1 for one in outcomes if one.outcome in {"new", "kept"})
    if agreed:
        said = ngettext(
            "%(count)s document is kept; the site's worker reads it.",
            "%(count)s documents are kept; the site's worker reads them.",
            count,
        )
    else:
        said = ngettext(
            "%(count)s document would be kept. Add --yes to keep it.",
            "%(count)s documents would be kept. Add --yes to keep them.",
            count,
        )
    say(said % {"count": count})
