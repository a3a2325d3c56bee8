"""Files that were sent, and the form of a box on a picture: in percent, as a person reads them off."""

from pathlib import Path

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from gongzhi.intake.domain.evidence import Box

KINDS = [("face", _("Face")), ("plate", _("Number plate")), ("other", _("Another thing"))]


def paths_of(request: HttpRequest) -> list[Path]:
    """Return where the photos that were sent lie: on the disk, for settings.FILE_UPLOAD_HANDLERS says so."""
    sent = request.FILES.getlist("photos")
    return [Path(each.temporary_file_path()) for each in sent if isinstance(each, TemporaryUploadedFile)]


class BoxForm(forms.Form):
    """A rectangle and what it hides."""

    kind = forms.ChoiceField(choices=KINDS, label=_("What it hides"))
    x = forms.FloatField(min_value=0, max_value=100, label=_("From the left (%)"))
    y = forms.FloatField(min_value=0, max_value=100, label=_("From the top (%)"))
    width = forms.FloatField(min_value=0.2, max_value=100, label=_("Width (%)"))
    height = forms.FloatField(min_value=0.2, max_value=100, label=_("Height (%)"))

    def box(self) -> Box:
        """Return the box as fractions of the picture."""
        data = self.cleaned_data
        x, y, width, height = (data[name] / 100 for name in ("x", "y", "width", "height"))
        return Box("", data["kind"], x, y, width, height)
