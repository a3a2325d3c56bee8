"""Work off the outbox: claim what is due, hand it to its gateway, write down what came of it.

A row is marked as being sent, and that is committed, before the gateway is called. Whoever dies in between leaves the
mark; after the lease it is sent again under the same message id, for nobody can know whether it went out. So a notice
is sent once, unless a process or an answer is lost at the very moment; then it may come twice, never not at all.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gongzhi.base.errors import Conflict, NotFound
from gongzhi.base.ids import uuid7
from gongzhi.intake.actions.sending import Courier
from gongzhi.intake.domain.gateway import gateway_url
from gongzhi.intake.domain.notice import REPORTER_QUIET, Channel, Kind, Quiet, State, next_try, pause
from gongzhi.intake.models import Gateway, Notice
from gongzhi.intake.models.notice import PENDING
from gongzhi.intake.policy import allowed
from gongzhi.intake.queries.notice import addresses_of
from gongzhi.intake.queries.notice_text import TO_STAFF, filled, own_texts
from gongzhi.intake.queries.notice_wish import wish_of
from gongzhi.people.domain.roles import Viewer

LEASE = timedelta(minutes=5)  # far longer than any call: who has not come back by then is dead
TRIPS = 3  # so many refusals in a row, whomever they were for, and the gateway is left alone for a while
KEEP_BATCH = 5000


def deliver(channel: Channel, courier: Courier, *, clock: Callable[[], datetime], until: datetime) -> int:
    """Send what is due by one gateway, one by one, until nothing is due, the gateway rests or time is up.

    Returns how many calls were made. Without a gateway what is due is kept and shown instead. Calls take time, so the
    present is asked for before each.
    """
    if channel.value not in settings.GONGZHI_GATEWAYS:
        return _keep(channel, clock())
    calls = 0
    while clock() < until:
        notice = _claim(channel, clock())
        if notice is None:
            return calls
        address = addresses_of([notice])[notice.id]
        quiet_until = _quiet(notice).after(clock(), ZoneInfo(settings.TIME_ZONE))
        if not address:
            _mine(notice).update(state=State.CANCELLED.value, error="no_address")
        elif quiet_until > clock():
            _mine(notice).update(state=State.WAITING.value, next_at=quiet_until, attempts=F("attempts") - 1)
        else:
            text = filled(notice, own_texts())
            url = gateway_url(settings.GONGZHI_GATEWAYS[channel.value], address, notice.id)
            error = courier.send(url, text.subject, text.body, notice.id)
            _finish(notice, error, clock())
            calls += 1
    return calls


def gather_digests(*, now: datetime) -> int:
    """Make one message of counts a person of what waits for a digest that is due; return how many were made."""
    with transaction.atomic():
        due = Notice.objects.select_for_update(skip_locked=True).filter(state=State.WAITING.value, digest_at__lte=now)
        groups: dict[tuple[UUID, str], list[Notice]] = defaultdict(list)
        for row in due.order_by("id"):
            groups[row.recipient, row.channel].append(row)
        for (recipient, channel), rows in groups.items():
            Notice.objects.filter(pk__in=[row.id for row in rows]).update(state=State.GATHERED.value, sent_at=now)
            counts = {kind.value: sum(row.kind == kind for row in rows) for kind in TO_STAFF[:3]}
            Notice.objects.create(
                id=uuid7(now),
                seq=int(now.timestamp()) // 60,
                kind=Kind.DIGEST.value,
                to="person",
                recipient=recipient,
                channel=channel,
                language=rows[-1].language,
                area_code=rows[-1].area_code,
                data=counts,
                next_at=now,
                since=now,
                created_at=now,
            )
    return len(groups)


def retry_notice(notice_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Try a notice again now, for another three days; raise NotFound, or Conflict where it is no longer waiting."""
    states = [State.FAILED.value, State.WAITING.value]
    _decide(notice_id, by, states, state=State.WAITING.value, attempts=0, since=now, next_at=now, error="")


