"""Change the keys under which contact data is sealed."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from gongzhi.intake.domain.contact import KeyMissing, reseal
from gongzhi.intake.models import Party

ROTATE_STEP = 500


@dataclass(frozen=True)
class Rotation:
    """How many rows of contact data were sealed anew, and how many no key opens."""

    resealed: int
    unreadable: int


def rotate_keys(*, progress: Callable[[int, int], None] | None = None) -> Rotation:
    """Seal all contact data anew with the newest key, some hundred rows a transaction; a killed run can be repeated."""
    total, done, unreadable, last = Party.objects.count(), 0, 0, UUID(int=0)
    while True:
        with transaction.atomic():
            rows = list(Party.objects.select_for_update().filter(id__gt=last).order_by("id")[:ROTATE_STEP])
            for row in rows:
                try:
                    row.sealed = reseal(bytes(row.sealed), settings.GONGZHI_KEYS)
                except KeyMissing:
                    unreadable += 1
            Party.objects.bulk_update(rows, ["sealed"])
        if not rows:
            return Rotation(done - unreadable, unreadable)
        done, last = done + len(rows), rows[-1].id
        if progress:
            progress(done, max(total, done))
