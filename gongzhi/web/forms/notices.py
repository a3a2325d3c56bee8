"""Forms of notices: a text, and how a member of staff wants to hear."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gongzhi.intake.domain.notice import Channel, Mode, Quiet, Wish
from gongzhi.intake.domain.notice_text import LONGEST_BODY, LONGEST_SUBJECT, Text

HOURS = [(str(hour), f"{hour:02d}:00") for hour in range(24)]
MODES = [(Mode.NOW.value, _("At once")), (Mode.DIGEST.value, _("In the daily summary")), (Mode.NONE.value, _("Not"))]
CHANNELS = {Channel.EMAIL: _("E-mail"), Channel.SMS: _("Text message"), Channel.CHAT: _("Chat")}
NEVER = "never"


class NoticeTextForm(forms.Form):
    """What a notice says."""

    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": _("Write something, or restore the shipped text.")},
    )

    def __init__(self, *args: Any, mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mail:
            del self.fields["subject"]

    def text(self) -> Text:
        """Return the text as it was filled in; browsers end lines in two characters."""
        return Text(self.cleaned_data.get("subject", ""), self.cleaned_data["body"].replace("\r\n", "\n"))


class NoticeWishForm(forms.Form):
    """Of what one hears, when and how."""

    assigned = forms.ChoiceField(label=_("A matter is given to me"), choices=MODES)
    warned = forms.ChoiceField(label=_("A matter turns yellow"), choices=MODES)
    missed = forms.ChoiceField(label=_("A matter turns red"), choices=MODES)
    digest_hour = forms.ChoiceField(label=_("The daily summary comes at"), choices=HOURS)
    channel = forms.ChoiceField(label=_("By"))
    number = forms.CharField(
        label=_("Number, or name in the chat"),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "autocapitalize": "none"}),
    )
    quiet_from = forms.ChoiceField(label=_("Do not disturb from"), choices=[(NEVER, _("No quiet hours")), *HOURS])
    quiet_to = forms.ChoiceField(label=_("until"), choices=HOURS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only what this site has; e-mail always, for by it the notices of a site without gateways are kept.
        there = [each for each in Channel if each is Channel.EMAIL or each.value in settings.GONGZHI_GATEWAYS]
        chosen = kwargs.get("initial", {}).get("channel")
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            (each.value, CHANNELS[each]) for each in Channel if each in there or each.value == chosen
        ]

    def wish(self) -> Wish:
        """Return the wish as it was filled in."""
        data = self.cleaned_data
        begin, end = data["quiet_from"], int(data["quiet_to"])
        return Wish(
            assigned=Mode(data["assigned"]),
            warned=Mode(data["warned"]),
            missed=Mode(data["missed"]),
            digest_hour=int(data["digest_hour"]),
            channel=Channel(data["channel"]),
            quiet=Quiet(end, end) if begin == NEVER else Quiet(int(begin), end),
        )


def wish_initial(wish: Wish, number: str) -> dict[str, str]:
    """Return a wish as the form shows it."""
    return {
        "assigned": wish.assigned.value,
        "warned": wish.warned.value,
        "missed": wish.missed.value,
        "digest_hour": str(wish.digest_hour),
        "channel": wish.channel.value,
        "number": number,
        "quiet_from": NEVER if wish.quiet.start == wish.quiet.end else str(wish.quiet.start),
        "quiet_to": str(wish.quiet.end),
    }
