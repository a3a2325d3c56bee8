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
from gongzhi.intake.queries.supporter import Followed, followed, supporters_of, supporters_of_each
from gongzhi.intake.queries.words import Agreement, Fared, Suggested, agreement, agreement_since, model, suggested

__all__ = [
    "KEY_LOST",
    "Agreement",
    "Contact",
    "Fared",
    "Followed",
    "OwnReport",
    "Suggested",
    "agreement",
    "agreement_since",
    "case_by_receipt",
    "contact_of",
    "followed",
    "is_reporter",
    "model",
    "receipt_keys",
    "receipt_of_submission",
    "reports_of",
    "suggested",
    "supporters_of",
    "supporters_of_each",
]
