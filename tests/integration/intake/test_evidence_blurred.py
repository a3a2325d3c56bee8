"""The real finder behind the worker's steps: a plate in a sent photo is no longer there in what others may see."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from PIL import Image, ImageDraw, ImageFont

from gongzhi.intake.actions import evidence
from gongzhi.intake.actions.evidence_work import make_blurred, make_ready
from gongzhi.intake.models import Attachment
from gongzhi.people.domain.roles import ANONYMOUS
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
PLATE = (400, 360, 640, 430)


@pytest.fixture(autouse=True)
def _stored(settings: Any, tmp_path: Path) -> Iterator[None]:
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "kept")}}
    settings.STORAGES = {**settings.STORAGES, "evidence": folder}
    yield


def photo() -> bytes:
    image = Image.new("RGB", (1000, 700), (150, 155, 160))
    draw = ImageDraw.Draw(image)
    draw.rectangle((250, 200, 790, 520), fill=(70, 72, 78))
    draw.rectangle(PLATE, fill=(20, 60, 170))
    draw.text((412, 366), "B 7K3M9", fill="white", font=ImageFont.load_default(size=54))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


def test_a_plate_is_gone_from_what_others_see(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(photo())
    kept = evidence.add_to_form(uuid4(), path, by=ANONYMOUS, now=NOON)
    make_ready(kept.id, now=NOON)
    make_blurred(kept.id, now=NOON)
    row = Attachment.objects.get(pk=kept.id)
    assert row.blurred_ready and row.found
    seen: list[int] = []
    for name in (row.clear, row.blurred):
        with storages["evidence"].open(name) as file:
            part = Image.open(file).convert("L").crop(PLATE)
            darkest, brightest = part.getextrema()
            seen.append(brightest - darkest)
    assert seen[0] > 120 > 60 > seen[1], seen