def cancel_notice(notice_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Never send a notice; raise NotFound, or Conflict where it is on its way or done with."""
    states = [State.FAILED.value, State.WAITING.value]
    _decide(notice_id, by, states, state=State.CANCELLED.value, error="")


def _decide(notice_id: UUID, by: Viewer, states: list[str], **changes: object) -> None:
    with transaction.atomic():
        row = Notice.objects.select_for_update().filter(pk=notice_id).first()
        if row is None or not allowed("manage_notices", by, row.area_code):
            raise NotFound("intake.no_notice", "没有这条通知。", "There is no such notice.")
        if row.state not in states:
            raise Conflict(
                "intake.notice_gone",
                "这条通知已经发出或正在发送，没有改动。请刷新再看。",
                "This notice has been sent or is on its way, and was left alone: look again.",
            )
        Notice.objects.filter(pk=row.id).update(decided_by=by.person_id, **changes)


def _claim(channel: Channel, now: datetime) -> Notice | None:
    """Mark the next due notice of a gateway as being sent; None if nothing is due or the gateway rests.

    A notice waits for the earlier ones about the same case to the same recipient.
    """
    earlier = Notice.objects.filter(
        Q(seq__lt=OuterRef("seq")) | Q(seq=OuterRef("seq"), id__lt=OuterRef("id")),
        case_id=OuterRef("case_id"),
        recipient=OuterRef("recipient"),
        state__in=PENDING,
        digest_at=None,
    )
    with transaction.atomic():
        # Locked, so that what another sender is just writing down about the gateway counts already.
        gateway = Gateway.objects.select_for_update().get_or_create(channel=channel.value)[0]
        if gateway.open_until and gateway.open_until > now:
            return None
        due = Notice.objects.filter(channel=channel.value, state__in=PENDING, digest_at=None, next_at__lte=now)
        notice = due.filter(~Exists(earlier)).select_for_update(skip_locked=True).order_by("next_at", "id").first()
        if notice is None:
            return None
        notice.state, notice.attempts, notice.next_at = State.SENDING.value, notice.attempts + 1, now + LEASE
        notice.save(update_fields=["state", "attempts", "next_at"])
        return notice


def _finish(notice: Notice, error: str, now: datetime) -> None:
    with transaction.atomic():
        gateway = Gateway.objects.select_for_update().get(pk=notice.channel)
        if not error:
            _mine(notice).update(state=State.SENT.value, sent_at=now, error="")
            gateway.failures, gateway.open_until, gateway.error, gateway.last_ok_at = 0, None, "", now
        else:
            again = next_try(notice.attempts, notice.since, now)
            state = State.WAITING if again else State.FAILED
            _mine(notice).update(state=state.value, next_at=again or now, error=error)
            gateway.failures, gateway.error = gateway.failures + 1, error
            # A refusal may be the address's fault; one that hangs would keep everybody waiting.
            trips = 1 if error in ("timeout", "lost") else TRIPS
            if gateway.failures >= trips:
                gateway.open_until = now + pause(gateway.failures - trips + 1)
        gateway.save()


def _mine(notice: Notice) -> "QuerySet[Notice]":
    """Return the row as long as it is still this sender's: one that was taken for dead undoes nobody's work."""
    return Notice.objects.filter(pk=notice.id, state=State.SENDING.value, attempts=notice.attempts)


def _keep(channel: Channel, now: datetime) -> int:
    due = Notice.objects.filter(channel=channel.value, state__in=PENDING, digest_at=None, next_at__lte=now)
    while Notice.objects.filter(pk__in=list(due.values_list("id", flat=True)[:KEEP_BATCH])).update(
        state=State.KEPT.value
    ):
        pass
    return 0


def _quiet(notice: Notice) -> Quiet:
    if notice.kind == Kind.DIGEST:
        return Quiet(0, 0)  # it comes at the hour that was asked for
    if notice.kind in TO_STAFF:
        return wish_of(notice.recipient).quiet
    return REPORTER_QUIET[Channel(notice.channel)]
