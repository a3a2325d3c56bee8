"""Reading evidence: who sees which version of a photo or video is decided here, and nowhere else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.core.files.storage import storages

from gongzhi.base.errors import NotFound
from gongzhi.cases.policy import Subject
from gongzhi.cases.policy import allowed as allowed_with_case
from gongzhi.cases.queries import subject_for
from gongzhi.intake.domain.evidence import WORDS, Box, effective
from gongzhi.intake.models import Attachment, BoxAct
from gongzhi.intake.policy import allowed
from gongzhi.intake.queries.report import is_reporter
from gongzhi.people.domain.roles import Viewer
from gongzhi.people.queries import person_names

TYPES = {"photo": "image/webp", "video": "video/mp4"}
SIZES = ("full", "thumb")


@dataclass(frozen=True)
class Evidence:
    """One photo or video as a page shows it; `shown` says whether the viewer gets a picture now."""

    id: UUID
    kind: str
    purpose: str
    state: str
    problem: str
    shown: bool
    blurred: bool
    width: int
    height: int
    created_at: datetime

    def why(self, language: str) -> str:
        """Return what was wrong with a file that failed."""
        words = WORDS.get(self.problem, WORDS["broken"])
        return words[0 if language.startswith("zh") else 1]


@dataclass(frozen=True)
class Act:
    """What somebody did to the boxes of a picture."""

    act: str
    kind: str
    who: str
    role: str
    at: datetime


@dataclass(frozen=True)
class EvidencePage:
    """One picture for the staff of its case: its boxes, what was done to them, and whether this viewer may do more."""

    item: Evidence
    case_id: UUID
    boxes: list[Box]
    acts: list[Act]
    looked: bool
    blurred_ready: bool
    may_mark: bool


@dataclass(frozen=True)
class EvidenceFile:
    """A file to send: open, with the type that we say it has."""

    file: BinaryIO
    type: str
    size: int
    case_id: UUID
    clear: bool


def evidence_of(viewer: Viewer, case_id: UUID, *, own_case: UUID | None = None) -> list[Evidence]:
    """Return what the viewer may know of a case's photos and videos; `own_case` was proved by a receipt."""
    rows = list(Attachment.objects.filter(case_id=case_id).order_by("id"))
    if not rows:
        return []
    subject = subject_for(case_id)
    own = own_case == case_id or is_reporter(viewer, case_id)
    seen = [(row, _version(row, viewer, subject, own=own)) for row in rows]
    staff = allowed_with_case("see", viewer, subject)
    # Of a file that is still being worked on or failed, only those learn who may see it clear.
    return [_item(row, version) for row, version in seen if version or staff or (own and row.purpose == "report")]


def public_evidence(number: int) -> list[Evidence]:
    """Return the blurred photos of a public case, by its number."""
    rows = Attachment.objects.filter(case__number=number, case__public=True, kind="photo", blurred_ready=True)
    return [_item(row, "blurred") for row in rows.order_by("id")]


def unsent_evidence(submission_id: UUID) -> list[Evidence]:
    """Return what was uploaded for a report that has not been sent; only its form knows the id."""
    rows = Attachment.objects.filter(submission_id=submission_id, case=None).order_by("id")
    return [_item(row, "clear" if row.state == "ready" else "") for row in rows]


def unsent_thumb(submission_id: UUID, attachment_id: UUID) -> EvidenceFile:
    """Return the thumbnail of an upload to the form it was made for; raise NotFound."""
    row = Attachment.objects.filter(pk=attachment_id, submission_id=submission_id, case=None, state="ready").first()
    if row is None:
        raise no_evidence()
    return _file(row, row.thumb, "thumb", clear=True)


def evidence_file(viewer: Viewer, attachment_id: UUID, size: str, *, own_case: UUID | None = None) -> EvidenceFile:
    """Return the version of a file that the viewer may see; raise NotFound, in the same words whatever the reason."""
    row = Attachment.objects.filter(pk=attachment_id).exclude(case=None).first()
    if row is None or size not in SIZES:
        raise no_evidence()
    case_id: UUID = row.case_id  # type: ignore[assignment]
    own = own_case == case_id or is_reporter(viewer, case_id)
    version = _version(row, viewer, subject_for(case_id), own=own)
    names = {
        ("clear", "full"): row.clear,
        ("clear", "thumb"): row.thumb,
        ("blurred", "full"): row.blurred,
        ("blurred", "thumb"): row.blurred_thumb,
    }
    name = names.get((version, size), "")
    if not name:
        raise no_evidence()
    return _file(row, name, size, clear=version == "clear")


def evidence_page(viewer: Viewer, case_id: UUID, attachment_id: UUID) -> EvidencePage:
    """Return the page of a picture to the staff of its case; raise NotFound."""
    row = Attachment.objects.filter(pk=attachment_id, case_id=case_id).first()
    subject = subject_for(case_id)
    if row is None or not allowed_with_case("see", viewer, subject):
        raise no_evidence()
    acts = list(BoxAct.objects.filter(attachment_id=row.id).order_by("at", "id"))
    names = person_names({act.actor_id for act in acts if act.actor_id})
    return EvidencePage(
        item=_item(row, _version(row, viewer, subject, own=False)),
        case_id=case_id,
        boxes=effective(row.found or [], acts_of(row.id)),
        acts=[
            Act(a.act, (a.box or {}).get("kind", ""), names.get(a.actor_id, "") if a.actor_id else "", a.role, a.at)
            for a in acts
        ],
        looked=row.found is not None,
        blurred_ready=row.blurred_ready,
        may_mark=row.kind == "photo" and row.state == "ready" and allowed("mark_evidence", viewer, subject.area_code),
    )


def acts_of(attachment_id: UUID) -> list[dict[str, Any]]:
    """Return what people did to the boxes of a picture, as plain data."""
    rows = BoxAct.objects.filter(attachment_id=attachment_id).order_by("at", "id").values("id", "act", "ref", "box")
    return [{**each, "id": str(each["id"])} for each in rows]


def no_evidence() -> NotFound:
    """Return the answer for a file that is not there or may not be seen; both sound the same."""
    zh, en = "没有这个文件，或者您不能查看它。", "There is no such file, or you may not see it."
    return NotFound("intake.no_evidence", zh, en)


def _version(row: Attachment, viewer: Viewer, subject: Subject, *, own: bool) -> str:
    """Return which version a viewer gets: clear, blurred, or '' for none (yet)."""
    if row.state != "ready":
        return ""
    if allowed_with_case("see", viewer, subject):
        return "clear"
    if row.kind == "video":  # nothing blurs a video, so it stays with those who handle the case
        return ""
    if own and row.purpose == "report":
        return "clear"
    return "blurred" if row.blurred_ready and (own or subject.public) else ""


def _item(row: Attachment, version: str) -> Evidence:
    return Evidence(
        id=row.id,
        kind=row.kind,
        purpose=row.purpose,
        state=row.state,
        problem=row.problem,
        shown=bool(version),
        blurred=version == "blurred",
        width=row.width,
        height=row.height,
        created_at=row.created_at,
    )


def _file(row: Attachment, name: str, size: str, *, clear: bool) -> EvidenceFile:
    storage = storages["evidence"]
    try:
        file = storage.open(name)
    except FileNotFoundError as error:
        raise no_evidence() from error
    type_ = TYPES["photo"] if size == "thumb" else TYPES[row.kind]
    return EvidenceFile(file, type_, file.size, row.case_id or row.id, clear)  # type: ignore[arg-type]
