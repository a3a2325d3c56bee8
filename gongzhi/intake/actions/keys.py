"""Change the keys under which contact data is sealed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from gongzhi.intake.domain.contact import KeyMissing, reseal
from gongzhi.intake.models import Party, Supporter

ROTATE_STEP = 500


@dataclass(frozen=True)
class Rotation:
    """How many rows of contact data were sealed anew, and how many no key opens."""

    resealed: int
    unreadable: int


def rotate_keys(*, progress: Callable[[int, int], None] | None = None) -> Rotation:
    """Seal all contact data anew with the newest key, some hundred rows a transaction; a killed run can be repeated."""
    tables: tuple[QuerySet[Any], ...] = (Party.objects.all(), Supporter.objects.exclude(sealed=None))
    total, done, unreadable = sum(rows.count() for rows in tables), 0, 0
    for table in tables:
        last = UUID(int=0)
        while rows := _rotate_some(table, last):
            done, last = done + len(rows), rows[-1][0]
            unreadable += sum(not opened for _, opened in rows)
            if progress:
                progress(done, max(total, done))
    return Rotation(done - unreadable, unreadable)


@transaction.atomic
def _rotate_some(table: QuerySet[Any], last: UUID) -> list[tuple[UUID, bool]]:
    """Seal the next rows anew; return for each its id and whether one of the keys opened it."""
    rows = list(table.select_for_update().filter(id__gt=last).order_by("id")[:ROTATE_STEP])
    done = []
    for row in rows:
        try:
            row.sealed = reseal(bytes(row.sealed), settings.GONGZHI_KEYS)
            done.append((row.id, True))
        except KeyMissing:
            done.append((row.id, False))
    table.model.objects.bulk_update(rows, ["sealed"])
    return done
