"""A case as one line of a list, and the keys by which lists go on."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.base.errors import Refused
from gongzhi.cases.domain.catalogue import Category
from gongzhi.cases.domain.lights import Light, light
from gongzhi.cases.domain.process import State, load_process
from gongzhi.cases.queries.catalogue import category_names
from gongzhi.people.queries import OrganisationRef, organisation_names
from gongzhi.places.queries import AreaRef, areas_named

FIELDS = (
    "id",
    "number",
    "seq",
    "process",
    "version",
    "category",
    "urgency",
    "state",
    "open",
    "area_code",
    "lead_id",
    "assignee_id",
    "title",
    "place",
    "opened_at",
    "closed_at",
    "due_at",
    "warn_at",
    "public",
    "reworks",
    "escalations",
    "lon",
    "lat",
)
COMMUNITY = 1000  # the last three digits of a code are the grid's


@dataclass(frozen=True)
class Row:
    """One line of a list of cases."""

    id: UUID
    number: int
    seq: int
    category: Category
    urgency: str
    state_code: str
    state: State
    open: bool
    area: AreaRef | None
    community: AreaRef | None
    lead: OrganisationRef | None
    assignee_id: UUID | None
    title: str
    place: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    light: Light
    reworks: int
    escalations: int
    lon: float | None
    lat: float | None


def rows_of(values: Iterable[dict[str, Any]], now: datetime) -> list[Row]:
    """Return list lines for the given columns; names come from three look-ups, however many lines there are."""
    found = list(values)
    categories = category_names()
    codes = {each["area_code"] for each in found}
    areas = areas_named(codes | {code // COMMUNITY * COMMUNITY for code in codes})
    offices = organisation_names({each["lead_id"] for each in found if each["lead_id"]})
    return [
        Row(
            id=each["id"],
            number=each["number"],
            seq=each["seq"],
            category=categories[each["category"]],
            urgency=each["urgency"],
            state_code=each["state"],
            state=load_process(each["process"], each["version"]).states[each["state"]],
            open=each["open"],
            area=areas.get(each["area_code"]),
            community=areas.get(each["area_code"] // COMMUNITY * COMMUNITY),
            lead=offices.get(each["lead_id"]),
            assignee_id=each["assignee_id"],
            title=each["title"],
            place=each["place"],
            opened_at=each["opened_at"],
            closed_at=each["closed_at"],
            due_at=each["due_at"],
            light=light(each["due_at"], each["warn_at"], now),
            reworks=each["reworks"],
            escalations=each["escalations"],
            lon=each["lon"],
            lat=each["lat"],
        )
        for each in found
    ]


def write_cursor(*parts: object) -> str:
    """Return an opaque key after which a list goes on."""
    text = "|".join(part.isoformat() if isinstance(part, datetime) else str(part) for part in parts)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[datetime | None, UUID]:
    """Return (time or None, id) from a key; raise Refused for one we did not make."""
    try:
        *time, id_ = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("|")
        moment = datetime.fromisoformat(time[0]) if time else None
        if moment is not None and moment.tzinfo is None:
            raise ValueError("a time without a zone")
        return moment, UUID(id_)
    except (ValueError, binascii.Error) as error:
        raise Refused(
            "cases.bad_cursor",
            "这个翻页地址无效，请从第一页开始。",
            "That page address is not valid; start from the first page.",
        ) from error
