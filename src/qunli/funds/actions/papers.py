"""Making the yearly report of a fund."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qunli.core.actions import action, make_paper
from qunli.core.states import PaperKind, WrongInput
from qunli.funds.actions.booking import hold_fund
from qunli.funds.bridge.sheets import yearly_report_of
from qunli.funds.bridge.statements import statement_of
from qunli.funds.models import Fund
from qunli.funds.permits import keeps_fund
from qunli.funds.queries.books import entered_in_year
from qunli.people.permits import require

if TYPE_CHECKING:
    from qunli.core.models import Paper
    from qunli.people.models import User


@action(_("Yearly report of a joint fund made"))
def make_fund_report(*, fund: Fund, year: int, by: User, at: datetime) -> Paper:
    """Make the report on a year of the fund's term, from the books as they stand; the same words are no new version."""
    held = hold_fund(fund.pk)
    require(keeps_fund(by, held))
    if not held.starts_on.year <= year <= held.ends_on.year:
        raise WrongInput({"year": _("This year lies outside the fund's term.")})
    content = yearly_report_of(held, statement_of(held), year=year, entered=entered_in_year(held, year))
    return make_paper(about=held, template=PaperKind.YEARLY_REPORT, content=content, by=by, at=at)
