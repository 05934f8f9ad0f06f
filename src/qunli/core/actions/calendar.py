"""Loading a year of the working-day calendar."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from qunli.core.actions.acts import action, write_journal
from qunli.core.models.calendar import CalendarDay, CalendarYear
from qunli.core.states import Doer, WrongInput


@action(_("Year of the working-day calendar loaded"))
def load_calendar_year(*, year: int, days: Mapping[date, bool], source: str, by: Doer, at: datetime) -> CalendarYear:
    """Load a year's holidays (False) and working weekends (True); replaces an earlier load of that year.

    Raises `WrongInput` if a day lies outside the year.
    """
    outside = {day.isoformat(): _("This day is not in the year.") for day in days if day.year != year}
    if outside:
        raise WrongInput(outside)
    loaded, _made = CalendarYear.objects.update_or_create(year=year, defaults={"source": source, "loaded_at": at})
    loaded.days.all().delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(year=loaded, day=day, is_working=working) for day, working in days.items()
    )
    write_journal(on=loaded, by=by, at=at, facts={"days": len(days), "source": source})
    return loaded
