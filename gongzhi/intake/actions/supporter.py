"""Say "me too" to a public matter, leave a way to be told, and stop following it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from gongzhi.base.errors import NotFound, Refused
from gongzhi.base.ids import uuid7
from gongzhi.cases.queries import public_id
from gongzhi.intake.domain.contact import Contact, seal
from gongzhi.intake.domain.receipt import make_receipt
from gongzhi.intake.domain.words import cleaned, wrong_texts
from gongzhi.intake.models import Supporter
from gongzhi.intake.policy import require
from gongzhi.intake.queries.report import is_reporter, receipt_keys
from gongzhi.intake.queries.supporter import browser_mark, code_hash, followed
from gongzhi.people.domain.roles import Viewer


@dataclass(frozen=True)
class Support:
    """One "me too": the form it was sent with, the browser's random cookie, and the language to be told in."""

    number: int
    submission_id: UUID
    browser: str
    language: str = "zh-hans"


@dataclass(frozen=True)
class Supported:
    """What a supporter gets: the code to follow the matter by, '' where this person or browser has one already."""

    code: str
    again: bool


def support(new: Support, *, by: Viewer, now: datetime) -> Supported:
    """Count somebody once for a public matter; the same form gets the same code again, another one gets none.

    Raises NotFound for a matter that is not public, Refused for the reporter's own.
    """
    require("support", by)
    case_id = public_id(new.number)
    if case_id is None:
        raise NotFound(
            "intake.not_public", "没有这件事，或者它不公开。", "There is no such matter, or it is not public."
        )
    if is_reporter(by, case_id):
        raise Refused(
            "intake.own_matter", "这件事就是您反映的，已经算上您了。", "You reported this matter; you are counted."
        )
    code = make_receipt(new.submission_id, receipt_keys()[0])
    try:
        with transaction.atomic():
            Supporter.objects.create(
                id=uuid7(now),
                case_id=case_id,
                submission_id=new.submission_id,
                code_hash=code_hash(code, receipt_keys()[0]),
                browser=browser_mark(new.browser, case_id),
                person_id=by.person_id,
                language=new.language,
                at=now,
            )
    except IntegrityError:
        same = Supporter.objects.filter(submission_id=new.submission_id, case_id=case_id).exists()
        return Supported(code if same else "", again=True)
    return Supported(code, again=False)


def tell_supporter(code: str, contact: Contact, *, by: Viewer, now: datetime) -> None:
    """Keep, sealed, how a supporter wishes to be told; an empty contact takes it away. Raises NotFound, Refused."""
    require("support", by)
    contact = replace(contact, name="", phone=cleaned(contact.phone), email=cleaned(contact.email))
    wrong = wrong_texts({"phone": contact.phone, "email": contact.email})
    if wrong:
        zh, en = next(iter(wrong.values()))
        raise Refused("intake.invalid", zh, en)
    sealed = seal(contact, settings.GONGZHI_KEYS) if contact.given else None
    Supporter.objects.filter(pk=_own(code)).update(sealed=sealed)


def stop_following(code: str, *, by: Viewer, now: datetime) -> None:
    """Take a "me too" back with all that is kept of it. Raises NotFound."""
    require("support", by)
    Supporter.objects.filter(pk=_own(code)).delete()


def _own(code: str) -> UUID:
    found = followed(code)
    if found is None:
        raise NotFound("intake.no_receipt", "没有查到这个关注码。", "Nobody follows a matter with this code.")
    return found.id
