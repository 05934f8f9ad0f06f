"""Races: the lanes of several projects of one topic, scores at the gates, and what was decided there."""

from django.db import models
from django.db.models import F, Q

from qunli.awards.models import Decision
from qunli.calls.models import CallTopic
from qunli.core.models import Record
from qunli.directory.models import Organization
from qunli.people.models import Party, User
from qunli.projects.models.projects import Project
from qunli.projects.states import (
    LANE_LIFECYCLE,
    RACE_LIFECYCLE,
    STAGE_DECISION_LIFECYCLE,
    LaneState,
    LeftBy,
    RaceState,
    ScoredBy,
    StageDecisionState,
)
from qunli.publicity.models import PublicNotice


class Race(Record):
    """Several teams on one topic; `terms` are the call's as they stood, the scheme among them.

    `seed` parts what only a lot can part; it is shown from the beginning. `stage` counts from 1. `is_public` says that
    the scheme shows the public something of it.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(CallTopic, on_delete=models.PROTECT, related_name="+")
    poster = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    operator = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    terms = models.JSONField(default=dict)
    seed = models.CharField(max_length=200)
    is_public = models.BooleanField(default=False)
    starts_on = models.DateField()
    stage = models.PositiveIntegerField(default=1)
    stated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=RaceState, default=RACE_LIFECYCLE.start)

    NUMBER_PREFIX = "SM"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=RaceState.values), name="race_state"),
            models.UniqueConstraint(fields=["decision", "topic"], name="race_once"),
            models.CheckConstraint(condition=Q(stage__gte=1), name="race_stage"),
            models.CheckConstraint(
                condition=Q(state__in=[RaceState.PREPARING, RaceState.RUNNING], closed_at=None)
                | Q(state__in=[RaceState.FINISHED, RaceState.WITHOUT_WINNER], closed_at__isnull=False),
                name="race_closed_is_dated",
            ),
        )

    def __str__(self) -> str:
        """Show the title."""
        return self.title


class Lane(Record):
    """One team in a race. `passed` counts the gates behind it: money for the next stage follows from it alone."""

    race = models.ForeignKey(Race, on_delete=models.PROTECT, related_name="lanes")
    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="lane")
    passed = models.PositiveIntegerField(default=0)
    rank = models.PositiveIntegerField(null=True)
    score = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    grade = models.CharField(max_length=40, blank=True)
    left_by = models.CharField(max_length=20, choices=LeftBy, blank=True)
    left_reason = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=LaneState, default=LANE_LIFECYCLE.start)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=LaneState.values), name="lane_state"),
            models.CheckConstraint(condition=Q(left_by__in=["", *LeftBy.values]), name="lane_left_by"),
            models.CheckConstraint(
                condition=Q(left_by="", left_reason="") & ~Q(state=LaneState.LEFT)
                | Q(left_by__in=LeftBy.values, state=LaneState.LEFT) & ~Q(left_reason=""),
                name="lane_left_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(left_by=LeftBy.MERGED, merged_into__isnull=False)
                | ~Q(left_by=LeftBy.MERGED) & Q(merged_into=None),
                name="lane_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="lane_not_merged_into_itself"
            ),
        )

    def __str__(self) -> str:
        """Show race and project."""
        return f"{self.race.number} {self.project.number}"


class StageScore(Record):
    """What one of the judges named by the scheme gives one team at one gate."""

    lane = models.ForeignKey(Lane, on_delete=models.PROTECT, related_name="scores")
    stage = models.PositiveIntegerField()
    who = models.CharField(max_length=20, choices=ScoredBy)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    reason = models.TextField()
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["lane", "stage", "who"], name="stage_score_once"),
            models.CheckConstraint(condition=Q(who__in=ScoredBy.values), name="stage_score_who"),
            models.CheckConstraint(condition=Q(points__gte=0) & Q(points__lte=100), name="stage_score_points"),
            models.CheckConstraint(condition=~Q(reason=""), name="stage_score_has_a_reason"),
        )

    def __str__(self) -> str:
        """Show who gave how much."""
        return f"{self.who} {self.points}"


class StageDecision(Record):
    """What becomes of every team at a gate: the engine's rulings on the inputs beside them, taken by the authority.

    A further round follows remedies; one that `corrects` another follows an upheld objection.
    """

    race = models.ForeignKey(Race, on_delete=models.PROTECT, related_name="stage_decisions")
    stage = models.PositiveIntegerField()
    round = models.PositiveIntegerField()
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    inputs = models.JSONField(default=list)
    rulings = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    meeting_record = models.CharField(max_length=100, blank=True)
    met_on = models.DateField(null=True)
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, null=True, related_name="+")
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=StageDecisionState, default=STAGE_DECISION_LIFECYCLE.start)

    NUMBER_PREFIX = "KH"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=StageDecisionState.values), name="stage_decision_state"),
            models.UniqueConstraint(fields=["race", "stage", "round"], name="stage_decision_round_once"),
            models.UniqueConstraint(
                fields=["race"],
                condition=Q(state__in=[StageDecisionState.PROPOSED, StageDecisionState.DECIDED]),
                name="stage_decision_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[StageDecisionState.PROPOSED, StageDecisionState.SET_ASIDE])
                | ~Q(meeting_record="") & Q(decided_by__isnull=False, decided_at__isnull=False, met_on__isnull=False),
                name="stage_decision_decided_is_recorded",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("stated_by")),
                name="stage_decision_by_another_than_proposed",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) & ~Q(state=StageDecisionState.SET_ASIDE) | ~Q(reason=""),
                name="stage_decision_corrected_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        """Show race, stage and round."""
        return f"{self.race_id}/{self.stage}/{self.round}"
