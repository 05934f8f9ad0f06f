"""How a panel, a seat and a score sheet go."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qunli.engines.lifecycle import Lifecycle, Step


class PanelState(models.TextChoices):
    """A panel is formed, seated, scores, and concludes with a signed opinion."""

    FORMING = "forming", pgettext_lazy("panel", "being formed")
    SEATED = "seated", pgettext_lazy("panel", "seated")
    SCORING = "scoring", pgettext_lazy("panel", "scoring")
    SIGNING = "signing", pgettext_lazy("panel", "signing its opinion")
    CONCLUDED = "concluded", pgettext_lazy("panel", "concluded")
    DISSOLVED = "dissolved", pgettext_lazy("panel", "dissolved")


PANEL_LIFECYCLE = Lifecycle(
    "panel",
    PanelState.FORMING,
    (
        Step("seat", (PanelState.FORMING,), PanelState.SEATED, _("Seat the panel")),
        Step("start_scoring", (PanelState.SEATED,), PanelState.SCORING, _("Start scoring")),
        Step("write_opinion", (PanelState.SCORING, PanelState.SIGNING), PanelState.SIGNING, _("Write the opinion")),
        Step("conclude", (PanelState.SIGNING,), PanelState.CONCLUDED, _("Conclude")),
        Step(
            "dissolve",
            (PanelState.FORMING, PanelState.SEATED, PanelState.SCORING, PanelState.SIGNING),
            PanelState.DISSOLVED,
            _("Dissolve"),
        ),
    ),
)


class SeatRank(models.TextChoices):
    """Head, member, or reserve."""

    HEAD = "head", _("head")
    MEMBER = "member", pgettext_lazy("panel", "member")
    RESERVE = "reserve", pgettext_lazy("panel", "reserve")


class SeatState(models.TextChoices):
    """An expert is asked, and serves or leaves."""

    ASKED = "asked", pgettext_lazy("seat", "asked")
    SERVING = "serving", pgettext_lazy("seat", "serving")
    DECLINED = "declined", pgettext_lazy("seat", "declined")
    RECUSED = "recused", pgettext_lazy("seat", "recused")
    REMOVED = "removed", pgettext_lazy("seat", "removed")


SEAT_LIFECYCLE = Lifecycle(
    "seat",
    SeatState.ASKED,
    (
        Step("accept", (SeatState.ASKED,), SeatState.SERVING, _("Accept")),
        Step("decline", (SeatState.ASKED, SeatState.SERVING), SeatState.DECLINED, _("Decline")),
        Step("recuse", (SeatState.ASKED, SeatState.SERVING), SeatState.RECUSED, _("Recuse")),
        Step("remove", (SeatState.ASKED, SeatState.SERVING), SeatState.REMOVED, _("Remove")),
    ),
)


class SheetState(models.TextChoices):
    """A score sheet is a draft until given."""

    DRAFT = "draft", pgettext_lazy("score sheet", "draft")
    GIVEN = "given", pgettext_lazy("score sheet", "given")


SHEET_LIFECYCLE = Lifecycle(
    "score sheet",
    SheetState.DRAFT,
    (Step("give", (SheetState.DRAFT,), SheetState.GIVEN, _("Give")),),
)


class ConflictKind(models.TextChoices):
    """Why an expert may not judge a proposal."""

    EMPLOYER = "employer", _("works for a team member")
    FORMER_EMPLOYER = "former_employer", _("worked for a team member inside the window")
    TEAM = "team", _("belongs to the team")
    PARENT = "parent", _("employer and a team member share a parent")
    SHAREHOLDING = "shareholding", _("employer holds a share of a team member, or the other way round")
    CO_AUTHOR = "co_author", _("wrote with somebody of the team inside the window")
    RELATION = "relation", _("employer has a declared relation with a team member")
    JOINT_PROJECT = "joint_project", _("employer had a joint project with a team member inside the window")
    POSTER = "poster", _("works for the need's owner")
    DECLARED = "declared", _("declared by the expert")


class SeatOrigin(models.TextChoices):
    """How an expert came to a panel."""

    BY_HAND = "by_hand", _("by hand")
    DRAWN = "drawn", _("drawn")
    RESERVE = "reserve", pgettext_lazy("seat origin", "moved up from the reserves")
    ASSIGNED = "assigned", pgettext_lazy("seat origin", "by an assignment")


class BidChoice(models.TextChoices):
    """What an expert says of a proposal before anybody is assigned."""

    WANT = "want", pgettext_lazy("bid", "I would like to judge it")
    CAN = "can", pgettext_lazy("bid", "I can judge it")
    RATHER_NOT = "rather_not", pgettext_lazy("bid", "rather not")
    CONFLICT = "conflict", pgettext_lazy("bid", "I have a conflict of interest")


class AssignmentMethod(models.TextChoices):
    """How an assignment is found."""

    TOTAL = "total", _("best total fit")
    FAIR = "fair", _("fair: the worst-served proposal as good as possible")
    DRAW = "draw", _("by lot")


class AssignmentState(models.TextChoices):
    """An assignment is asked for, solved by the worker, proposed, and adopted or not."""

    ASKED = "asked", pgettext_lazy("assignment", "asked for")
    SOLVING = "solving", pgettext_lazy("assignment", "being solved")
    PROPOSED = "proposed", pgettext_lazy("assignment", "proposed")
    ADOPTED = "adopted", pgettext_lazy("assignment", "adopted")
    SUPERSEDED = "superseded", pgettext_lazy("assignment", "superseded")
    FAILED = "failed", pgettext_lazy("assignment", "failed")


ASSIGNMENT_LIFECYCLE = Lifecycle(
    "assignment",
    AssignmentState.ASKED,
    (
        Step("solve", (AssignmentState.ASKED,), AssignmentState.SOLVING, _("Solve")),
        Step("propose", (AssignmentState.SOLVING,), AssignmentState.PROPOSED, _("Propose")),
        Step("fail", (AssignmentState.ASKED, AssignmentState.SOLVING), AssignmentState.FAILED, _("Give up")),
        Step("adopt", (AssignmentState.PROPOSED,), AssignmentState.ADOPTED, _("Adopt")),
        Step(
            "supersede",
            (AssignmentState.ASKED, AssignmentState.SOLVING, AssignmentState.PROPOSED, AssignmentState.ADOPTED),
            AssignmentState.SUPERSEDED,
            _("Set aside"),
        ),
    ),
)


class FailureCause(models.TextChoices):
    """Why an assignment could not be proposed."""

    NOTHING_FITS = "nothing_fits", _("no assignment keeps all the rules")
    NO_ANSWER = "no_answer", _("no answer was found in the time allowed")
    NOT_INSTALLED = "not_installed", _("the worker lacks packages that solve")
    STOPPED = "stopped", _("the solver stopped; nothing was changed")
    MOVED_ON = "moved_on", _("the panel has moved on meanwhile")


COMMITMENT = (
    _("I have no tie to the teams whose proposals I judge, and declare at once any that I come to know of."),
    _("I judge by the rubric alone, by my own lights, and accept nothing from anybody concerned."),
    _("I keep the proposals, the scores and the talks of the panel to myself, during the review and after it."),
    _("I keep no copy of a proposal and put nothing of it to use."),
)
"""The promise that every expert signs before reading."""
