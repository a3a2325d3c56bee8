"""Forms of the workbench and the case page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.cases.actions import MoveInput, NewNote
from gongzhi.cases.queries import Filters
from gongzhi.places.domain.codes import code_range, parse_code

TEXTS = ("note", "reason", "elsewhere")


class FilterForm(forms.Form):
    """The filters of the workbench, as they stand in the address."""

    desk = forms.CharField(required=False)
    light = forms.CharField(required=False)
    state = forms.CharField(required=False, max_length=40)
    category = forms.CharField(required=False, max_length=80)
    area = forms.CharField(required=False, max_length=15)
    lead = forms.UUIDField(required=False)
    q = forms.CharField(required=False, max_length=200)
    closed = forms.BooleanField(required=False)

    def filters(self, fallback: str) -> Filters:
        """Return the filters that are valid; what is not is left out, for an address may come from anywhere."""
        self.is_valid()
        data: dict[str, Any] = self.cleaned_data
        desk = data.get("desk")
        return Filters(
            desk=desk if desk in ("mine", "organisation", "area", "all") else fallback,  # type: ignore[arg-type]
            light=data.get("light") if data.get("light") in ("red", "yellow", "green") else "",  # type: ignore[arg-type]
            state=data.get("state") or "",
            category=data.get("category") or "",
            area=_area_range(data.get("area") or ""),
            lead_id=data.get("lead"),
            words=data.get("q") or "",
            closed=bool(data.get("closed")),
        )


class MoveForm(forms.Form):
    """One move of a case: the verb, what the page had seen of the log, and the texts the verb asks for."""

    verb = forms.CharField(max_length=40)
    seq = forms.IntegerField(required=False, min_value=1)
    organisation = forms.UUIDField(required=False)
    note = forms.CharField(required=False, strip=True)
    reason = forms.CharField(required=False, strip=True)
    elsewhere = forms.CharField(required=False, strip=True)

    def move(self) -> MoveInput:
        """Return the wish to move the case."""
        data = self.cleaned_data
        texts = {kind: data[kind] for kind in TEXTS if data.get(kind)}
        return MoveInput(data["verb"], texts=texts, organisation_id=data.get("organisation"), seq=data.get("seq"))


class NoteForm(forms.Form):
    """A remark, and whether the reporter reads it."""

    note = forms.CharField(strip=True, error_messages={"required": _("Write what you want to say.")})
    told = forms.BooleanField(required=False)

    def new_note(self) -> NewNote:
        """Return the remark."""
        return NewNote(self.cleaned_data["note"], self.cleaned_data["told"])


class AssignForm(forms.Form):
    """Who of the office takes a case (nobody: the whole office)."""

    person = forms.UUIDField(required=False)


class SelectionForm(forms.Form):
    """The cases ticked on the workbench."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field = forms.UUIDField()
        self.ids = []
        for text in data.getlist("case")[:200]:
            try:
                self.ids.append(field.clean(text))
            except forms.ValidationError:
                continue


def _area_range(text: str) -> tuple[int, int] | None:
    try:
        code, level = parse_code(text)
    except ValueError:
        return None
    return code_range(code, level)
