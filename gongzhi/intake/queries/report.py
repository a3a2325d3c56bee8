"""Reading intake: a case by its receipt, one's own reports, and contact data for whoever may see it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from gongzhi.base.errors import NotFound
from gongzhi.cases.policy import allowed as allowed_with_case
from gongzhi.cases.queries import subject_for
from gongzhi.intake.domain.contact import Contact, KeyMissing, unseal
from gongzhi.intake.domain.receipt import make_receipt, parse_receipt, receipt_hash
from gongzhi.intake.models import Party, Report
from gongzhi.intake.policy import allowed
from gongzhi.people.domain.roles import Viewer

OWN_LIMIT = 50
KEY_LOST = Contact(name="⚠ 密钥缺失 key missing")


@dataclass(frozen=True)
class OwnReport:
    """One of the reports made with one's own account; its owner gets the receipt code again."""

    case_id: UUID
    at: datetime
    code: str


def case_by_receipt(text: str) -> UUID:
    """Return the case a receipt belongs to; raise NotFound, in the same words whatever is wrong with it."""
    receipt = parse_receipt(text)
    found = None
    if receipt:
        kept = [receipt_hash(receipt, key) for key in receipt_keys()]
        found = Report.objects.filter(receipt_hash__in=kept).values_list("case_id", flat=True).first()
    if found is None:
        raise NotFound(
            "intake.no_receipt",
            "没有查到这个回执码。请对照回执再输一遍，字母不分大小写。",
            "No report has this receipt code. Compare it with your receipt; capital and small letters are the same.",
        )
    return found


def receipt_of_submission(submission_id: UUID) -> tuple[UUID, str] | None:
    """Return (case id, receipt code) of a form that was sent before, or None."""
    row = Report.objects.filter(submission_id=submission_id).values_list("case_id", "receipt_hash").first()
    return (row[0], code_of(submission_id, bytes(row[1]))) if row else None


def reports_of(viewer: Viewer, *, limit: int = OWN_LIMIT) -> list[OwnReport]:
    """Return the reports made with the viewer's own account, newest first; none for nobody."""
    if not allowed("own_reports", viewer):
        return []
    found = Report.objects.filter(reporter_id=viewer.person_id).order_by("-case_id")[:limit]
    rows = found.values_list("case_id", "at", "submission_id", "receipt_hash")
    return [OwnReport(case_id, at, code_of(sent, bytes(kept))) for case_id, at, sent, kept in rows]


def is_reporter(viewer: Viewer, case_id: UUID) -> bool:
    """Say whether the viewer made the report with the own account."""
    return viewer.person_id is not None and Report.objects.filter(pk=case_id, reporter_id=viewer.person_id).exists()


def contact_of(case_id: UUID, *, by: Viewer) -> Contact | None:
    """Return the reporter's contact data to those at the centre's desk, None to anybody else or if there is none."""
    if not allowed_with_case("see_contact", by, subject_for(case_id)):
        return None
    sealed = Party.objects.filter(case_id=case_id, kind="reporter").values_list("sealed", flat=True).first()
    if sealed is None:
        return None
    try:
        return unseal(bytes(sealed), settings.GONGZHI_KEYS)
    except KeyMissing:
        return KEY_LOST


def code_of(submission_id: UUID, kept: bytes) -> str:
    """Return the receipt code of a submission under the key with which its hash was made (else the newest)."""
    codes = [(make_receipt(submission_id, key), key) for key in receipt_keys()]
    return next((code for code, key in codes if receipt_hash(code, key) == kept), codes[0][0])


def receipt_keys() -> Sequence[bytes]:
    """Return the keys for receipts, newest first: from the site's secret and those it had before."""
    return _receipt_keys((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _receipt_keys(secrets: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(hashlib.sha256(b"gongzhi.receipt" + secret.encode()).digest() for secret in secrets)
