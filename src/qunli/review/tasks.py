"""Jobs of the room: solving assignments, each in a process of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone
from procrastinate.contrib.django import app

from qunli.core.states import SYSTEM, StepNotOpen
from qunli.review.actions import give_up_assignment, propose_assignment, start_solving
from qunli.review.bridge import barred_counts, field_of, question_of, solve_apart
from qunli.review.models import Assignment
from qunli.review.queries.pool import assignments_left
from qunli.review.states import AssignmentState, FailureCause, PanelState

LEFT_AFTER: Final = timedelta(minutes=10)
AT_WORK: Final = (PanelState.FORMING, PanelState.SEATED, PanelState.SCORING)


@app.task(name="review.solve_assignment")
def solve_assignment(assignment: int) -> None:
    """Solve an assignment that waits, in a process of its own; nothing is done where another job has done it.

    One that a worker left half done, because it died, is solved again from the beginning.
    """
    waiting = (AssignmentState.ASKED, AssignmentState.SOLVING)
    found = Assignment.objects.select_related("panel__call").filter(pk=assignment, state__in=waiting).first()
    if found is None:
        return
    try:
        if found.state == AssignmentState.ASKED:
            start_solving(assignment=found, by=SYSTEM, at=timezone.now())
        _solve(found)
    except StepNotOpen:  # set aside meanwhile, or done by another job
        return


def _solve(assignment: Assignment) -> None:
    if assignment.panel.state not in AT_WORK:
        give_up_assignment(assignment=assignment, cause=FailureCause.MOVED_ON, by=SYSTEM, at=timezone.now())
        return
    field = field_of(assignment.panel, on=timezone.localdate())
    solved = solve_apart(question_of(field, assignment), barred=barred_counts(field))
    if solved.cause is not None:
        give_up_assignment(assignment=assignment, cause=solved.cause, solved=solved, by=SYSTEM, at=timezone.now())
        return
    propose_assignment(assignment=assignment, solved=solved, by=SYSTEM, at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="review.solve_left_assignments", queueing_lock="review.solve_left_assignments")
def solve_left_assignments(timestamp: int = 0) -> None:
    """Solve what still waits because its job was lost with the worker that had it."""
    del timestamp
    for one in assignments_left(before=timezone.now() - LEFT_AFTER):
        solve_assignment(one.pk)
