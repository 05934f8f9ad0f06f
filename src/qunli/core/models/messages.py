"""Messages: shown on the site exactly once, sent by a channel at least once."""

from django.db import models

from qunli.core.models.record import AboutRef, Record, in_words
from qunli.core.states import Channel, DeliveryState


class Message(Record, AboutRef):
    """What is sent to a party. `words` is a message id with placeholders, put into the reader's language when read."""

    party_id = models.BigIntegerField()
    occasion = models.CharField(max_length=200)
    words = models.TextField()
    params = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["party_id", "occasion"], name="message_once"),)
        indexes = (models.Index(fields=["party_id", "-id"], name="message_newest"),)

    def __str__(self) -> str:
        """Name the occasion."""
        return self.occasion

    @property
    def text(self) -> str:
        """What is said, in the language of the moment."""
        return in_words(self.words, self.params)


class Delivery(models.Model):
    """One message on its way over one channel."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=20, choices=Channel)
    state = models.CharField(max_length=20, choices=DeliveryState, default=DeliveryState.WAITING)
    header_id = models.CharField(max_length=200, unique=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once_per_channel"),
            models.CheckConstraint(condition=models.Q(state__in=DeliveryState.values), name="delivery_state"),
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="delivery_channel"),
        )

    def __str__(self) -> str:
        """Show channel and state."""
        return f"{self.channel} {self.state}"
