"""Forms of the places with a code: one place, the filters of the list, and codes for all grids of an area."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gongzhi.base.errors import Refused
from gongzhi.cases.queries import categories
from gongzhi.intake.actions import PlaceInput
from gongzhi.intake.domain.coded_place import PlaceKind
from gongzhi.intake.policy import CODE_ROLES
from gongzhi.intake.queries import CodedPlaceRef, PlaceFilters
from gongzhi.people.domain.roles import Viewer
from gongzhi.places.domain.codes import code_range, parse_code
from gongzhi.places.domain.geo import Point
from gongzhi.places.queries import AreaRef, search_areas
from gongzhi.web.forms.report import Words

KINDS: dict[str, Promise] = {
    PlaceKind.BIN.value: _("Bin"),
    PlaceKind.LIFT.value: _("Lift"),
    PlaceKind.LAMP.value: _("Street lamp"),
    PlaceKind.TOILET.value: _("Public toilet"),
    PlaceKind.PLAYGROUND.value: _("Playground or exercise ground"),
    PlaceKind.GATE.value: _("Gate or door"),
    PlaceKind.GRID.value: _("Grid"),
    PlaceKind.OTHER.value: _("Something else"),
}
CHOICES = 12


def own_areas(viewer: Viewer, words: str) -> list[AreaRef]:
    """Return the areas with the words inside those whose codes the viewer keeps."""
    found: dict[int, AreaRef] = {}
    for grant in viewer.grants_of(*CODE_ROLES):
        found |= {each.code: each for each in search_areas(words, within=(grant.low, grant.high), limit=CHOICES)}
    return list(found.values())[:CHOICES]


class AreaChoice(forms.Form):
    """A search for an area of one's own and the area chosen from what it found."""

    area_words = forms.CharField(required=False, max_length=60, label=_("Name or code of the area"))
    area = forms.CharField(required=False, max_length=15, label=_("Area"))

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    @property
    def areas(self) -> list[AreaRef]:
        """Return what the list offers: the area chosen before, and those with the words."""
        chosen = str(self["area"].value() or "")
        words = str(self["area_words"].value() or "")
        found = [each for each in own_areas(self.viewer, chosen) if each.digits == chosen] if chosen.isdigit() else []
        return found + [each for each in own_areas(self.viewer, words) if words and each.digits != chosen]

    def clean_area(self) -> int | None:
        """Read the code of the area."""
        if not self.cleaned_data["area"]:
            return None
        try:
            return parse_code(self.cleaned_data["area"])[0]
        except ValueError:
            raise forms.ValidationError(_("Choose the community from the list.")) from None


class CodedPlaceForm(AreaChoice):
    """A place to carry a code."""

    kind = forms.ChoiceField(choices=list(KINDS.items()), label=_("What the code hangs on"))
    name = Words(
        label=_("Name on the label"), error_messages={"required": _("Give it a name, such as “Lift, building 3”.")}
    )
    category = forms.ChoiceField(required=False, label=_("Category filled in"))
    lon = forms.FloatField(required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    place = Words(required=False, label=_("Where it stands"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        language = get_language() or "zh-hans"
        known = [(each.code, each.name(language)) for each in categories()]
        field.choices = [("", _("None: the reporter chooses")), *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A point is two numbers."""
        data = super().clean() or {}
        if (data.get("lon") is None) != (data.get("lat") is None):
            self.add_error("place", _("The position is not complete. Mark the place on the map again."))
        return data

    def given(self) -> PlaceInput:
        """Return the place as the intake room takes it."""
        data = self.cleaned_data
        point = Point(data["lon"], data["lat"]) if data["lon"] is not None else None
        texts = (data["kind"], data["name"])
        return PlaceInput(*texts, data["area"], point, data["place"], data["category"])

    def blame(self, error: Refused, words: str) -> None:
        """Put a refusal at the fields it is about."""
        for name in error.fields or {"": ""}:
            self.add_error(name if name in self.fields else None, words)


class GridsForm(AreaChoice):
    """Codes for each grid of an area in one go; first counted, then made."""

    category = forms.CharField(required=False, max_length=80)

    def clean(self) -> dict[str, Any]:
        """An area is needed."""
        data = super().clean() or {}
        if not data.get("area") and "area" not in self.errors:
            self.add_error("area", _("Choose the area whose grids get a code."))
        return data


def filters_of(query: Any) -> tuple[PlaceFilters, Sequence[str]]:
    """Return the filters and the ticked tokens of an address; what is not valid is left out."""
    try:
        area = code_range(*parse_code(query.get("area", "")))
    except ValueError:
        area = None
    kind = query.get("kind", "")
    words = query.get("q", "").strip()[:60]
    retired = query.get("retired") == "1"
    return PlaceFilters(words, kind if kind in KINDS else "", area, retired), query.getlist("token")[:500]


def initial_of(found: CodedPlaceRef) -> dict[str, Any]:
    """Return what the form shows of a place."""
    names = ("kind", "name", "category", "lon", "lat", "place")
    return {**{name: getattr(found, name) for name in names}, "area": found.area.digits if found.area else ""}
