"""Accounts: make, deactivate, reactivate; a deactivated account is signed out everywhere at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from gongzhi.base.errors import NotFound, Refused
from gongzhi.base.ids import uuid7
from gongzhi.people.actions.record import keep_an_administrator, record
from gongzhi.people.actions.wrong import Words, unreadable, wrong
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.models import Membership, Person
from gongzhi.people.policy import Place, require

USERNAME_LIMIT = 150
NAME_LIMIT = 80
TAKEN = ("这个登录名已经有人用了，请换一个。", "This sign-in name is taken; choose another.")


@dataclass(frozen=True)
class NewPerson:
    """What an account is made of."""

    username: str
    password: str
    display_name: str = ""
    email: str = ""


@transaction.atomic
def create_person(
    *, username: str, password: str, display_name: str = "", email: str = "", by: Viewer, now: datetime
) -> UUID:
    """Make an account and return its id; raise Refused with the fields that are wrong."""
    person_id = open_account(NewPerson(username, password, display_name, email), now=now)
    record("person.created", by=by, now=now, person_id=person_id)
    return person_id


def open_account(new: NewPerson, *, now: datetime) -> UUID:
    """Save a new account, without a line in the log; raise Refused with the fields that are wrong."""
    username = new.username.strip()
    name = new.display_name.strip()
    person = Person(
        id=uuid7(now), username=username, email=new.email.strip() or None, display_name=name, created_at=now
    )
    fields = _wrong(person, new.password)
    if fields:
        raise wrong("people.invalid", fields)
    person.set_password(new.password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        # Somebody took the name or the address between the check and now.
        raise wrong("people.invalid", _taken(person) or {"username": TAKEN}) from error
    return person.id


@transaction.atomic
def deactivate(person_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Close an account: its roles stay in the log but hold no longer, and every session ends at once and for good."""
    person, home = _managed("deactivate", person_id, by=by)
    if not person.is_active:
        raise Refused("people.inactive", "这个账号已经停用。", "This account is already deactivated.")
    held = Membership.objects.filter(person_id=person_id, role=Role.ADMINISTRATOR.value, ends_at=None)
    keep_an_administrator(held, now=now)
    person.is_active = False
    # Sessions open now shall not come back to life when the account is opened again.
    person.session_round += 1
    person.save(update_fields=["is_active", "session_round"])
    record("person.deactivated", by=by, now=now, person_id=person_id, area_code=home)


@transaction.atomic
def reactivate(person_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Open a closed account again, with the roles it still holds."""
    person, home = _managed("reactivate", person_id, by=by)
    if person.is_active:
        raise Refused("people.active", "这个账号没有停用。", "This account is not deactivated.")
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("person.reactivated", by=by, now=now, person_id=person_id, area_code=home)


@transaction.atomic
def set_profile(*, display_name: str, language: str, by: Viewer, now: datetime) -> None:
    """Save what a person sets about the own account; the log notes that a member of staff goes by another name."""
    name = display_name.strip()
    problem = _wrong_name(name)
    if problem:
        raise wrong("people.invalid", {"display_name": problem})
    if by.person_id is None:
        raise NotFound("people.no_person", "没有这个账号。", "There is no such account.")
    person = Person.objects.select_for_update().get(pk=by.person_id)
    renamed = person.display_name != name
    person.display_name, person.language = name, language
    person.save(update_fields=["display_name", "language"])
    # Of residents no log is kept; colleagues are known to each other by their names.
    working = [grant for grant in by.grants if grant.role is not Role.RESIDENT]
    if renamed and working:
        record("person.renamed", by=by, now=now, person_id=person.id, area_code=working[0].low)


def saw_news(person_id: UUID, *, now: datetime) -> None:
    """Remember up to when a person has read the news."""
    Person.objects.filter(pk=person_id).update(news_seen_at=now)


def _managed(verb: str, person_id: UUID, *, by: Viewer) -> tuple[Person, int]:
    """Return the person, locked, and the code of an area to log under; the viewer must manage all roles held.

    Of somebody whose roles have all ended, the role held last counts.
    """
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    roles = Membership.objects.filter(person_id=person_id).exclude(role=Role.RESIDENT.value)
    places = list(roles.filter(ends_at=None).order_by("starts_at", "id").values_list("area_code", "area_level"))
    if not places:
        places = list(roles.order_by("-ends_at", "id").values_list("area_code", "area_level")[:1])
    if person is None or not places:
        # A resident's account is nobody's to manage: there is no register of residents.
        raise NotFound("people.not_found", "没有这位工作人员。", "There is no such member of staff.")
    for code, level in places:
        require(verb, by, Place(code, level, person_id))
    return person, places[0][0]


def _wrong(person: Person, password: str) -> dict[str, Words]:
    fields: dict[str, Words] = {}
    if not person.username or len(person.username) > USERNAME_LIMIT or unreadable(person.username):
        fields["username"] = (
            f"请填写登录名（1 到 {USERNAME_LIMIT} 个字）。",
            f"Give a sign-in name of 1 to {USERNAME_LIMIT} characters.",
        )
    problem = _wrong_name(person.display_name)
    if problem:
        fields["display_name"] = problem
    if not fields:
        fields = _taken(person)
    messages = [_password_words(password, person, language) for language in ("zh-hans", "en")]
    if messages[0]:
        fields["password"] = (messages[0], messages[1])
    return fields


def _taken(person: Person) -> dict[str, Words]:
    fields: dict[str, Words] = {}
    if Person.objects.filter(username__iexact=person.username).exists():
        fields["username"] = TAKEN
    if person.email and Person.objects.filter(email__iexact=person.email).exists():
        fields["email"] = ("这个邮箱已经有账号了。", "There is an account with this address already.")
    return fields


def _wrong_name(name: str) -> Words | None:
    if len(name) > NAME_LIMIT:
        return f"姓名最多 {NAME_LIMIT} 个字。", f"A name has at most {NAME_LIMIT} characters."
    if unreadable(name):
        return "姓名里有不可用的字符，请删除。", "The name holds a character that cannot be read; remove it."
    return None


def _password_words(password: str, person: Person, language: str) -> str:
    with override(language):
        try:
            validate_password(password, person)
        except ValidationError as error:
            return " ".join(error.messages)
    return ""
