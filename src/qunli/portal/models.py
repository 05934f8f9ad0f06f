"""What the portal keeps: searches that somebody wants to hear of."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from qunli.core.models import Record
from qunli.people.models import User


class SavedSearch(Record):
    """A search that tells its owner when something new is found.

    `query` is the search as an address has it, `known` are the entries that were found before. Its number is all that
    messages and the journal show: the words of a search may be words of something confidential.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    query = models.CharField(max_length=2000)
    known = ArrayField(models.BigIntegerField(), default=list)
    stated_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    NUMBER_PREFIX = "SC"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "query"], condition=Q(ended_at=None), name="saved_search_once"),
            models.CheckConstraint(condition=~Q(query="") & ~Q(name=""), name="saved_search_asks"),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name
