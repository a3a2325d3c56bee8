"""Take photos and videos in: checked in a process of their own, kept raw for moments only, bound to form or case."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import connection, transaction

from gongzhi.base.errors import Refused
from gongzhi.base.ids import uuid7
from gongzhi.cases.actions import CaseRef, MoveInput, move_case
from gongzhi.intake.domain.evidence import HEAD, PHOTO_BYTES, PHOTOS, WORDS, Found, fits, sniff, too_large
from gongzhi.intake.media import child
from gongzhi.intake.models import Attachment, Report
from gongzhi.intake.policy import require
from gongzhi.intake.queries.evidence import no_evidence
from gongzhi.people.domain.roles import Viewer

PURPOSE = {"resolve": "resolve", "verify_pass": "verify", "verify_fail": "verify"}
FILES = ("raw", "clear", "thumb", "blurred", "blurred_thumb")


@dataclass(frozen=True)
class Upload:
    """A file that came in, where it lies now, and what it turned out to be."""

    path: Path
    size: int
    sha256: bytes
    found: Found


@dataclass(frozen=True)
class Kept:
    """A file that was taken: its id, its kind, and the place (longitude, latitude) it was taken at if it said so."""

    id: UUID
    kind: str
    place: tuple[float, float] | None


def refused_file(code: str) -> Refused:
    """Return the refusal of a file in the words of the domain."""
    zh, en = WORDS[code]
    return Refused(f"intake.evidence_{code}", zh, en, fields={"photos": zh})


def check_file(path: Path) -> Upload:
    """Look into a file, in a process of its own; raise Refused with what is wrong with it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        form = sniff(file.read(HEAD))
        if size == 0:
            raise refused_file("nothing")
        if form is None:
            raise refused_file("type" if size <= PHOTO_BYTES else "photo_bytes")
        if code := too_large(form, size):
            raise refused_file(code)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").digest()
    try:
        said = child.run("probe", path)
    except child.Unusable as error:
        raise refused_file(error.code) from error
    return Upload(
        path, size, digest, Found(said["kind"], said["width"], said["height"], said.get("lon"), said.get("lat"))
    )


def add_to_form(submission_id: UUID, path: Path, *, by: Viewer, now: datetime) -> Kept:
    """Take a file for a report that is being written; raise Refused. It is deleted if the report is not sent."""
    require("attach", by)
    upload = check_file(path)
    with transaction.atomic():
        _alone(submission_id)
        if Report.objects.filter(submission_id=submission_id).exists():
            zh = "这份上报已经发送，不能再加照片。可以在“查进度”里补充说明。"
            en = "This report has been sent, so no photo can be added. Follow it under “Track” and add a remark."
            raise Refused("intake.evidence_late", zh, en)
        there = Attachment.objects.filter(submission_id=submission_id).values_list("kind", flat=True)
        if not fits(there, upload.found.kind):
            raise refused_file("count")
        row = _keep(upload, "report", by, now, submission_id=submission_id)
    place = None if upload.found.lon is None or upload.found.lat is None else (upload.found.lon, upload.found.lat)
    return Kept(row.id, row.kind, place)


def remove_from_form(submission_id: UUID, attachment_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Take a file away again before the report is sent; raise NotFound."""
    require("attach", by)
    with transaction.atomic():
        found = Attachment.objects.select_for_update().filter(pk=attachment_id, submission_id=submission_id, case=None)
        row = found.first()
        if row is None:
            raise no_evidence()
        row.delete()
        transaction.on_commit(lambda: delete_files(row))


def move_with_evidence(case_id: UUID, move: MoveInput, paths: Sequence[Path], *, by: Viewer, now: datetime) -> CaseRef:
    """Move a case and keep the photos that show it was resolved or verified: both or neither."""
    if not paths:
        return move_case(case_id, move, by=by, now=now)
    purpose = PURPOSE.get(move.verb)
    if purpose is None:
        raise refused_file("count")
    if len(paths) > PHOTOS:
        raise refused_file("count")
    uploads = [check_file(path) for path in paths]
    for at, upload in enumerate(uploads):
        if not fits([each.found.kind for each in uploads[:at]], upload.found.kind):
            raise refused_file("count")
    rows: list[Attachment] = []
    try:
        with transaction.atomic():
            done = move_case(case_id, move, by=by, now=now)
            for upload in uploads:
                rows.append(_keep(upload, purpose, by, now, case_id=case_id))
    except Exception:
        for row in rows:
            delete_files(row)
        raise
    return done


def delete_files(row: Attachment) -> None:
    """Delete everything that is stored of an attachment."""
    for name in filter(None, (getattr(row, each) for each in FILES)):
        storage().delete(name)


def storage() -> Storage:
    """Return where evidence is stored: a folder, or a bucket where the settings name one."""
    return storages["evidence"]


def _keep(
    upload: Upload,
    purpose: str,
    by: Viewer,
    now: datetime,
    *,
    case_id: UUID | None = None,
    submission_id: UUID | None = None,
) -> Attachment:
    id_ = uuid7(now)
    with upload.path.open("rb") as file:
        raw = storage().save(f"raw/{id_}", File(file))
    row = Attachment(
        id=id_,
        case_id=case_id,
        submission_id=submission_id,
        kind=upload.found.kind,
        purpose=purpose,
        raw=raw,
        bytes=upload.size,
        width=upload.found.width,
        height=upload.found.height,
        sha256=upload.sha256,
        by_id=by.person_id,
        created_at=now,
    )
    row.save(force_insert=True)
    queue("intake.make_ready", id_)
    return row


def queue(task: str, attachment_id: UUID) -> None:
    """Queue background work on an attachment; it is committed or lost with the rest of the transaction."""
    from procrastinate.contrib.django import app  # the job queue is only there once Django is

    app.configure_task(task).defer(attachment_id=str(attachment_id))


def _alone(submission_id: UUID) -> None:
    """Let the uploads of one form in one after the other, so that none slips past the count."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 6))", [str(submission_id)])
