"""The report form: one form, shown a step at a time."""

import math
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from gongzhi.intake.actions import PLACE_LIMIT, TEXT_LIMIT, ReportInput
from gongzhi.intake.queries import Contact
from gongzhi.places.domain.codes import parse_code
from gongzhi.places.domain.geo import Point


class ReportForm(forms.Form):
    """What, where, details and contact; lengths are checked by the room, which counts what was really sent."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    category = forms.CharField(
        max_length=80, label=_("What is it about?"), error_messages={"required": _("Choose what it is about.")}
    )
    lon = forms.FloatField(required=False, label=_("Longitude"))
    lat = forms.FloatField(required=False, label=_("Latitude"))
    area = forms.CharField(required=False, max_length=15, label=_("Community"))
    place = forms.CharField(
        required=False, label=_("Address or landmark"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    description = forms.CharField(
        label=_("What did you see?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what you saw, in a few words.")},
    )
    name = forms.CharField(required=False, label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(
        required=False, label=_("Phone"), widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
    )
    email = forms.CharField(required=False, label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    settled = forms.CharField(
        required=False, label=_("What did you do about it?"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """Check what belongs together: a point is two numbers, or there is an area and words for the place."""
        data = super().clean() or {}
        lon, lat = data.get("lon"), data.get("lat")
        if (lon is None) != (lat is None) or any(n is not None and not math.isfinite(n) for n in (lon, lat)):
            self.add_error("place", _("The position is not complete. Mark the place on the map again."))
        elif lon is None and not data.get("area") and not self.errors.get("lon"):
            self.add_error("place", _("Mark the place on the map, or choose the community and describe the place."))
        if data.get("area"):
            try:
                parse_code(data["area"])
            except ValueError:
                self.add_error("place", _("Choose the community from the list."))
        email = data.get("email")
        if email:
            try:
                EmailValidator()(email)
            except forms.ValidationError:
                self.add_error("email", _("This is no e-mail address. Mend it or leave it empty."))
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
            place=data.get("place", ""),
            contact=Contact(data.get("name", ""), data.get("phone", ""), data.get("email", "")),
            settled=data.get("settled", "") if channel == "grid_worker" else "",
            language=language,
        )


class AnswerForm(forms.Form):
    """The answer to the call-back."""

    solved = forms.TypedChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda value: value == "yes")
    satisfied = forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda value: value == "yes"
    )


class ReasonForm(forms.Form):
    """Words of the reporter: why it should be reopened, or a remark."""

    reason = forms.CharField(error_messages={"required": _("Say why, in a few words.")})


def fresh_submission() -> UUID:
    """Return the id of a new form; sent twice, it is one report."""
    return uuid4()


LIMITS = {"description": TEXT_LIMIT, "place": PLACE_LIMIT}
