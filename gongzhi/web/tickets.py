"""Tickets for "me too": only somebody to whom the site has shown a matter can support it, and once with each ticket."""

from uuid import UUID, uuid4

from django.core import signing

SALT = "gongzhi.me-too"
HOURS = 2


def fresh_ticket(number: int) -> str:
    """Return a new ticket for the public matter with this number."""
    return signing.dumps([number, uuid4().hex], salt=SALT)


def submission_of(ticket: str, number: int) -> UUID | None:
    """Return the id of the form that a ticket stands for; None if it is not ours, too old, or another matter's."""
    try:
        for_number, submission = signing.loads(ticket, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        return None
    return UUID(submission) if for_number == number else None
