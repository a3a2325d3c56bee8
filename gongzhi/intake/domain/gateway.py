"""Gateways: how an address becomes part of a gateway's URL, and how it is shown where nobody should read it."""

import re
from urllib.parse import quote, urlsplit
from uuid import UUID

from gongzhi.intake.domain.notice import Channel

# Stricter than the standards: what goes into the URL of a gateway must not be able to say anything else there.
_SAFE = {
    Channel.EMAIL: re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}", re.ASCII),
    Channel.SMS: re.compile(r"\+?[0-9]{5,15}", re.ASCII),
    Channel.CHAT: re.compile(r"[A-Za-z0-9._@#-]{1,64}", re.ASCII),
}
_BETWEEN = re.compile(r"[\s().-]+")


def safe_address(channel: Channel, text: str) -> str:
    """Return an address as gateways take it, or '' if it is none; phone numbers without blanks and hyphens."""
    found = _BETWEEN.sub("", text) if channel is Channel.SMS else text.strip()
    return found if _SAFE[channel].fullmatch(found) else ""


def gateway_url(template: str, address: str, message_id: UUID) -> str:
    """Return the URL of one call: the gateway's own with the address and the message's id in their places."""
    url = template.replace("{to}", quote(address, safe="")).replace("{id}", str(message_id))
    if urlsplit(template).scheme in ("mailto", "mailtos"):
        # Mail servers and people see by it that a message came twice.
        url += ("&" if "?" in url else "?") + f"+X-Gongzhi-Notice={message_id}"
    return url


def masked(channel: Channel, address: str) -> str:
    """Return an address of which only so much can be read that its owner knows it: 138****0000, w***@example.org."""
    if not address:
        return ""
    name, at, domain = address.partition("@")
    if channel is Channel.EMAIL and at:
        return f"{name[:1]}***@{domain}"
    if channel is Channel.SMS and len(name) > 7:
        return f"{name[:3]}****{name[-4:]}"
    return f"{address[:1]}***"
