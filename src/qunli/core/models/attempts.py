"""How often somebody tried something lately: what rate limits count."""

from django.db import models


class AttemptCount(models.Model):
    """The attempts of one visitor or account at one thing until `ends_at`; then its count begins anew."""

    key = models.CharField(max_length=120, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["ends_at"], name="attempt_count_ends"),)

    def __str__(self) -> str:
        """Show what is counted."""
        return self.key
