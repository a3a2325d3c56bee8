"""Reading intake: a case by its receipt, one's own reports, and contact data for whoever may see it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from gongzhi.base.errors import NotFound
from gongzhi.cases.policy import allowed
from gongzhi.cases.queries import subject_for
from gongzhi.intake.domain.receipt import parse_receipt, receipt_hash
from gongzhi.intake.models import Party, Report
from gongzhi.people.domain.roles import Viewer

OWN_LIMIT = 100


@dataclass(frozen=True)
class Contact:
    """How to reach a reporter, as far as the reporter gave it."""

    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def given(self) -> bool:
        """Say whether there is anything at all."""
        return bool(self.name or self.phone or self.email)


@dataclass(frozen=True)
class OwnReport:
    """One of the reports made with one's own account."""

    case_id: UUID
    at: datetime


def case_by_receipt(text: str) -> UUID:
    """Return the case a receipt belongs to; raise NotFound, in the same words whatever is wrong with it."""
    receipt = parse_receipt(text)
    found = None
    if receipt:
        kept = receipt_hash(receipt, receipt_key())
        found = Report.objects.filter(receipt_hash=kept).values_list("case_id", flat=True).first()
    if found is None:
        raise NotFound(
            "intake.no_receipt",
            "没有查到这个回执码。请核对一下，字母不分大小写。",
            "No report has this receipt code. Check it; capital and small letters are the same.",
        )
    return found


def reports_of(viewer: Viewer) -> list[OwnReport]:
    """Return the reports made with the viewer's own account, newest first."""
    if viewer.person_id is None:
        return []
    found = Report.objects.filter(reporter_id=viewer.person_id).order_by("-case_id")
    return [OwnReport(*row) for row in found.values_list("case_id", "at")[:OWN_LIMIT]]


def is_reporter(viewer: Viewer, case_id: UUID) -> bool:
    """Say whether the viewer made the report with the own account."""
    return viewer.person_id is not None and Report.objects.filter(pk=case_id, reporter_id=viewer.person_id).exists()


def contact_of(case_id: UUID, *, by: Viewer) -> Contact | None:
    """Return the reporter's contact data to those at the centre's desk, None to anybody else or if there is none."""
    if not allowed("see_contact", by, subject_for(case_id)):
        return None
    sealed = Party.objects.filter(case_id=case_id, kind="reporter").values_list("sealed", flat=True).first()
    if sealed is None:
        return None
    try:
        return Contact(**json.loads(sealer().decrypt(bytes(sealed))))
    except InvalidToken:
        return Contact(name="⚠ key missing")


@cache
def sealer() -> MultiFernet:
    """Return what seals and opens contact data: the site's keys, newest first."""
    return MultiFernet([Fernet(key) for key in settings.GONGZHI_KEYS])


@cache
def receipt_key() -> bytes:
    """Return the key for receipts, which changes only with the site's secret."""
    return hashlib.sha256(b"gongzhi.receipt" + settings.SECRET_KEY.encode()).digest()
