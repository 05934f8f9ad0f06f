"""What became of matches, as pairs to fit matching by: `qunli match --pairs` reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qunli.awards.models import Award
from qunli.awards.states import DecisionState, Standing
from qunli.calls.models import CallInvitation, Match, Proposal
from qunli.calls.queries.matches import capability_text, judged_items
from qunli.calls.states import UNSEALED_STATES
from qunli.cli.terminal import say, say_json
from qunli.directory.models import Organization

if TYPE_CHECKING:
    from argparse import Namespace


def export(options: Namespace) -> int:
    """Write needs.jsonl, each need with whom it was right for, and capabilities.jsonl into a folder."""
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    pairs = pairs_told()
    _write(folder / "needs.jsonl", pairs)
    bodies = [body for body in (_capability(one) for one in _bodies()) if body["text"]]
    _write(folder / "capabilities.jsonl", bodies)
    told = {"needs": len(pairs), "capabilities": len(bodies)}
    if options.json:
        say_json(told)
    else:
        say(f"{told['needs']} needs with what became of their matches, and {told['capabilities']} organizations.")
        say("Fit a model of your own by them: qunli match ... --encoder FOLDER --pairs needs.jsonl")
    return 0


def pairs_told() -> list[dict[str, Any]]:
    """Return each item with the organizations that won, answered or were invited, and those set aside.

    Of answers only those count that were opened: a sealed proposal is nobody's feedback.
    """
    won, answered, invited, aside = _won(), _answered(), _invited(), _aside()
    return [
        {
            "id": item.number,
            "title": item.public_title,
            "text": item.public_summary or item.public_title,
            "relevant": [str(one) for one in sorted(right)],
            "irrelevant": [str(one) for one in sorted(aside.get(item.pk, set()) - right)],
            "won": [str(one) for one in sorted(won.get(item.pk, set()))],
            "answered": [str(one) for one in sorted(answered.get(item.pk, set()))],
            "invited": [str(one) for one in sorted(invited.get(item.pk, set()))],
        }
        for item in judged_items()
        if (right := (won.get(item.pk, set()) | answered.get(item.pk, set()) | invited.get(item.pk, set())))
    ]


def _won() -> dict[int, set[int]]:
    rows = Award.objects.filter(standing=Standing.WINNER, decision__state=DecisionState.APPROVED)
    return _grouped(rows.values_list("topic__item", "proposal__lead"))


def _answered() -> dict[int, set[int]]:
    return _grouped(Proposal.objects.filter(state__in=UNSEALED_STATES).values_list("topic__item", "lead"))


def _invited() -> dict[int, set[int]]:
    return _grouped(CallInvitation.objects.values_list("topic__item", "organization"))


def _aside() -> dict[int, set[int]]:
    return _grouped(Match.objects.exclude(set_aside_at=None).values_list("item", "organization"))


def _grouped(pairs: Any) -> dict[int, set[int]]:  # noqa: ANN401 -- pairs of keys, as the database gives them
    found: dict[int, set[int]] = {}
    for item, organization in pairs:
        found.setdefault(item, set()).add(organization)
    return found


def _bodies() -> list[Organization]:
    return list(Organization.objects.filter(merged_into=None).prefetch_related("capabilities").order_by("pk"))


def _capability(body: Organization) -> dict[str, Any]:
    return {"id": str(body.pk), "title": body.name, "text": capability_text(body)}


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    part = path.with_name(f"{path.name}.part")
    part.write_text(lines, encoding="utf-8")
    part.replace(path)
