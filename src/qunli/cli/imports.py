"""Reading sheets into the site: the same preview and entering as on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files import File

from qunli.cli.site import now
from qunli.cli.terminal import FAULTS, CommandFailed, doer, say, say_json
from qunli.directory.actions import discard_roster, enter_roster, preview_roster
from qunli.directory.models import Cluster

if TYPE_CHECKING:
    from argparse import Namespace

    from qunli.directory.models import RosterImport


def import_roster(options: Namespace) -> int:
    """Preview a roster; enter it where that was agreed to and no fault was found."""
    cluster = _cluster(options.cluster)
    try:
        with options.file.open("rb") as file:
            preview = preview_roster(cluster=cluster, file=File(file, name=options.file.name), by=doer(), at=now())
    except OSError as error:
        message = f"Cannot read {options.file}: {error.strerror}."
        raise CommandFailed(message) from error
    if preview.faults:
        discard_roster(roster_import=preview, by=doer(), at=now())
    elif options.agree:
        preview = enter_roster(roster_import=preview, by=doer(), at=now())
    (_answer if options.json else _show)(preview, agreed=options.agree)
    return FAULTS if preview.faults else 0


def import_needs(options: Namespace) -> int:
    """State each row as a draft need."""
    del options
    message = "Importing needs is not built yet."
    raise CommandFailed(message)


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


def _answer(preview: RosterImport, *, agreed: bool) -> None:
    say_json(
        {
            "file": preview.file_name,
            "sha256": preview.sha256,
            "entered": agreed and not preview.faults,
            "rows": len(preview.rows),
            "faults": preview.faults,
            "outcome": preview.outcome,
        }
    )


def _show(preview: RosterImport, *, agreed: bool) -> None:
    for fault in preview.faults:
        say(line_of(fault))
    if preview.faults:
        say(f"{len(preview.faults)} faults; nothing has entered.")
    elif agreed:
        done = preview.outcome
        say(f"Entered: {done['added']} new, {done['changed']} changed, {done['same']} as they were.")
    else:
        say(f"{len(preview.rows)} rows without a fault. Say --agree to enter them.")


def line_of(fault: dict[str, Any]) -> str:
    """Name a fault by its place."""
    cell = f"{fault.get('column') or ''}{fault.get('row') or ''}"
    place = " ".join(part for part in (str(fault.get("sheet") or ""), cell) if part)
    words = fault.get("words") or fault.get("message") or fault.get("code")
    found = f" (found {fault['found']!r})" if fault.get("found") else ""
    return f"{place}: {words}{found}"
