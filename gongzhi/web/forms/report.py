"""The report form: one form, shown a step at a time; and the short forms of the tracking page."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from gongzhi.intake.actions import ReportInput
from gongzhi.intake.queries import Contact
from gongzhi.places.domain.codes import parse_code
from gongzhi.places.domain.geo import Point


class Words(forms.CharField):
    """A text whose length and characters are judged by the intake room, which says what to do in plain words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.validators = []


class ReportForm(forms.Form):
    """What, where, details and contact."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    category = forms.CharField(
        max_length=80, label=_("What it is about"), error_messages={"required": _("Choose what it is about.")}
    )
    lon = forms.FloatField(required=False, label=_("Longitude"))
    lat = forms.FloatField(required=False, label=_("Latitude"))
    area = forms.CharField(required=False, max_length=15, label=_("Community"))
    place = Words(
        required=False, label=_("Address or landmark"), widget=forms.TextInput(attrs={"autocomplete": "street-address"})
    )
    description = Words(
        label=_("Description"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what is wrong, in a few words.")},
    )
    settled = Words(required=False, label=_("What did you do about it?"), widget=forms.Textarea(attrs={"rows": 4}))
    name = Words(required=False, label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = Words(
        required=False, label=_("Phone"), widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
    )
    email = Words(required=False, label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def __init__(self, *args: Any, settles: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settles = settles

    def clean_submission(self) -> UUID:
        """Take only ids that were drawn at random: whoever knows an id can ask for its receipt."""
        sent: UUID = self.cleaned_data["submission"]
        if sent.version != 4:
            raise forms.ValidationError(_("This form was damaged on its way."))
        return sent

    def clean_email(self) -> str:
        """Refuse what is no address; whoever mistypes it would wait for an answer in vain."""
        email = str(self.cleaned_data["email"]).strip()
        if email:
            EmailValidator(_("This is no e-mail address. Mend it or leave it empty."))(email)
        return email

    def clean(self) -> dict[str, Any]:
        """Check what belongs together: a point is two numbers, or there is an area; who settles says how."""
        data = super().clean() or {}
        lon, lat = data.get("lon"), data.get("lat")
        if self.errors.keys() & {"lon", "lat"} or (lon is None) != (lat is None):
            self._no_position()
        elif lon is None and not data.get("area"):
            self.add_error("place", _("Mark the place on the map, or choose the community and describe the place."))
        if data.get("area"):
            try:
                parse_code(data["area"])
            except ValueError:
                self.add_error("area", _("Choose the community from the list."))
        if self.settles and not str(data.get("settled", "")).strip():
            self.add_error("settled", _("Say what you did, so that it can be closed."))
        return data

    def report(self, *, channel: str, language: str) -> ReportInput:
        """Return the report as the intake room takes it."""
        data = self.cleaned_data
        point = Point(data["lon"], data["lat"]) if data.get("lon") is not None else None
        return ReportInput(
            submission_id=data["submission"],
            category=data["category"],
            description=data["description"],
            channel=channel,
            point=point,
            area_code=parse_code(data["area"])[0] if data.get("area") and point is None else None,
            place=data["place"],
            contact=Contact(data["name"], data["phone"], data["email"]),
            settled=data["settled"] if self.settles else "",
            language=language,
        )

    def _no_position(self) -> None:
        for name in ("lon", "lat"):
            self.errors.pop(name, None)
        self.add_error("place", _("The position is not complete. Mark the place on the map again."))


class AnswerForm(forms.Form):
    """The answer to the call-back."""

    solved = forms.TypedChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda value: value == "yes")
    satisfied = forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda value: value == "yes"
    )


class WordsForm(forms.Form):
    """Words of the reporter: why it should be looked at again, or a remark; judged by the cases room."""

    text = Words(
        label=_("Remark"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to say.")},
    )


def fresh_submission() -> UUID:
    """Return the id of a new form; sent twice, it is one report."""
    return uuid4()
