"""Messages and letters leave the site: at least once, under one id, by a real worker."""

from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from making.people import a_party, an_account
from qunli.config.worker import run_worker
from qunli.core.actions import action, tell, write_journal
from qunli.core.models import Delivery, Message
from qunli.core.states import SYSTEM, DeliveryState
from qunli.people.actions import invite
from qunli.people.actions.delivery import MOST_ATTEMPTS, retry_delivery, send_waiting_messages
from qunli.people.actions.invitations import accept_invitation
from qunli.people.states import Role
from qunli.people.tasks import retry_messages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.core.mail import EmailMessage
    from pytest_django import Settings

    from qunli.core.states import Doer
    from qunli.people.models import Party


BROKEN = f"{__name__}.BrokenServer"


class BrokenServer(BaseEmailBackend):
    """A server that hangs up."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Fail."""
        del email_messages
        raise SMTPServerDisconnected


@action(_("Party told"))
def tell_party(*, party: Party, by: Doer, at: datetime) -> None:
    write_journal(on=party, by=by, at=at)
    tell(parties=[party.pk], occasion="x", words="Report about %(name)s", params={"name": "seals"}, about=party, at=at)


@pytest.mark.django_db
def test_a_message_goes_to_everybody_who_acts_for_the_party_each_under_a_fixed_id() -> None:
    party = a_party()
    readers = [an_account(role=role, party=party) for role in (Role.UNIT_ADMINISTRATOR, Role.FINANCE)]
    an_account(role=Role.FINANCE, party=a_party())
    at = timezone.now()
    tell_party(party=party, by=SYSTEM, at=at)
    assert send_waiting_messages(at=at) == 1
    assert send_waiting_messages(at=at) == 0
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([reader.email], "Report about seals") for reader in readers
    ]
    message = Message.objects.get()
    assert [letter.extra_headers["Message-ID"] for letter in mail.outbox] == [
        f"<message-{message.pk}-{reader.pk}@127.0.0.1>" for reader in readers
    ]
    assert Delivery.objects.get().state == DeliveryState.SENT


@pytest.mark.django_db
def test_what_fails_is_sent_later_under_the_same_id(settings: Settings) -> None:
    user, at = an_account(), timezone.now()
    tell_party(party=user.party, by=SYSTEM, at=at)
    settings.EMAIL_BACKEND = BROKEN
    assert send_waiting_messages(at=at) == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("waiting", 1, "SMTPServerDisconnected")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    retry_messages(timestamp=0)
    assert (Delivery.objects.get().state, Delivery.objects.get().header_id) == ("sent", delivery.header_id)


@pytest.mark.django_db
def test_what_fails_for_a_day_is_given_up_and_can_be_tried_again(settings: Settings) -> None:
    user, at = an_account(), timezone.now()
    tell_party(party=user.party, by=SYSTEM, at=at)
    settings.EMAIL_BACKEND = BROKEN
    send_waiting_messages(at=at)
    Delivery.objects.update(attempts=MOST_ATTEMPTS - 1)
    send_waiting_messages(at=at)
    assert Delivery.objects.get().state == DeliveryState.FAILED
    assert retry_delivery(delivery=Delivery.objects.get()).state == DeliveryState.WAITING


@pytest.mark.django_db
def test_without_mail_nothing_is_planned_and_old_messages_do_not_flood_out_later(
    settings: Settings,
) -> None:
    user, at = an_account(), timezone.now()
    tell_party(party=user.party, by=SYSTEM, at=at - timedelta(days=4))
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert send_waiting_messages(at=at) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (send_waiting_messages(at=at), Delivery.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_closed_account_gets_no_letter() -> None:
    user, at = an_account(), timezone.now()
    user.is_active = False
    user.save()
    tell_party(party=user.party, by=SYSTEM, at=at)
    send_waiting_messages(at=at)
    assert mail.outbox == []


@pytest.mark.process
def test_a_worker_finds_the_tasks_and_sends_the_letter_of_an_invitation(real_transactions: None) -> None:
    at = timezone.now()
    invite(email="li@example.org", name="Li", role=Role.EXPERT, party=None, by=SYSTEM, at=at)
    run_worker(wait=False)
    (letter,) = mail.outbox
    secret = re.search(r"/invitation/(\w+)/", str(letter.body))
    assert (letter.to, ProcrastinateJob.objects.get(task_name="people.send_invitation").status) == (
        ["li@example.org"],
        "succeeded",
    )
    assert secret
    assert accept_invitation(secret=secret[1], password="mountain river lantern 7", at=at).email == "li@example.org"


@pytest.mark.process
def test_a_job_goes_with_the_act_that_fails(real_transactions: None) -> None:
    party = a_party()
    with transaction.atomic():
        tell_party(party=party, by=SYSTEM, at=timezone.now())
        assert ProcrastinateJob.objects.count() == 1
        transaction.set_rollback(True)
    assert (ProcrastinateJob.objects.count(), Message.objects.count()) == (0, 0)
