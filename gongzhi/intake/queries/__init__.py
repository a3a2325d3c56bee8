"""Reading intake, by noun; always for a viewer."""

from gongzhi.intake.domain.contact import Contact
from gongzhi.intake.queries.notice import NoticeRow, Outbox, demo_outbox, outbox
from gongzhi.intake.queries.notice_text import TextRow, preview, text_row, texts
from gongzhi.intake.queries.notice_wish import own_numbers, wish_of
from gongzhi.intake.queries.report import (
    KEY_LOST,
    OwnReport,
    case_by_receipt,
    contact_of,
    is_reporter,
    receipt_keys,
    receipt_of_submission,
    reports_of,
)

__all__ = [
    "KEY_LOST",
    "Contact",
    "NoticeRow",
    "Outbox",
    "OwnReport",
    "TextRow",
    "case_by_receipt",
    "contact_of",
    "demo_outbox",
    "is_reporter",
    "outbox",
    "own_numbers",
    "preview",
    "receipt_keys",
    "receipt_of_submission",
    "reports_of",
    "text_row",
    "texts",
    "wish_of",
]
