"""Reading who said "me too": how many, and the matter that a supporter's code follows."""

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from gongzhi.cases.queries import public_number
from gongzhi.intake.domain.receipt import parse_receipt, receipt_hash
from gongzhi.intake.models import Supporter
from gongzhi.intake.queries.report import receipt_keys

CAP = 1_000


@dataclass(frozen=True)
class Followed:
    """What a supporter's code follows: the public number of the matter (None: no longer public), and the code."""

    id: UUID
    case_id: UUID
    number: int | None
    code: str
    reachable: bool


def supporters_of(case_id: UUID | None) -> int:
    """Return how many said "me too" to a case, at the most 1,000."""
    return Supporter.objects.filter(case_id=case_id)[:CAP].count() if case_id else 0


def supporters_of_each(case_ids: list[UUID]) -> dict[UUID, int]:
    """Return how many said "me too" to each of some cases; those without any are left out."""
    found = Supporter.objects.filter(case_id__in=case_ids).values("case_id").annotate(n=Count("id"))
    return {each["case_id"]: each["n"] for each in found}


def followed(text: str) -> Followed | None:
    """Return what a supporter's code follows; None if it is the code of no supporter."""
    code = parse_receipt(text)
    if code is None:
        return None
    kept = [code_hash(code, key) for key in receipt_keys()]
    found = Supporter.objects.filter(code_hash__in=kept).values_list("id", "case_id", "sealed").first()
    return Followed(found[0], found[1], public_number(found[1]), code, found[2] is not None) if found else None


def code_hash(code: str, key: bytes) -> bytes:
    """Return what is stored of a supporter's code; it is never that of a receipt, so neither opens the other."""
    return receipt_hash(f"me-too:{code}", key)


def browser_mark(cookie: str, case_id: UUID) -> bytes:
    """Return what is stored of a browser: another hash for each case, so that nobody is followed across cases."""
    return hmac.digest(receipt_keys()[-1], b"browser:" + case_id.bytes + cookie.encode(), hashlib.sha256)
