"""Reading the outbox of notices, for whoever answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from gongzhi.base.errors import NotFound
from gongzhi.intake.domain.contact import Contact
from gongzhi.intake.domain.gateway import masked, safe_address
from gongzhi.intake.domain.notice import Channel, Kind, State
from gongzhi.intake.domain.notice_text import Text
from gongzhi.intake.models import Gateway, Notice, Party
from gongzhi.intake.policy import allowed
from gongzhi.intake.queries.notice_text import TO_STAFF, OwnTexts, filled, not_allowed, own_texts
from gongzhi.intake.queries.notice_wish import opened, own_numbers
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.queries import reachable

PAGE = 50


@dataclass(frozen=True)
class NoticeRow:
    """One notice in a list: what it says, never to which address; `masked` only where a demo shows it."""

    id: UUID
    number: int
    kind: Kind
    to_reporter: bool
    channel: Channel
    state: State
    attempts: int
    error: str
    next_at: datetime
    created_at: datetime
    sent_at: datetime | None
    text: Text
    may_retry: bool
    may_cancel: bool
    masked: str = ""


@dataclass(frozen=True)
class Outbox:
    """A page of the outbox, newest first; `next` is the id after which it goes on ('' at the end)."""

    rows: list[NoticeRow]
    next: str
    gateways: list["GatewayRow"]
    may_edit_texts: bool


@dataclass(frozen=True)
class GatewayRow:
    """How a gateway is: whether the site has it, and since when it is left alone."""

    channel: Channel
    there: bool
    open_until: datetime | None
    error: str


def outbox(viewer: Viewer, *, now: datetime, state: State | None = None, after: UUID | None = None) -> Outbox:
    """Return the notices about matters in the viewer's areas; raise NotAllowed for all but those who manage them."""
    grants = viewer.grants_of(Role.ADMINISTRATOR, Role.SUPERVISOR)
    if not grants:
        raise not_allowed()
    inside = Q(pk__in=[])
    for grant in grants:
        inside |= Q(area_code__range=(grant.low, grant.high))
    found = Notice.objects.filter(inside)
    if state:
        found = found.filter(state=state.value)
    if after:
        found = found.filter(id__lt=after)
    rows = list(found.order_by("-id")[: PAGE + 1])
    going_on = str(rows[PAGE - 1].id) if len(rows) > PAGE else ""
    own = own_texts()
    shown = [_row(each, own) for each in rows[:PAGE]]
    return Outbox(shown, going_on, gateways(now), allowed("edit_notice_texts", viewer))


def demo_outbox(*, limit: int = PAGE) -> list[NoticeRow]:
    """Return what a demo site would have sent, newest first, to masked addresses; nothing on any other site."""
    if not settings.GONGZHI_SITE["demo"]:
        raise NotFound("web.no_page", "这里没有页面。", "There is nothing at this address.")
    told = Notice.objects.exclude(state__in=[State.GATHERED.value, State.CANCELLED.value]).filter(digest_at=None)
    rows, own = list(told.order_by("-id")[:limit]), own_texts()
    addresses = addresses_of(rows)
    return [_row(each, own, masked(Channel(each.channel), addresses[each.id])) for each in rows]


def gateways(now: datetime) -> list[GatewayRow]:
    """Return how each gateway is."""
    known = {row.channel: row for row in Gateway.objects.all()}
    found = []
    for channel in Channel:
        row, there = known.get(channel.value), channel.value in settings.GONGZHI_GATEWAYS
        resting = there and row is not None and row.open_until is not None and row.open_until > now
        found.append(
            GatewayRow(
                channel, there, row.open_until if row and resting else None, row.error if row and resting else ""
            )
        )
    return found


def addresses_of(notices: Sequence[Notice]) -> dict[UUID, str]:
    """Return where notices go, by their ids; '' where that has been erased, closed, never given or cannot be opened."""
    parties = {each.recipient for each in notices if each.to == "party"}
    persons = {each.recipient for each in notices if each.to == "person"}
    contacts = {id_: opened(sealed) for id_, sealed in Party.objects.filter(pk__in=parties).values_list("id", "sealed")}
    profiles, numbers = reachable(persons), own_numbers(persons)
    found: dict[UUID, str] = {}
    for each in notices:
        channel, to = Channel(each.channel), each.recipient
        if each.to == "party":
            contact = contacts.get(to, Contact())
            address = contact.email if channel is Channel.EMAIL else contact.phone
        elif to in profiles:
            address = profiles[to].email if channel is Channel.EMAIL else numbers.get(to, "")
        else:
            address = ""
        found[each.id] = safe_address(channel, address)
    return found


def _row(row: Notice, own: OwnTexts, to: str = "") -> NoticeRow:
    state = State(row.state)
    return NoticeRow(
        id=row.id,
        number=row.data.get("number", 0),
        kind=Kind(row.kind),
        to_reporter=Kind(row.kind) not in TO_STAFF,
        channel=Channel(row.channel),
        state=state,
        attempts=row.attempts,
        error=row.error,
        next_at=row.digest_at or row.next_at,
        created_at=row.created_at,
        sent_at=row.sent_at,
        text=filled(row, own),
        may_retry=state is State.FAILED or (state is State.WAITING and row.attempts > 0),
        may_cancel=state in (State.WAITING, State.FAILED),
        masked=to,
    )
