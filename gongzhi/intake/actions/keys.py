"""Change the keys under which contact data is sealed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from gongzhi.intake.domain.contact import KeyMissing, reseal
from gongzhi.intake.models import NoticeWish, Party, Supporter

ROTATE_STEP = 500


@dataclass(frozen=True)
class Rotation:
    """How many rows of contact data were sealed anew, and how many no key opens."""

    resealed: int
    unreadable: int


def rotate_keys(*, progress: Callable[[int, int], None] | None = None) -> Rotation:
    """Seal all contact data anew with the newest key, some hundred rows a transaction; a killed run can be repeated."""
    tables: list[QuerySet[Any]] = [
        Party.objects.all(),
        Supporter.objects.exclude(sealed=None),
        NoticeWish.objects.exclude(sealed=None),
    ]
    total, done, unreadable = sum(rows.count() for rows in tables), 0, 0
    for table in tables:
        last = UUID(int=0)
        while True:
            count, lost, last = _reseal_step(table, last)
            if not count:
                break
            done, unreadable = done + count, unreadable + lost
            if progress:
                progress(done, max(total, done))
    return Rotation(done - unreadable, unreadable)


@transaction.atomic
def _reseal_step(table: "QuerySet[Any]", last: UUID) -> tuple[int, int, UUID]:
    rows, lost = list(table.select_for_update().filter(pk__gt=last).order_by("pk")[:ROTATE_STEP]), 0
    for row in rows:
        try:
            row.sealed = reseal(bytes(row.sealed), settings.GONGZHI_KEYS)
        except KeyMissing:
            lost += 1
    table.model.objects.bulk_update(rows, ["sealed"])
    return len(rows), lost, rows[-1].pk if rows else last
