"""Tables of the heart: the case (the folded state), its append-only log, and the erasable words around it.

`cases_case`, `cases_event` and `cases_found` are partitioned by range of UUIDv7, which is by month of opening. They are
made by SQL in the migrations; Django only reads and writes them.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from gongzhi.cases.domain.case import CaseState, ClockState


class CategoryRow(models.Model):
    """One category of the catalogue in force; `data` is the validated text of the file."""

    code = models.TextField(primary_key=True)
    profile = models.TextField()
    revision = models.IntegerField()
    position = models.IntegerField()
    data = models.JSONField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_category"


class Case(models.Model):
    """One matter: what its log comes to, and the words about it (which can be erased; they are not in the log)."""

    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField(db_default=models.Value(0))  # the sequence is the default in SQL
    process = models.TextField()
    version = models.SmallIntegerField()
    category = models.TextField()
    urgency = models.TextField()
    channel = models.TextField()
    area_code = models.BigIntegerField()
    area_level = models.SmallIntegerField()
    state = models.TextField()
    open = models.BooleanField()
    seq = models.IntegerField()
    desk_area = models.BigIntegerField()
    desk_level = models.SmallIntegerField()
    lead_id = models.UUIDField(null=True)
    assignee_id = models.UUIDField(null=True)
    wants_public = models.BooleanField()
    auto_dispatch = models.BooleanField()
    public = models.BooleanField(default=False)
    outcome = models.TextField(default="")
    opened_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    limits = models.JSONField()
    clocks = models.JSONField()
    actors = models.JSONField(default=dict)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    reworks = models.SmallIntegerField(default=0)
    reopens = models.SmallIntegerField(default=0)
    escalations = models.SmallIntegerField(default=0)
    solved = models.BooleanField(null=True)
    satisfied = models.BooleanField(null=True)
    title = models.TextField(default="")
    description = models.TextField(default="")
    place = models.TextField(default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    class Meta:
        db_table = "cases_case"


class Found(models.Model):
    """What a case is found by. Not a column of the case: a move would write it, and its index, anew each time."""

    case_id = models.UUIDField(primary_key=True)
    words = SearchVectorField()

    class Meta:
        db_table = "cases_found"


class Event(models.Model):
    """One entry of the append-only log: ids, codes and times only."""

    pk = models.CompositePrimaryKey("case_id", "seq")
    case_id = models.UUIDField()
    seq = models.IntegerField()
    type = models.TextField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    role = models.TextField()
    data = models.JSONField()

    class Meta:
        db_table = "cases_event"


class Note(models.Model):
    """Free text that goes with an event (a reason, what was done); it can be erased, the event stays."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE)
    seq = models.IntegerField()
    kind = models.TextField()  # note, reason or elsewhere
    text = models.TextField()
    told = models.BooleanField()  # whether the reporter reads it
    author_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_note"
        constraints = [models.UniqueConstraint(fields=["case", "seq", "kind"], name="one_note_a_kind_and_event")]


class Seen(models.Model):
    """Who opened a case, in which role, on which day: shown to its reporter."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE)
    person_id = models.UUIDField()
    role = models.TextField()
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_seen"
        constraints = [models.UniqueConstraint(fields=["case", "person_id", "day"], name="seen_once_a_day")]


class News(models.Model):
    """What a desk or a person should know: addressed to a person, to an organisation, or to roles in an area."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE)
    seq = models.IntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    area_code = models.BigIntegerField(null=True)
    roles = ArrayField(models.TextField(), default=list)

    class Meta:
        db_table = "cases_news"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "seq", "kind", "person_id", "organisation_id", "area_code"],
                name="one_news_an_event_and_desk",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["organisation_id", "-id"], name="news_by_organisation"),
            models.Index(fields=["person_id", "-id"], name="news_by_person"),
            models.Index(fields=["area_code", "-id"], name="news_by_area"),
            GinIndex(fields=["roles"], name="news_by_roles"),
        ]


STATE_FIELDS = (
    "process",
    "version",
    "category",
    "urgency",
    "area_code",
    "area_level",
    "state",
    "open",
    "seq",
    "desk_area",
    "desk_level",
    "lead_id",
    "assignee_id",
    "wants_public",
    "auto_dispatch",
    "public",
    "outcome",
    "opened_at",
    "filed_at",
    "dispatched_at",
    "closed_at",
    "updated_at",
    "reworks",
    "reopens",
    "escalations",
    "solved",
    "satisfied",
    "limits",
)


JSON_COLUMNS = frozenset({"limits", "clocks", "actors"})
STATE_COLUMNS = ("id", "clocks", "actors", *STATE_FIELDS)


def state_of(row: Case) -> CaseState:
    """Return the folded state that a case row holds."""
    return state_from({name: getattr(row, name) for name in STATE_COLUMNS})


def state_from(columns: Mapping[str, Any]) -> CaseState:
    """Return the folded state that the values of a case row's columns (STATE_COLUMNS, JSON read) make."""
    return CaseState(
        id=columns["id"],
        clocks={name: ClockState.from_data(data) for name, data in columns["clocks"].items()},
        actors={verb: tuple(UUID(id_) for id_ in ids) for verb, ids in columns["actors"].items()},
        **{name: columns[name] for name in STATE_FIELDS},
    )


def row_values(case: CaseState) -> dict[str, Any]:
    """Return the columns of the case row for a folded state (all but the id, the number and the words)."""
    due = case.next_due
    return {
        **{name: getattr(case, name) for name in STATE_FIELDS},
        "clocks": {name: clock.to_data() for name, clock in case.clocks.items()},
        "actors": {verb: [str(id_) for id_ in ids] for verb, ids in case.actors.items()},
        "due_at": due.due_at if due else None,
        "warn_at": due.warn_at if due else None,
        "next_due_at": case.alarm_at,
    }
