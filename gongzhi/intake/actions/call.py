"""Take a call at the hotline desk: danger first, then a case, or one more voice for a case that is known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.base.errors import Refused
from gongzhi.cases.actions import NewNote, note, tell_danger
from gongzhi.cases.queries import any_category, subject_for
from gongzhi.intake.actions.report import Receipt, ReportInput, submit_report
from gongzhi.intake.domain.danger import Danger, dangers_in, numbers_of
from gongzhi.intake.domain.words import cleaned, wrong_texts
from gongzhi.intake.policy import require
from gongzhi.people.domain.roles import Viewer

SAME = {"zh": "又有一位来电人反映了同一件事。", "en": "Another caller has reported the same matter."}


@dataclass(frozen=True)
class Said:
    """What a caller says about a known case: the words, the kinds of danger told, and the language of the desk."""

    words: str = ""
    told: frozenset[str] = frozenset()
    language: str = "zh-hans"


def take_call(new: ReportInput, told: Collection[str], *, by: Viewer, now: datetime) -> Receipt:
    """Open a case for a caller and return its receipt; sent twice, it is taken once.

    `told` holds the codes of the kinds of danger of which the clerk has told the caller whom to phone first. Raises
    Refused where one is missing (code 'intake.danger_not_told'), and as `submit_report` does.
    """
    require("take_call", by)
    found = dangers_in(new.description, any_category(new.category).urgency)
    _all_told(found, told)
    with transaction.atomic():
        receipt = submit_report(new, by=by, now=now)
        if found and not receipt.again:
            tell_danger(receipt.case_id, numbers_of(found), by=by, now=now)
    return receipt


@transaction.atomic
def another_caller(case_id: UUID, said: Said, *, by: Viewer, now: datetime) -> None:
    """Add one more caller to a known case: its reporter reads that there was one, colleagues also what was said."""
    require("take_call", by)
    words = cleaned(said.words)
    wrong = wrong_texts({"description": words}) if words else {}
    if wrong:
        zh, en = wrong["description"]
        raise Refused("intake.invalid", zh, en, fields={"description": zh if said.language.startswith("zh") else en})
    if not subject_for(case_id).open:
        zh, en = "这件事刚刚办结了。请另开一件。", "This matter has just been closed. Open a new one."
        raise Refused("intake.known_closed", zh, en, fields={"known": zh})
    found = dangers_in(words)
    _all_told(found, said.told)
    note(case_id, NewNote(SAME["zh" if said.language.startswith("zh") else "en"], told=True), by=by, now=now)
    if words:
        note(case_id, NewNote(words), by=by, now=now)
    if found:
        tell_danger(case_id, numbers_of(found), by=by, now=now)


def _all_told(found: Collection[Danger], told: Collection[str]) -> None:
    if {danger.code for danger in found} <= set(told):
        return
    zh = "有危险：请先让来电人拨打 110、119 或 120，确认以后再登记。您写的内容都还在。"
    en = (
        "There is danger: first tell the caller to phone 110, 119 or 120 and confirm it. What you typed is still there."
    )
    raise Refused("intake.danger_not_told", zh, en, fields={"told": zh})
