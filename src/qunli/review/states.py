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
    RELATION = "relation", _("employer has a declared relation with a team member")
    JOINT_PROJECT = "joint_project", _("employer had a joint project with a team member inside the window")
    POSTER = "poster", _("works for the need's owner")
    DECLARED = "declared", _("declared by the expert")


class SeatOrigin(models.TextChoices):
    """How an expert came to a panel."""

    BY_HAND = "by_hand", _("by hand")
    DRAWN = "drawn", _("drawn")
    RESERVE = "reserve", pgettext_lazy("seat origin", "moved up from the reserves")


COMMITMENT = (
    _("I have no tie to the teams whose proposals I judge, and declare at once any that I come to know of."),
    _("I judge by the rubric alone, by my own lights, and accept nothing from anybody concerned."),
    _("I keep the proposals, the scores and the talks of the panel to myself, during the review and after it."),
    _("I keep no copy of a proposal and put nothing of it to use."),
)
"""The promise that every expert signs before reading."""
