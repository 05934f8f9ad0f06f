"""`qunli import`: the same acts as the pages; what is wrong is said in sentences, and nothing enters unasked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.files import File
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qunli.cli.site import now
from qunli.cli.terminal import FAULTS, CommandFailed, complain, doer, say, say_json
from qunli.config.env import language_of_terminal
from qunli.core.bridge.faults import Vocabulary
from qunli.directory.actions import discard_roster, enter_roster, preview_roster
from qunli.directory.bridge.words import VOCABULARY as ROSTER_WORDS
from qunli.directory.models import Cluster
from qunli.needs.actions import discard_needs, enter_needs, preview_needs
from qunli.needs.bridge.sheet import VOCABULARY as NEEDS_WORDS

if TYPE_CHECKING:
    from argparse import Namespace

    from qunli.directory.models import SheetImport

MOST_FAULTS: Final = 200
"""Sentences printed at the terminal; `--json` and the page have every one."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is done with one kind of sheet."""

    preview: Callable[..., Any]
    enter: Callable[..., Any]
    discard: Callable[..., Any]
    named: str
    words: Vocabulary


ROSTER: Final = Kind(preview_roster, enter_roster, discard_roster, "roster_import", ROSTER_WORDS)
NEEDS: Final = Kind(preview_needs, enter_needs, discard_needs, "needs_import", NEEDS_WORDS)


def import_roster(options: Namespace) -> int:
    """Preview a roster; enter it where that was agreed to and no fault was found."""
    return _import(ROSTER, options)


def import_needs(options: Namespace) -> int:
    """Preview a sheet of needs; state each row as its organization's draft where that was agreed to."""
    return _import(NEEDS, options)


def _import(kind: Kind, options: Namespace) -> int:
    cluster = _cluster(options.cluster)
    with translation.override(language_of_terminal()):
        try:
            with (
                options.file.open("rb") as file,
                _timed(options, _("Reading %(file)s …") % {"file": options.file.name}),
            ):
                preview = kind.preview(cluster=cluster, file=File(file, name=options.file.name), by=doer(), at=now())
        except OSError as error:
            message = f"Cannot read {options.file}: {error.strerror}."
            raise CommandFailed(message) from error
        rows = len(preview.rows)
        if preview.faults or not rows:
            preview = kind.discard(**{kind.named: preview}, by=doer(), at=now())
        elif options.agree:
            with _timed(options, _("Entering %(rows)s rows …") % {"rows": rows}):
                preview = kind.enter(**{kind.named: preview}, by=doer(), at=now())
        (_answer if options.json else _show)(kind, preview, rows=rows, agreed=options.agree)
        return FAULTS if preview.faults or not rows else 0


@contextmanager
def _timed(options: Namespace, words: str) -> Iterator[None]:
    """Say on the error stream what is being done and how long it took; a program that reads JSON hears nothing."""
    begun = time.monotonic()
    if not options.json:
        complain(words)
    yield
    if not options.json:
        complain(_("  done in %(seconds)s s") % {"seconds": f"{time.monotonic() - begun:.1f}"})


def _cluster(named: str | None) -> Cluster:
    found = Cluster.objects.order_by("pk")
    if named:
        found = found.filter(pk=int(named)) if named.isascii() and named.isdigit() else found.filter(name=named)
    rows = list(found[:2])
    if len(rows) != 1:
        known = ", ".join(f"{one.pk} {one.name}" for one in Cluster.objects.order_by("pk")) or "none"
        message = f"{'No cluster' if not rows else 'More than one cluster'}: name one by --cluster ({known})."
        raise CommandFailed(message)
    return rows[0]


def _answer(kind: Kind, preview: SheetImport, *, rows: int, agreed: bool) -> None:
    shown = kind.words.shown(preview.faults)
    say_json(
        {
            "file": preview.file_name,
            "sha256": preview.sha256,
            "entered": bool(agreed and rows and not preview.faults),
            "rows": rows,
            "faults": [
                {**fault, "cell": one.cell, "message": one.sentence}
                for fault, one in zip(preview.faults, shown, strict=True)
            ],
            "outcome": preview.outcome,
        }
    )


def _show(kind: Kind, preview: SheetImport, *, rows: int, agreed: bool) -> None:
    faults = kind.words.shown(preview.faults)
    for one in faults[:MOST_FAULTS]:
        say(one.sentence)
    if len(faults) > MOST_FAULTS:
        say(_("… and %(count)s more.") % {"count": len(faults) - MOST_FAULTS})
    if faults:
        count = len(faults)
        words = ngettext("%(count)s fault; nothing has entered.", "%(count)s faults; nothing has entered.", count)
        say(words % {"count": count})
    elif not rows:
        say(_("The file holds no row that could enter."))
    elif agreed:
        done = {"added": 0, "changed": 0, "same": 0} | preview.outcome
        say(_("Entered: %(added)s new, %(changed)s changed, %(same)s as they were.") % done)
    else:
        say(_("%(rows)s rows without a fault; nothing has entered. Add --yes to enter them.") % {"rows": rows})
