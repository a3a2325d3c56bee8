"""Tables of people: accounts, organisations, roles held for a time, invitations, and the log of it all."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import CharField, F, Func, Q, TextField, Value
from django.db.models.functions import Coalesce, NullIf, Upper
from django.utils.crypto import salted_hmac

from gongzhi.base import clock
from gongzhi.base.ids import uuid7
from gongzhi.people.domain.roles import Viewer


def new_id() -> UUID:
    """Return an id for a row that the sign-up page makes (everything else gives its own)."""
    return uuid7(clock.now())


def label() -> Coalesce:
    """Return the expression of the name by which a person is listed: the own name, or else the sign-in name."""
    name = NullIf(F("display_name"), Value("", output_field=CharField()))
    return Coalesce(name, F("username"), output_field=CharField())


class Characters(Func):
    """The characters of a text, in capitals: a Chinese name is too short for an index of words or trigrams."""

    template = "STRING_TO_ARRAY(UPPER(%(expressions)s), NULL)"
    output_field = ArrayField(TextField())


class PersonManager(BaseUserManager["Person"]):
    """Finds and makes accounts, as Django's authentication asks for."""

    def create_user(
        self, username: str, email: str | None = None, password: str | None = None, **more: Any
    ) -> "Person":
        """Return a new account with a hashed password."""
        person = self.model(username=username, email=self.normalize_email(email) or None, **more)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """An account: a resident who wants one, or a member of staff. There is no register of residents."""

    id = models.UUIDField(primary_key=True, default=new_id)
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(unique=True, null=True, blank=True)
    display_name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, default="", blank=True)
    is_active = models.BooleanField(default=True)
    news_seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    # Counted up when an account is closed: sessions from before do not hold any more.
    session_round = models.PositiveIntegerField(default=0)

    viewer: Viewer | None = None  # where it was read together with the roles that hold now

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    class Meta:
        indexes = [
            models.Index(label(), "id", name="person_by_label"),
            GinIndex(Characters(label()), name="person_by_characters"),
            models.Index(fields=["id"], condition=Q(is_active=False), name="person_closed"),
        ]
        constraints = [
            # Signing in takes no notice of capitals, and looks people up in just this form.
            models.UniqueConstraint(Upper("username"), name="a_sign_in_name_is_one_persons"),
            models.UniqueConstraint(Upper("email"), name="an_address_is_one_persons"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must match: it changes with the password and when the account is closed."""
        text = f"{self.password}:{self.session_round}"
        return salted_hmac("gongzhi.people.session", text, secret=secret, algorithm="sha256").hexdigest()


class Organisation(models.Model):
    """An office or a centre: where it sits, and what it is responsible for."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    functions = ArrayField(models.TextField(), default=list)
    area_code = models.BigIntegerField()
    area_level = models.SmallIntegerField()
    kind = models.TextField(choices=[("centre", "centre"), ("office", "office")])
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    active = models.BooleanField(default=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "people_organisation"
        indexes = [
            GinIndex(fields=["functions"], name="organisation_functions"),
            models.Index(fields=["area_code", "kind"], name="organisation_by_area"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "name"], condition=Q(active=True), name="an_organisation_is_there_once"
            ),
        ]


class Membership(models.Model):
    """A role held by a person in an area or an organisation, from one moment until another."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.TextField()
    area_code = models.BigIntegerField()
    area_level = models.SmallIntegerField()
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="memberships")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    granted_by = models.UUIDField(null=True)

    class Meta:
        db_table = "people_membership"
        indexes = [
            models.Index(fields=["person"], name="membership_by_person"),
            models.Index(fields=["area_code", "role"], name="membership_by_area"),
            models.Index(fields=["area_code"], condition=Q(ends_at__isnull=False), name="membership_ended"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role="handler") | Q(organisation__isnull=False), name="a_handler_has_an_organisation"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=models.F("starts_at")), name="a_role_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["person", "role", "area_code", "organisation"],
                condition=Q(ends_at=None),
                nulls_distinct=False,
                name="a_role_is_held_once",
            ),
        ]


class Invitation(models.Model):
    """A colleague asked to join with a role; only the hash of the one-time link is kept."""

    id = models.UUIDField(primary_key=True)
    token_hash = models.BinaryField(unique=True)
    invited_as = models.CharField(max_length=254)
    role = models.TextField()
    area_code = models.BigIntegerField()
    area_level = models.SmallIntegerField()
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE)
    created_by = models.UUIDField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_invitation"


class PeopleEvent(models.Model):
    """The append-only log of people and organisations: who did what to whom, ids only."""

    id = models.UUIDField(primary_key=True)
    type = models.TextField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    area_code = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "people_event"
        indexes = [models.Index(fields=["area_code", "-id"], name="people_event_by_area")]
