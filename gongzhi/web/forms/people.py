"""Forms of people and organisations; who may do what is decided by the room."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gongzhi.base.errors import GongzhiError
from gongzhi.cases.domain.catalogue import functions
from gongzhi.people.actions import OrganisationInput, RoleInput
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.queries import OrganisationRef, StaffFilters, area_choices, office_choices, parent_choices
from gongzhi.people.queries.staff import SHOWN
from gongzhi.places.domain.codes import parse_code
from gongzhi.places.queries import AreaRef, area
from gongzhi.web.templatetags.gz import role_name

STAFF_ROLES = [role for role in Role if role is not Role.RESIDENT]


class StaffFilterForm(forms.Form):
    """The filters of the list of people, as they stand in the address."""

    q = forms.CharField(required=False, max_length=80)
    role = forms.ChoiceField(required=False, choices=[(role.value, role.value) for role in STAFF_ROLES])
    area = forms.CharField(required=False, max_length=60)
    show = forms.ChoiceField(required=False, choices=[(each, each) for each in SHOWN])

    def filters(self) -> StaffFilters:
        """Return the filters that are valid; what is not is left out, for an address may come from anywhere."""
        self.is_valid()
        data = self.cleaned_data
        return StaffFilters(
            words=data.get("q") or "",
            role=Role(data["role"]) if data.get("role") else None,
            area=data.get("area") or "",
            shown=data.get("show") or "now",
        )


class AreaForm(forms.Form):
    """A form with an area that is chosen by searching; without JavaScript the words are sent and the page answers."""

    area = forms.CharField(required=False, max_length=15, label=_("Area"))
    area_words = forms.CharField(required=False, max_length=60, label=_("Search an area by name or code"))

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    @property
    def areas(self) -> list[AreaRef]:
        """Return the areas to choose from, the chosen one among them."""
        chosen = _parsed(str(self["area"].value() or ""))
        words = str(self["area_words"].value() or "")[:60]
        return area_choices(self.viewer, words, chosen=chosen[0] if chosen else None)

    def need_area(self) -> AreaRef | None:
        """Return the area that was chosen, or None after saying on the form what is missing."""
        parsed = _parsed(self.cleaned_data.get("area") or "")
        if parsed is None:
            words = _("Choose one of the areas that were found.") if self.cleaned_data.get("area_words") else None
            self.add_error("area", words or _("Choose the area."))
            return None
        try:
            return area(parsed[0])
        except GongzhiError as error:
            show_refusal(self, error, "area")
            return None


class RoleForm(AreaForm):
    """A role, and where: an area, or for a handler an organisation."""

    role = forms.ChoiceField(label=_("Role"), error_messages={"required": _("Choose a role.")})
    organisation = forms.UUIDField(required=False, label=_("Organisation"))
    office_words = forms.CharField(required=False, max_length=60, label=_("Search an organisation by name"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role_name(role.value)) for role in STAFF_ROLES]  # type: ignore[attr-defined]

    @property
    def offices(self) -> list[OrganisationRef]:
        """Return the organisations to choose from, the chosen one among them."""
        words = str(self["office_words"].value() or "")[:60]
        return office_choices(self.viewer, words, chosen=_uuid(self["organisation"].value()))

    def clean(self) -> dict[str, Any]:
        """A handler needs no area, for the organisation has one; everybody else does."""
        data = super().clean() or {}
        if data.get("role") and data["role"] != Role.HANDLER.value:
            data["place"] = self.need_area()
        return data

    def role_input(self) -> RoleInput:
        """Return the role that was chosen."""
        data = self.cleaned_data
        if data["role"] == Role.HANDLER.value:
            return RoleInput(Role.HANDLER, 0, 0, data.get("organisation"))
        return RoleInput(Role(data["role"]), data["place"].code, int(data["place"].level))


class InviteForm(RoleForm):
    """Whom to invite, and the role they get."""

    invited_as = forms.CharField(
        label=_("Whom do you invite?"),
        max_length=254,
        help_text=_("Name, and where they work: only for you and your colleagues to tell invitations apart."),
        error_messages={"required": _("Say whom you invite.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["invited_as"]


class AcceptForm(forms.Form):
    """The account that an invited colleague makes."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("Colleagues see it beside what you do."),
        error_messages={"required": _("Give the name by which colleagues know you.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    username = forms.CharField(
        label=_("Sign-in name or phone number"),
        error_messages={"required": _("Choose the name with which you sign in.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    email = forms.EmailField(
        required=False,
        label=_("E-mail"),
        help_text=_("To set a new password by yourself when you forget it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("Password once more"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_username(self) -> str:
        """Return the name in its one form, as on the page where residents open accounts."""
        return str(get_adapter().clean_username(self.cleaned_data["username"], shallow=True))

    def clean(self) -> dict[str, Any]:
        """Both passwords must be the same."""
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ."))
        return data


class OrganisationForm(AreaForm):
    """An organisation or a centre."""

    name = forms.CharField(
        label=_("Name of the organisation"), max_length=120, error_messages={"required": _("Give it a name.")}
    )
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("office", _("Office")), ("centre", _("Centre"))],
        error_messages={"required": _("Choose office or centre.")},
    )
    functions = forms.MultipleChoiceField(required=False, label=_("Responsible for"))
    parent = forms.UUIDField(required=False, label=_("Belongs to"))
    parent_words = forms.CharField(required=False, max_length=60, label=_("Search an organisation by name"))
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    active = forms.BooleanField(
        required=False,
        label=_("In service"),
        help_text=_("Matters are no longer sent to an organisation that is closed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh-hans"
        chinese = language.startswith("zh")
        words = [(code, named.zh if chinese else named.en) for code, named in functions().items()]
        self.fields["functions"].choices = words  # type: ignore[attr-defined]

    @property
    def parents(self) -> list[OrganisationRef]:
        """Return the organisations to which this one may belong, the chosen one among them."""
        words = str(self["parent_words"].value() or "")[:60]
        return parent_choices(self.viewer, words, chosen=_uuid(self["parent"].value()))

    def clean(self) -> dict[str, Any]:
        """An organisation sits in an area."""
        data = super().clean() or {}
        data["place"] = self.need_area()
        return data

    def organisation(self, *, active: bool) -> OrganisationInput:
        """Return the organisation as it was filled in."""
        data = self.cleaned_data
        return OrganisationInput(
            name=data["name"],
            name_en=data["name_en"],
            area_code=data["place"].code,
            area_level=int(data["place"].level),
            kind=data["kind"],
            functions=tuple(data["functions"]),
            phone=data["phone"],
            active=active,
            parent_id=data["parent"],
        )


class ProfileForm(forms.Form):
    """What a person sets about the own account."""

    display_name = forms.CharField(
        label=_("Your name"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.Select)


def show_refusal(form: forms.Form, error: GongzhiError, field: str | None = None) -> None:
    """Put what the room says is wrong beside the fields it names, or at the head of the form."""
    language = get_language() or "zh-hans"
    if not error.fields:
        form.add_error(field, error.words(language))
    for name, words in error.fields.items():
        form.add_error(name if name in form.fields else None, words)


def _parsed(text: str) -> tuple[int, int] | None:
    try:
        return parse_code(text)
    except ValueError:
        return None


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
