"""What the search knows of a record: terms and what one narrows by, never a text."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class SearchEntry(models.Model):
    """One record in the search, written in the transaction of the act that changed the record.

    Of a closed record, one that is sealed or confidential, terms are kept as keyed digests and in an index of their
    own: neither a copy of this table nor the index that others search holds a word of it. Who may see a record is no
    column here: each search asks the record's room.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    about_id = models.BigIntegerField()
    is_closed = models.BooleanField(default=False)
    terms = SearchVectorField()
    title_terms = SearchVectorField()
    field_id = models.BigIntegerField(null=True)
    region = models.CharField(max_length=6, blank=True)
    dated = models.DateField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "about_id"], name="search_entry_once"),)
        indexes = (
            # Without fastupdate, as for needs: words that wait to be sorted in are read one after the other.
            GinIndex(fields=["terms"], condition=Q(is_closed=False), fastupdate=False, name="search_open_terms"),
            GinIndex(fields=["terms"], condition=Q(is_closed=True), fastupdate=False, name="search_closed_terms"),
            models.Index(fields=["moved_at"], name="search_entry_moved"),
        )

    def __str__(self) -> str:
        """Show kind and key."""
        return f"{self.kind} {self.about_id}"
