"""Years of the working-day calendar that an administrator loaded."""

from django.db import models

from qunli.core.models.record import Record


class CalendarYear(Record):
    """A year whose holidays have been published, with the notice that says so."""

    year = models.PositiveIntegerField(unique=True)
    source = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        """Show the year."""
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from the plain week: a holiday, or a working weekend."""

    id = models.BigAutoField(primary_key=True)
    year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(unique=True)
    is_working = models.BooleanField()

    def __str__(self) -> str:
        """Show the day."""
        return self.day.isoformat()
