"""What people set about notices: the site's own texts, and how a member of staff wants to hear."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from gongzhi.base.errors import NotAllowed, Refused
from gongzhi.cases.queries import categories
from gongzhi.intake.domain.contact import Contact, seal
from gongzhi.intake.domain.gateway import safe_address
from gongzhi.intake.domain.notice import Channel, Kind, Wish
from gongzhi.intake.domain.notice_text import Text, wrong_text
from gongzhi.intake.models import NoticeText, NoticeWish
from gongzhi.intake.policy import allowed, require
from gongzhi.intake.queries.notice_text import not_allowed
from gongzhi.people.domain.roles import Viewer


def check_notice_text(text: Text, kind: Kind, channel: Channel) -> None:
    """Raise Refused naming the fields of a text that may not be so."""
    named = [name for each in categories() for name in (each.zh, each.en)]
    wrong = wrong_text(text, kind, channel, named)
    if wrong:
        zh, en = next(iter(wrong.values()))
        spoken = 0 if (get_language() or "zh-hans").startswith("zh") else 1
        raise Refused("intake.notice_text", zh, en, fields={name: words[spoken] for name, words in wrong.items()})


def set_notice_text(kind: Kind, language: str, channel: Channel, text: Text, *, by: Viewer, now: datetime) -> None:
    """Say something else than the shipped text from now on, also in notices that wait; raise Refused, NotAllowed."""
    if not allowed("edit_notice_texts", by) or by.person_id is None:
        raise not_allowed()
    check_notice_text(text, kind, channel)
    NoticeText.objects.update_or_create(
        kind=kind.value,
        language=language,
        channel=channel.value,
        defaults={"subject": text.subject, "body": text.body, "edited_by": by.person_id, "edited_at": now},
    )


def restore_notice_text(kind: Kind, language: str, channel: Channel, *, by: Viewer, now: datetime) -> None:
    """Say the shipped text again; raise NotAllowed."""
    if not allowed("edit_notice_texts", by):
        raise not_allowed()
    NoticeText.objects.filter(kind=kind.value, language=language, channel=channel.value).delete()


@transaction.atomic
def set_notice_wish(wish: Wish, number: str, *, by: Viewer, now: datetime) -> None:
    """Keep how the viewer wants to hear, with the number or name for SMS and chat; raise Refused, NotAllowed."""
    require("set_notice_wishes", by)
    person: UUID | None = by.person_id
    if person is None:
        raise NotAllowed("intake.not_allowed", "您的账号不能做这个操作。", "Your account may not do this.")
    mail = wish.channel is Channel.EMAIL
    if not mail and not safe_address(wish.channel, number):
        zh, en = "请写明用哪个号码或名字接收。", "Give the number or name at which you want to get them."
        words = zh if (get_language() or "zh-hans").startswith("zh") else en
        raise Refused("intake.no_number", zh, en, fields={"number": words})
    NoticeWish.objects.update_or_create(
        person_id=person,
        defaults={
            "assigned": wish.assigned.value,
            "warned": wish.warned.value,
            "missed": wish.missed.value,
            "digest_hour": wish.digest_hour,
            "channel": wish.channel.value,
            "quiet_from": wish.quiet.start,
            "quiet_to": wish.quiet.end,
            "sealed": None if mail else seal(Contact(phone=number.strip()), settings.GONGZHI_KEYS),
        },
    )
