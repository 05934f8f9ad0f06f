"""Messages leave the site by e-mail: each at least once, always under the same Message-ID."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from qunli.core.actions import take_step
from qunli.core.models import Delivery, Message
from qunli.core.queries.refs import page_of
from qunli.core.states import DELIVERY_LIFECYCLE, Channel, DeliveryState
from qunli.people.actions.invitations import secret_of
from qunli.people.models import Invitation, User
from qunli.people.queries import mail_leaves_the_site, readers_of

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_ATTEMPTS: Final = 288
"""Every five minutes for a day."""
FRESH: Final = timedelta(days=3)
"""Older messages are not sent when mail is turned on later."""

log = logging.getLogger(__name__)


def send_waiting_messages(*, at: datetime) -> int:
    """Send what has not been sent; returns how many messages left. Two workers never take the same message."""
    if not mail_leaves_the_site():
        return 0
    _plan_deliveries(at)
    sent, last = 0, 0
    while (taken := _send_next(after=last, at=at)) is not None:
        last, success = taken
        sent += success
    return sent


def retry_delivery(*, delivery: Delivery) -> Delivery:
    """Let a delivery that was given up be tried again."""
    take_step(delivery, lifecycle=DELIVERY_LIFECYCLE, step="retry")
    delivery.attempts = 0
    delivery.save(update_fields=["state", "attempts"])
    return delivery


def send_invitation_letter(*, invitation_id: int, at: datetime) -> bool:
    """Send the letter of an invitation that is still open; tells whether it left."""
    invitation = Invitation.objects.select_related("invited_by").get(pk=invitation_id)
    if invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= at:
        return False
    language = invitation.invited_by.language if invitation.invited_by else settings.LANGUAGE_CODE
    with translation.override(language):
        url = settings.BASE_URL + reverse("people:accept_invitation", args=[secret_of(invitation)])
        lines = [
            _("%(name)s, you are invited to Qunli.") % {"name": invitation.name or invitation.email},
            _("Set your password here; the link works once and until %(day)s:")
            % {"day": f"{invitation.expires_at:%Y-%m-%d}"},
            url,
        ]
        subject = _("Your invitation to Qunli")
    _mail(subject, lines, invitation.email, header_id=_header_id(f"invitation-{invitation.pk}"))
    return True


def _plan_deliveries(at: datetime) -> None:
    fresh = Message.objects.filter(at__gte=at - FRESH, deliveries=None).order_by("id").values_list("id", flat=True)
    Delivery.objects.bulk_create(
        (
            Delivery(message_id=message, channel=Channel.EMAIL, header_id=_header_id(f"message-{message}"))
            for message in fresh
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )


@transaction.atomic
def _send_next(*, after: int, at: datetime) -> tuple[int, bool] | None:
    """Send one delivery in a transaction of its own: one that dies on the way is sent again, never lost."""
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state=DeliveryState.WAITING, channel=Channel.EMAIL, id__gt=after)
        .select_related("message")
        .order_by("id")
        .first()
    )
    if delivery is None:
        return None
    success = _try(delivery)
    if success:
        take_step(delivery, lifecycle=DELIVERY_LIFECYCLE, step="send")
        delivery.sent_at = at
    else:
        delivery.attempts += 1
        if delivery.attempts >= MOST_ATTEMPTS:
            take_step(delivery, lifecycle=DELIVERY_LIFECYCLE, step="give_up")
    delivery.save(update_fields=["state", "sent_at", "attempts", "last_error"])
    return delivery.pk, success


def _try(delivery: Delivery) -> bool:
    try:
        for reader in readers_of(delivery.message.party_id):
            _mail_message(delivery, reader)
    except (OSError, SMTPException) as error:
        # Its class and nothing more: a server's answer may repeat the letter.
        delivery.last_error = type(error).__name__
        log.warning("delivery %s failed: %s", delivery.pk, type(error).__name__)
        return False
    delivery.last_error = ""
    return True


def _mail_message(delivery: Delivery, reader: User) -> None:
    message = delivery.message
    with translation.override(reader.language):
        text = message.text
        page = page_of(message.about, reader) or reverse("duties:messages")
        lines = [text, settings.BASE_URL + page, _("You get this because of your roles in Qunli.")]
    # One letter may go to several people: each has its own fixed id.
    name, _at, host = delivery.header_id.strip("<>").partition("@")
    _mail(text, lines, reader.email, header_id=f"<{name}-{reader.pk}@{host}>")


def _mail(subject: str, lines: Iterable[str], to: str, *, header_id: str) -> None:
    EmailMessage(
        subject=" ".join(subject.split())[:120],
        body="\n\n".join(lines),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        headers={"Message-ID": header_id, "Auto-Submitted": "auto-generated"},
    ).send()


def _header_id(name: str) -> str:
    return f"<{name}@{urlsplit(settings.BASE_URL).hostname}>"
