"""Who might solve an item of the key-technology list, and who was invited to."""

from django.db import models
from django.db.models import Q

from qunli.calls.models.calls import CallTopic
from qunli.core.models import Record
from qunli.directory.models import Organization
from qunli.needs.models import ListItem
from qunli.people.models import User


class Match(Record):
    """An organization that what the public reads of an item speaks to, with the reasons.

    `reasons` holds terms with their shares of the score, passages of what the organization says of itself, and how it
    stands in tier, region and availability. One with a `conflict` is not offered. One that was set aside stays so.
    """

    item = models.ForeignKey(ListItem, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    score = models.FloatField()
    reasons = models.JSONField(default=dict)
    conflict = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField()
    set_aside_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "organization"], name="match_once"),
            models.CheckConstraint(condition=Q(score__gte=0), name="match_score"),
            models.CheckConstraint(
                condition=Q(set_aside_by=None, set_aside_at=None)
                | Q(set_aside_by__isnull=False, set_aside_at__isnull=False),
                name="match_set_aside_paired",
            ),
        )

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.item_id} for {self.organization_id}"


class CallInvitation(Record):
    """An organization was asked to answer a topic: once, by whom, when."""

    topic = models.ForeignKey(CallTopic, on_delete=models.PROTECT, related_name="invitations")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField(null=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["topic", "organization"], name="call_invitation_once"),)

    def __str__(self) -> str:
        """Show the pair."""
        return f"{self.topic_id} to {self.organization_id}"
