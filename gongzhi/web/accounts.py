"""How accounts are made and where people land after signing in (django-allauth's adapter)."""

import re
import unicodedata
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongzhi.base import clock
from gongzhi.people.domain.roles import Role
from gongzhi.people.queries import account_of, viewer_of

PHONE = re.compile(r"\+?[\d\s().-]{6,24}")
LENGTH = (2, 60)


class AccountAdapter(DefaultAccountAdapter):
    """Anybody may open an account and is a resident; roles are given by an administrator, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say that residents may open an account by themselves."""
        return True

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Return a name or phone number in one form, so that '138 0000 0000' and '13800000000' are one account."""
        name = normal_username(username)
        if not LENGTH[0] <= len(name) <= LENGTH[1]:
            raise ValidationError(_("Choose a name of 2 to 60 characters, or your phone number."))
        if "@" in name or not name.isprintable():
            raise ValidationError(
                _("A name may not hold @ or invisible characters; an e-mail address has its own field.")
            )
        return str(super().clean_username(name, shallow=shallow))

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Save a new resident; without an e-mail address there is none, rather than an empty one shared by all."""
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email or None
        user.language = get_language() or "zh-hans"
        if commit:
            user.save()
        return user

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send staff to the workbench, those who are only grid workers or administrators to their own page."""
        assert request.user.pk is not None
        viewer = viewer_of(request.user.pk, clock.now())
        if not viewer.is_staff:
            return reverse("home")
        only = {frozenset({Role.GRID_WORKER}): "grid", frozenset({Role.ADMINISTRATOR}): "people"}
        return reverse(only.get(viewer.roles - {Role.RESIDENT}, "desk"))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Send a new resident home."""
        return reverse("home")


class AccountBackend(AuthenticationBackend):
    """Signing in as django-allauth does it; whoever is signed in is read together with the roles that hold now."""

    def get_user(self, user_id: UUID) -> Any:
        """Return the account of a session with its `viewer`, or None for one that is gone or closed."""
        person = account_of(user_id, clock.now())
        return person if person is not None and self.user_can_authenticate(person) else None


def normal_username(username: str) -> str:
    """Return a user name in its one form: compatible characters, single spaces; a phone number as digits only."""
    name = " ".join(unicodedata.normalize("NFKC", username).split())
    if PHONE.fullmatch(name) and sum(char.isdigit() for char in name) >= 6:
        return ("+" if name.startswith("+") else "") + re.sub(r"\D", "", name)
    return name
