"""Put a catalogue in force, and withdraw a category; running cases keep theirs."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.base.errors import NotFound
from gongzhi.cases.domain.catalogue import Catalogue
from gongzhi.cases.models import CategoryRow


@dataclass(frozen=True)
class Published:
    """What putting a catalogue in force changed, by count."""

    created: int
    changed: int
    unchanged: int
    withdrawn: int


@transaction.atomic
def publish_catalogue(catalogue: Catalogue, *, now: datetime) -> Published:
    """Put a checked catalogue in force; categories that it lacks are withdrawn, never deleted. Idempotent."""
    rows = {row.code: row for row in CategoryRow.objects.select_for_update()}
    created = changed = unchanged = 0
    for position, category in enumerate(catalogue.categories):
        data = category.model_dump(mode="json")
        withdrawn_at = now if category.withdrawn else None
        row = rows.pop(category.code, None)
        if row is None:
            CategoryRow.objects.create(
                code=category.code,
                profile=catalogue.profile,
                revision=1,
                position=position,
                data=data,
                withdrawn_at=withdrawn_at,
            )
            created += 1
        elif row.data != data or row.position != position or (row.withdrawn_at is None) == category.withdrawn:
            row.data, row.position, row.revision, row.withdrawn_at = data, position, row.revision + 1, withdrawn_at
            row.save()
            changed += 1
        else:
            unchanged += 1
    gone = [row.code for row in rows.values() if row.withdrawn_at is None]
    CategoryRow.objects.filter(code__in=gone).update(withdrawn_at=now)
    return Published(created, changed, unchanged, len(gone))


def withdraw_category(code: str, *, now: datetime) -> None:
    """Withdraw one category from now on; forms that are open get a clear message."""
    if not CategoryRow.objects.filter(pk=code, withdrawn_at=None).update(withdrawn_at=now):
        raise NotFound("cases.no_category", "没有这个事件类别。", "There is no such category.")
