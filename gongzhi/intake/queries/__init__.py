"""Reading intake, by noun; always for a viewer."""

from gongzhi.intake.domain.contact import Contact
from gongzhi.intake.queries.evidence import (
    Evidence,
    EvidenceFile,
    EvidencePage,
    evidence_file,
    evidence_of,
    evidence_page,
    public_evidence,
    unsent_evidence,
    unsent_thumb,
)
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
    "Evidence",
    "EvidenceFile",
    "EvidencePage",
    "OwnReport",
    "case_by_receipt",
    "contact_of",
    "evidence_file",
    "evidence_of",
    "evidence_page",
    "is_reporter",
    "public_evidence",
    "receipt_keys",
    "receipt_of_submission",
    "reports_of",
    "unsent_evidence",
    "unsent_thumb",
]
