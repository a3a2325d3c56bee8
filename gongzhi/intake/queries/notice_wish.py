"""How a member of staff wants to hear of matters, and the number or name given for SMS and chat."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings

from gongzhi.intake.domain.contact import Contact, KeyMissing, unseal
from gongzhi.intake.domain.notice import Channel, Mode, Quiet, Wish
from gongzhi.intake.models import NoticeWish

DEFAULT = Wish()


def wish_of(person_id: UUID) -> Wish:
    """Return how a member of staff wants to hear; the usual way for those who never said."""
    return wishes_of([person_id]).get(person_id, DEFAULT)


def wishes_of(ids: Collection[UUID]) -> dict[UUID, Wish]:
    """Return how these people want to hear, by id; those who never said are left out."""
    return {
        row.person_id: Wish(
            Mode(row.assigned),
            Mode(row.warned),
            Mode(row.missed),
            row.digest_hour,
            Channel(row.channel),
            Quiet(row.quiet_from, row.quiet_to),
        )
        for row in NoticeWish.objects.filter(pk__in=ids)
    }


def own_numbers(ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the numbers or names that these people gave for SMS and chat, by id."""
    rows = NoticeWish.objects.filter(pk__in=ids, sealed__isnull=False).values_list("person_id", "sealed")
    return {id_: opened(sealed).phone for id_, sealed in rows}


def opened(sealed: bytes | memoryview | None) -> Contact:
    """Return what was sealed, or nothing where the key has been taken away."""
    try:
        return unseal(bytes(sealed), settings.GONGZHI_KEYS) if sealed else Contact()
    except KeyMissing:
        return Contact()
