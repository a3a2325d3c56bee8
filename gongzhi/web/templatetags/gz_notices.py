"""Notices in words."""

from django import template
from django.utils.translation import gettext as _

from gongzhi.web.forms.notices import CHANNELS

register = template.Library()


@register.filter
def notice_kind(kind: str) -> str:
    """Write what a notice tells."""
    words = {
        "filed": _("Report filed"),
        "declined": _("Report declined"),
        "dispatched": _("Matter dispatched"),
        "resolved": _("Work reported done"),
        "closed": _("Matter closed, asks for an answer"),
        "settled": _("Settled on the spot, asks for an answer"),
        "assigned": _("Matter given to somebody"),
        "warned": _("Yellow light"),
        "missed": _("Red light"),
        "digest": _("Daily summary"),
    }
    return str(words.get(str(kind), kind))


@register.filter
def notice_state(state: str) -> str:
    """Write where a notice stands."""
    words = {
        "waiting": _("waiting"),
        "sending": _("being sent"),
        "sent": _("sent"),
        "failed": _("failed"),
        "cancelled": _("cancelled"),
        "gathered": _("in a summary"),
        "kept": _("would have been sent"),
    }
    return str(words.get(str(state), state))


@register.filter
def notice_error(error: str) -> str:
    """Write why a notice did not go out."""
    words = {
        "refused": _("The gateway refused it or could not be reached."),
        "timeout": _("The gateway did not answer."),
        "lost": _("The sending process ended."),
        "invalid": _("The gateway's setting cannot be read."),
        "no_address": _("There is no address any more."),
        "erased": _("The contact data has been erased."),
    }
    return str(words.get(error, ""))


@register.filter
def notice_channel(channel: str) -> str:
    """Write by which gateway a notice goes."""
    return str(CHANNELS.get(channel, channel))  # type: ignore[call-overload]


@register.filter
def notice_language(language: str) -> str:
    """Write a language in itself."""
    return "English" if language == "en" else "中文"


@register.filter
def braces(name: str) -> str:
    """Write a placeholder as it stands in a text."""
    return f"{{{name}}}"
