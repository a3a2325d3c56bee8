"""Reading intake, by noun; always for a viewer."""

from gongzhi.intake.domain.contact import Contact
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
    "OwnReport",
    "case_by_receipt",
    "contact_of",
    "is_reporter",
    "receipt_keys",
    "receipt_of_submission",
    "reports_of",
]
