"""What the worker does with evidence: make it anew with nothing but the picture, blur it, sweep what was not sent."""

import importlib
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfileobj
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import connection, transaction

from gongzhi.intake.actions.evidence import delete_files, queue, storage
from gongzhi.intake.domain.evidence import THUMB_EDGE, box_from, effective
from gongzhi.intake.media import child
from gongzhi.intake.models import Attachment, BoxAct
from gongzhi.intake.queries.evidence import acts_of

UNSENT = timedelta(days=1)
SWEEP = 500
LATE = """
UPDATE intake_attachment a SET case_id = r.case_id FROM intake_report r
WHERE a.id = %s AND a.case_id IS NULL AND a.submission_id = r.submission_id
"""


def make_ready(attachment_id: UUID, *, now: datetime) -> None:
    """Make a photo or video anew from the raw file, then delete that; safe to run twice.

    A file that cannot be used fails with the reason; that is the file's fault and no fault of the worker.
    """
    row = Attachment.objects.filter(pk=attachment_id).first()
    if row is None or row.state != "waiting":
        return
    with tempfile.TemporaryDirectory(prefix="gongzhi-") as name:
        folder = Path(name)
        with storage().open(row.raw) as raw, (folder / "raw").open("wb") as copy:
            copyfileobj(raw, copy)
        try:
            said = child.run(row.kind, folder / "raw", folder)
        except child.Unusable as error:
            _ready(row, {"state": "failed", "problem": error.code})
            return
        clear = "clear.mp4" if row.kind == "video" else "clear.webp"
        names = {"clear": _store(row, folder / clear), "thumb": _store(row, folder / "thumb.webp")}
        _ready(row, {"state": "ready", "width": said["width"], "height": said["height"], **names})


def make_blurred(attachment_id: UUID, *, now: datetime) -> None:
    """Make the picture that others may see: faces and plates blurred, and what people marked; safe to run twice."""
    row = Attachment.objects.filter(pk=attachment_id, state="ready", kind="photo").first()
    if row is None or row.blurred_ready:
        return
    # By name, when it is needed: the model is large, and only the worker looks at pictures.
    # Late, and only in a worker: the models take memory that no web process should spend.
    blur = importlib.import_module("gongzhi.intake.domain.blur")
    from PIL import Image

    with storage().open(row.clear) as file, Image.open(file, formats=["WEBP"]) as opened:
        image = opened.convert("RGB")
    if row.found is None:
        row.found = [_plain(each) for each in blur.regions(image)]
    acts = acts_of(row.id)
    boxes = effective(row.found, acts)
    regions = [blur.Region(each.kind, each.x, each.y, each.width, each.height, each.score) for each in boxes]
    with tempfile.TemporaryDirectory(prefix="gongzhi-") as name:
        folder = Path(name)
        # A new picture of the same points: whatever the blurring may have carried along stays behind.
        made = Image.new("RGB", image.size)
        made.paste(blur.blurred(image, regions))
        made.save(folder / "blurred.webp", "WEBP", quality=82, method=4)
        made.thumbnail((THUMB_EDGE, THUMB_EDGE), Image.Resampling.LANCZOS)
        made.save(folder / "blurred-thumb.webp", "WEBP", quality=78, method=4)
        names = {
            "blurred": _store(row, folder / "blurred.webp"),
            "blurred_thumb": _store(row, folder / "blurred-thumb.webp"),
        }
    _blurred(row, names, len(acts))


def sweep_unsent(*, now: datetime) -> int:
    """Delete what was uploaded a day ago for a report that was never sent; return how many."""
    with transaction.atomic():
        rows = list(
            Attachment.objects.select_for_update(skip_locked=True)
            .filter(case=None, created_at__lt=now - UNSENT)
            .order_by("created_at")[:SWEEP]
        )
        Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        delete_files(row)
    return len(rows)


def _ready(row: Attachment, changes: dict[str, Any]) -> None:
    """Save what became of a raw file and delete it; if the row has gone meanwhile, delete what was made instead."""
    with transaction.atomic():
        changed = Attachment.objects.filter(pk=row.id, state="waiting").update(**changes, raw="")
        if changed:
            with connection.cursor() as cursor:  # it came in while the report was being sent
                cursor.execute(LATE, [row.id])
            if changes["state"] == "ready" and row.kind == "photo":
                queue("intake.make_blurred", row.id)
    made = [changes[name] for name in ("clear", "thumb") if name in changes]
    for name in [row.raw] if changed else [row.raw, *made]:
        storage().delete(name)


def _blurred(row: Attachment, names: dict[str, str], seen: int) -> None:
    """Put the new pictures in place of the old, unless somebody changed the boxes meanwhile: then begin again."""
    with transaction.atomic():
        now = Attachment.objects.select_for_update().filter(pk=row.id).first()
        fresh = now is not None and BoxAct.objects.filter(attachment_id=row.id).count() == seen
        if now is not None:
            old = [now.blurred, now.blurred_thumb] if fresh else []
            Attachment.objects.filter(pk=row.id).update(
                found=row.found, **({**names, "blurred_ready": True} if fresh else {})
            )
            if not fresh:
                queue("intake.make_blurred", row.id)
    for name in filter(None, old if fresh else names.values()):
        storage().delete(name)


def _store(row: Attachment, path: Path) -> str:
    with path.open("rb") as file:
        return storage().save(f"{row.id.hex[:6]}/{row.id}-{path.name}", File(file))


def _plain(region: Any) -> dict[str, Any]:
    box = box_from(vars(region))
    return {**(vars(box) if box else {}), "score": round(float(region.score), 3)}
