"""The texts of notices: those in force, for administrators; and the words of one notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from gongzhi.base.errors import NotAllowed, NotFound
from gongzhi.intake.domain.notice import Channel, Kind
from gongzhi.intake.domain.notice_text import PLACEHOLDERS, SAMPLES, Text, due_words, fill, shipped
from gongzhi.intake.models import Notice, NoticeText
from gongzhi.intake.policy import allowed
from gongzhi.people.domain.roles import Viewer
from gongzhi.people.queries import person_names

TO_STAFF = (Kind.ASSIGNED, Kind.WARNED, Kind.MISSED, Kind.DIGEST)
OwnTexts = Mapping[tuple[str, str, str], NoticeText]


@dataclass(frozen=True)
class TextRow:
    """The text of a kind in a language for a channel, as in force; `edited_at` is None for the shipped one."""

    kind: Kind
    language: str
    channel: Channel
    text: Text
    placeholders: tuple[str, ...]
    edited_by: str = ""
    edited_at: datetime | None = None


def texts(viewer: Viewer) -> list[TextRow]:
    """Return all texts in force; raise NotAllowed for all but administrators."""
    if not allowed("edit_notice_texts", viewer):
        raise not_allowed()
    edited = own_texts()
    names = person_names({row.edited_by for row in edited.values()})
    found = []
    for (kind, language, channel), text in shipped().items():
        own = edited.get((kind.value, language, channel.value))
        placeholders = tuple(sorted(PLACEHOLDERS[kind]))
        by, at = (names.get(own.edited_by, ""), own.edited_at) if own else ("", None)
        told = Text(own.subject, own.body) if own else text
        found.append(TextRow(kind, language, channel, told, placeholders, by, at))
    return found


def text_row(viewer: Viewer, kind: str, language: str, channel: str) -> TextRow:
    """Return one text in force; raise NotAllowed, or NotFound where there is no such notice."""
    found = [row for row in texts(viewer) if (row.kind, row.language, row.channel) == (kind, language, channel)]
    if not found:
        raise NotFound("intake.no_notice_text", "没有这种通知。", "There is no such notice.")
    return found[0]


def own_texts() -> OwnTexts:
    """Return the texts that this site says instead of the shipped ones."""
    return {(row.kind, row.language, row.channel): row for row in NoticeText.objects.all()}


def filled(notice: Notice, own: OwnTexts) -> Text:
    """Return the words of a notice: the site's own text, or else the shipped one, with its placeholders filled in."""
    kind, edit = Kind(notice.kind), own.get((notice.kind, notice.language, notice.channel))
    text = Text(edit.subject, edit.body) if edit else shipped()[kind, notice.language, Channel(notice.channel)]
    return fill(text, _values(kind, notice.to, notice.language, notice.data, notice.case_id))


def preview(text: Text, kind: Kind, language: str, *, now: datetime) -> Text:
    """Return a text filled in with invented values."""
    to = "person" if kind in TO_STAFF else "party"
    data = {
        **SAMPLES,
        "office": {"zh": "金城街道综治中心", "en": "Jincheng Subdistrict Centre"},
        "due": now.isoformat(),
    }
    return fill(text, _values(kind, to, language, data, None))


def _values(kind: Kind, to: str, language: str, data: Mapping[str, Any], case_id: UUID | None) -> dict[str, str]:
    due = datetime.fromisoformat(data["due"]) if data.get("due") else None
    office = data.get("office") or {}
    values = {name: str(data.get(name, "")) for name in SAMPLES}
    values["office"] = str(office.get("zh" if language.startswith("zh") else "en", ""))
    values["due"] = due_words(due, language, ZoneInfo(settings.TIME_ZONE))
    values["link"] = settings.GONGZHI_PUBLIC_URL + _path(kind, to, case_id)
    return values


def _path(kind: Kind, to: str, case_id: UUID | None) -> str:
    # A reporter's link carries no receipt code: whoever reads the phone over the shoulder must not get in by it.
    if kind is Kind.DIGEST:
        return "/desk/news/"
    if kind in TO_STAFF:
        return f"/desk/cases/{case_id}/" if case_id else "/desk/"
    return "/track/" if to == "party" else "/track/mine/"


def not_allowed() -> NotAllowed:
    """Return the answer to somebody who does not answer for the notices."""
    return NotAllowed(
        "intake.notices_not_allowed",
        "只有管理员和督查员能看这个辖区的通知，文字只有管理员能改。",
        "Only administrators and supervisors see the notices of their area; only administrators edit the texts.",
    )
