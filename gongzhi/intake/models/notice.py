"""Tables of notices: the outbox, the site's own texts, what staff wish to hear, and how the gateways are."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from gongzhi.intake.domain.notice import LANGUAGES, Channel, Kind, Mode, State

PENDING = (State.WAITING.value, State.SENDING.value)


MODES = [mode.value for mode in Mode]


def _known(field: str, values: Iterable[str]) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [str(each) for each in values]}), name=f"notice_{field}_known"
    )


class Notice(models.Model):
    """One message to one recipient: whom by reference only, never an address and never a word of the case."""

    id = models.UUIDField(primary_key=True)  # the message's own id at every try
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, null=True)  # None: a digest
    seq = models.IntegerField()  # of the event that caused it
    kind = models.TextField()
    to = models.TextField()  # party or person
    recipient = models.UUIDField()
    channel = models.TextField()
    language = models.TextField()
    area_code = models.BigIntegerField()
    data = models.JSONField(default=dict)  # what the placeholders need: number, office, times, counts
    state = models.TextField(default=State.WAITING.value)
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()  # when to send; while sending, when the sender is taken for dead
    since = models.DateTimeField()  # from when the three days of trying count
    digest_at = models.DateTimeField(null=True)  # waits for the digest of this moment
    error = models.TextField(default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)  # who had it tried again or cancelled it

    class Meta:
        db_table = "intake_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "seq", "kind", "recipient", "channel"],
                name="one_notice_an_event_and_recipient",
                nulls_distinct=False,
            ),
            _known("kind", Kind),
            _known("channel", Channel),
            _known("state", State),
            _known("language", LANGUAGES),
            _known("to", ("party", "person")),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_at", "id"], name="notice_due", condition=Q(state__in=PENDING, digest_at=None)
            ),
            models.Index(fields=["digest_at"], name="notice_for_digest", condition=Q(state="waiting")),
            models.Index(fields=["recipient", "case", "seq"], name="notice_in_order", condition=Q(state__in=PENDING)),
            models.Index(fields=["area_code", "-id"], name="notice_by_area"),
        ]


class NoticeText(models.Model):
    """What this site says instead of the shipped text."""

    kind = models.TextField()
    language = models.TextField()
    channel = models.TextField()
    subject = models.TextField()
    body = models.TextField()
    edited_by = models.UUIDField()
    edited_at = models.DateTimeField()

    class Meta:
        db_table = "intake_notice_text"
        constraints = [models.UniqueConstraint(fields=["kind", "language", "channel"], name="one_text_a_notice")]


class NoticeWish(models.Model):
    """How a member of staff wants to hear; the number or name for SMS and chat is sealed."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, primary_key=True)
    assigned = models.TextField()
    warned = models.TextField()
    missed = models.TextField()
    digest_hour = models.SmallIntegerField()
    channel = models.TextField()
    quiet_from = models.SmallIntegerField()
    quiet_to = models.SmallIntegerField()
    sealed = models.BinaryField(null=True)

    class Meta:
        db_table = "intake_notice_wish"
        constraints = [
            models.CheckConstraint(
                condition=Q(assigned__in=MODES, warned__in=MODES, missed__in=MODES),
                name="notice_modes_known",
            ),
            models.CheckConstraint(
                condition=Q(digest_hour__range=(0, 23), quiet_from__range=(0, 23), quiet_to__range=(0, 23)),
                name="notice_hours_known",
            ),
        ]


class Gateway(models.Model):
    """How a gateway is: after failures in a row it is left alone for a while, and then asked with one message."""

    channel = models.TextField(primary_key=True)
    failures = models.IntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    error = models.TextField(default="")
    last_ok_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "intake_gateway"
