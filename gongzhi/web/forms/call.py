"""The form of the hotline desk: what a caller says, where, and how to reach them if they wish."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.base.errors import NotFound
from gongzhi.cases.queries import Spot
from gongzhi.intake.actions import ReportInput
from gongzhi.intake.queries import Contact, coded_place
from gongzhi.places.domain.codes import parse_code
from gongzhi.places.domain.geo import Point
from gongzhi.places.queries import AreaRef, area, path_of
from gongzhi.web.forms.report import Words


@dataclass(frozen=True)
class Where:
    """What was chosen as the place: an area, or a place with a code, which has a point."""

    value: str
    label: str
    area_code: int
    point: Point | None
    category: str = ""

    @property
    def spot(self) -> Spot:
        """Return the place as the known cases are asked for."""
        return Spot(self.area_code, *((self.point.lon, self.point.lat) if self.point else ()))

    @property
    def path(self) -> tuple[AreaRef, ...]:
        """Return the areas from the province down to the place."""
        return path_of(self.area_code)


def where_of(value: str, language: str) -> Where | None:
    """Return the place of a choice ('area:' with digits, 'code:' with a token), or None for what is none."""
    kind, _colon, rest = value.partition(":")
    try:
        if kind == "code":
            found = coded_place(rest)
            point = Point(found.lon, found.lat) if found.lon is not None and found.lat is not None else None
            return Where(value, found.name, found.area_code, point, found.category)
        if kind == "area":
            chosen = area(parse_code(rest)[0])
            return Where(value, chosen.name(language), chosen.code, None)
    except (NotFound, ValueError):
        return None
    return None


class CallForm(forms.Form):
    """One page: words, category, place, contact; and that the caller was told whom to phone in danger."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    description = Words(
        label=_("What the caller says"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is wrong, in a few words.")},
    )
    category = forms.CharField(
        max_length=80, label=_("What it is about"), error_messages={"required": _("Choose what it is about.")}
    )
    where = forms.CharField(
        max_length=40,
        label=_("Place"),
        error_messages={"required": _("Choose the community or a place from the list.")},
    )
    place = Words(required=False, label=_("Where exactly"))
    phone = Words(required=False, label=_("Phone"), widget=forms.TextInput(attrs={"inputmode": "tel"}))
    name = Words(required=False, label=_("Name"))
    told = forms.CharField(required=False, max_length=200, label=_("The caller was told whom to phone"))

    def clean_submission(self) -> UUID:
        """Take only ids that were drawn at random: whoever knows an id can ask for its receipt."""
        sent: UUID = self.cleaned_data["submission"]
        if sent.version != 4:
            raise forms.ValidationError(_("This form was damaged on its way."))
        return sent

    def clean_where(self) -> Where:
        """Look the place up; one that is gone meanwhile is chosen anew."""
        found = where_of(self.cleaned_data["where"], "zh-hans")
        if found is None:
            raise forms.ValidationError(_("Choose the community or a place from the list."))
        return found

    def report(self, language: str) -> ReportInput:
        """Return the report as the intake room takes it; a place with a code gives its point and its name."""
        data: dict[str, Any] = self.cleaned_data
        where: Where = data["where"]
        name = where.label if where.value.startswith("code:") else ""
        return ReportInput(
            submission_id=data["submission"],
            category=data["category"],
            description=data["description"],
            channel="phone",
            point=where.point,
            area_code=None if where.point else where.area_code,
            place=" ".join(each for each in (name, data["place"].strip()) if each),
            contact=Contact(data["name"], data["phone"]),
            language=language,
        )

    @property
    def told_codes(self) -> frozenset[str]:
        """Return the kinds of danger of which the caller was told."""
        return frozenset(str(self["told"].value() or "").split())
