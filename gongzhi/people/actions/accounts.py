"""Accounts: make, deactivate, reactivate; a deactivated account is signed out everywhere at once."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from gongzhi.base.errors import NotFound, Refused
from gongzhi.base.ids import uuid7
from gongzhi.people.actions.record import record
from gongzhi.people.domain.roles import Viewer
from gongzhi.people.models import Membership, Person
from gongzhi.people.policy import Place, require

USERNAME_LIMIT = 150


@transaction.atomic
def create_person(
    *, username: str, password: str, display_name: str = "", email: str = "", by: Viewer, now: datetime
) -> UUID:
    """Make an account and return its id; raise Refused with the fields that are wrong."""
    username = username.strip()
    person = Person(
        id=uuid7(now), username=username, email=email or None, display_name=display_name.strip()[:80], created_at=now
    )
    fields = _wrong(person, password)
    if fields:
        raise Refused("people.invalid", next(iter(fields.values())), next(iter(fields.values())), fields=fields)
    person.set_password(password)
    person.save(force_insert=True)
    record("person.created", by=by, now=now, person_id=person.id)
    return person.id


@transaction.atomic
def deactivate(person_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Close an account: its roles stay in the log but hold no longer, and every session ends at once."""
    person = _managed("deactivate", person_id, by=by)
    if not person.is_active:
        raise Refused("people.inactive", "这个账号已经停用。", "This account is already deactivated.")
    person.is_active = False
    person.save(update_fields=["is_active"])
    record("person.deactivated", by=by, now=now, person_id=person_id, area_code=_home(person_id))


@transaction.atomic
def reactivate(person_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Open a closed account again, with the roles it still holds."""
    person = _managed("reactivate", person_id, by=by)
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("person.reactivated", by=by, now=now, person_id=person_id, area_code=_home(person_id))


def set_profile(person_id: UUID, *, display_name: str, language: str) -> None:
    """Save what a person sets about the own account."""
    Person.objects.filter(pk=person_id).update(display_name=display_name.strip()[:80], language=language)


def saw_news(person_id: UUID, *, now: datetime) -> None:
    """Remember up to when a person has read the news."""
    Person.objects.filter(pk=person_id).update(news_seen_at=now)


def _managed(verb: str, person_id: UUID, *, by: Viewer) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    roles = Membership.objects.filter(person_id=person_id, ends_at=None).exclude(role="resident")
    places = list(roles.values_list("area_code", "area_level"))
    if person is None or not places:
        # A resident's account is nobody's to manage: there is no register of residents.
        raise NotFound("people.not_found", "没有这位工作人员。", "There is no such member of staff.")
    for code, level in places:
        require(verb, by, Place(code, level, person_id))
    return person


def _home(person_id: UUID) -> int | None:
    return Membership.objects.filter(person_id=person_id).values_list("area_code", flat=True).first()


def _wrong(person: Person, password: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    if not person.username or len(person.username) > USERNAME_LIMIT or "\x00" in person.username:
        fields["username"] = f"请填写登录名（1 到 {USERNAME_LIMIT} 个字）。"
    elif Person.objects.filter(username__iexact=person.username).exists():
        fields["username"] = "这个登录名已经有人用了，请换一个。"
    if person.email and Person.objects.filter(email__iexact=person.email).exists():
        fields["email"] = "这个邮箱已经有账号了。"
    try:
        validate_password(password, person)
    except ValidationError as error:
        fields["password"] = " ".join(error.messages)
    return fields
