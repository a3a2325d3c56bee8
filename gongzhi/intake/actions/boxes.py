"""Add a box to a picture or undo one: by a person at the case's desk, in the log, and the picture is blurred anew."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongzhi.base.errors import Conflict, NotAllowed, Refused
from gongzhi.base.ids import uuid7
from gongzhi.cases.policy import allowed as allowed_with_case
from gongzhi.cases.policy import roles_for
from gongzhi.cases.queries import subject_for
from gongzhi.intake.actions.evidence import queue
from gongzhi.intake.domain.evidence import BOXES, Box, box_from, effective
from gongzhi.intake.models import Attachment, BoxAct
from gongzhi.intake.policy import DESK, allowed
from gongzhi.intake.queries.evidence import acts_of, no_evidence
from gongzhi.people.domain.roles import Viewer


@transaction.atomic
def add_box(case_id: UUID, attachment_id: UUID, box: Box, *, by: Viewer, now: datetime) -> UUID:
    """Blur one more rectangle of a picture; return the id of the act."""
    row, role = _locked(case_id, attachment_id, by)
    inside = box_from(vars(box))
    if inside is None:
        zh, en = "框不在图片里，或者太小。请重新画。", "The box is outside the picture or too small. Draw it again."
        raise Refused("intake.box_outside", zh, en)
    if len(_boxes(row)) >= BOXES:
        zh, en = "一张图片最多 100 个框。", "A picture can have 100 boxes at most."
        raise Refused("intake.too_many_boxes", zh, en)
    plain = {name: getattr(inside, name) for name in ("kind", "x", "y", "width", "height")}
    return _log(row, {"act": "add", "box": plain}, role, by, now)


@transaction.atomic
def undo_box(case_id: UUID, attachment_id: UUID, ref: str, *, by: Viewer, now: datetime) -> UUID:
    """Blur one rectangle less, the model's or a person's; return the id of the act."""
    row, role = _locked(case_id, attachment_id, by)
    if all(each.ref != ref for each in _boxes(row)):
        zh, en = "这个框刚刚已经取消了。", "This box has just been undone."
        raise Conflict("intake.no_box", zh, en)
    return _log(row, {"act": "undo", "ref": ref}, role, by, now)


def _locked(case_id: UUID, attachment_id: UUID, by: Viewer) -> tuple[Attachment, str]:
    """Lock a picture; return it and the role in which somebody may mark it."""
    row = Attachment.objects.select_for_update().filter(pk=attachment_id, case_id=case_id).first()
    subject = subject_for(case_id)
    if row is None or not allowed_with_case("see", by, subject):
        raise no_evidence()
    if not allowed("mark_evidence", by, subject.area_code):
        zh, en = "只有中心的工作人员能改马赛克。", "Only the centre's desk can change what is blurred."
        raise NotAllowed("intake.no_marking", zh, en)
    if row.kind != "photo" or row.state != "ready":
        zh, en = "这个文件不能加马赛克。", "This file cannot be blurred."
        raise Refused("intake.not_a_photo", zh, en)
    held = [role.value for role in DESK if by.has(role, subject.area_code)]
    return row, next((role for role in held if role in roles_for(by, subject)), held[0])


def _boxes(row: Attachment) -> list[Box]:
    return effective(row.found or [], acts_of(row.id))


def _log(row: Attachment, what: dict[str, Any], role: str, by: Viewer, now: datetime) -> UUID:
    act = BoxAct(id=uuid7(now), attachment_id=row.id, actor_id=by.person_id, role=role, at=now, **what)
    act.save(force_insert=True)
    # From this moment nobody outside gets the old picture, until the new one is there.
    Attachment.objects.filter(pk=row.id).update(blurred_ready=False)
    queue("intake.make_blurred", row.id)
    return act.id
