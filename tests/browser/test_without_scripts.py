"""Without scripts: a unit stamps, and a payment is released and noted as paid by its pages alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from django.utils import timezone

from making.browsing import untranslated
from qunli.calls.models import Proposal
from qunli.calls.states import ProposalState
from qunli.cli.demo.world import paper
from qunli.people.models import User
from qunli.projects.models import Payment
from qunli.projects.states import PaymentState
from walking.by_chromium import ByChromium
from walking.person import Account
from walking.words import said as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from qunli.cli.demo.world import World

LANGUAGE: Final = "zh-hans"
SLIP: Final = "示例付款凭证 2026-1120"


@pytest.fixture
def meet(own_site: str, walked_road: World, chromium: Browser) -> Iterator[Callable[[str], ByChromium]]:
    """Let people sit down, by their keys, each at a browser that reads Chinese and runs no script."""
    User.objects.update(language=LANGUAGE)
    windows: list[ByChromium] = []

    def met(key: str) -> ByChromium:
        user = walked_road.users[key]
        account = Account(user.party.name, user.email, walked_road.passwords[key])
        windows.append(ByChromium(account, LANGUAGE, browser=chromium, site=own_site, scripts=False))
        return windows[-1]

    yield met
    for window in windows:
        window.goes_home()


def test_a_unit_signs_its_letter_and_stamps(meet: Callable[[str], ByChromium]) -> None:
    waiting = Proposal.objects.get(state=ProposalState.SUBMITTED)
    administrator = meet("p-admin-hefei")
    administrator.finds(_("Proposals to stamp"))
    administrator.follows(_("Sign: %(letter)s", letter=_("unit's commitment")))
    administrator.presses(_("I sign this"))
    administrator.follows(_("Stamp"))
    administrator.presses(_("Stamp"))
    administrator.sees(_("The proposal is stamped."))
    assert untranslated(administrator.page) == []
    waiting.refresh_from_db()
    assert waiting.state == ProposalState.STAMPED


def test_a_payment_is_released_by_a_second_person_and_noted_with_its_slip(meet: Callable[[str], ByChromium]) -> None:
    waiting = Payment.objects.get(state=PaymentState.CONFIRMED)
    cashier = meet("p-finance-2")
    cashier.finds(_("Payments to release"))
    cashier.presses(_("Release"))
    waiting.refresh_from_db()
    assert waiting.state == PaymentState.RELEASED
    cashier.follows(_("Note as paid"))
    day = timezone.localdate().isoformat()
    fields = {_("Paid on"): day, _("Number of the bank's slip"): SLIP, _("The slip"): paper("付款凭证.pdf", "slip")}
    cashier.sends(fields, _("Note as paid"))
    cashier.sees(SLIP)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.released_by.party.name if waiting.released_by else "") == (
        PaymentState.PAID, cashier.account.name if cashier.account else "",
    )  # fmt: skip
