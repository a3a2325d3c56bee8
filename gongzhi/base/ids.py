"""Ids that sort by time: UUID version 7 (RFC 9562), so that tables can be partitioned by month of opening."""

import secrets
from datetime import UTC, datetime
from uuid import UUID


def uuid7(at: datetime) -> UUID:
    """Return a UUIDv7 for the moment `at` (aware): 48 bits of milliseconds, then 74 random bits."""
    return UUID(int=_build(at, secrets.randbits(74)))


def first_id_of(at: datetime) -> UUID:
    """Return the smallest UUIDv7 of the moment `at`: the lower bound of a partition or a time range."""
    return UUID(int=_build(at, 0) & ~(0xFFFF << 64))


def time_of(id_: UUID) -> datetime:
    """Return the moment, in UTC, at which a UUIDv7 was made."""
    return datetime.fromtimestamp((id_.int >> 80) / 1000, UTC)


def _build(at: datetime, random: int) -> int:
    milliseconds = int(at.timestamp() * 1000)
    return (milliseconds << 80) | (0x7 << 76) | ((random >> 62) << 64) | (0b10 << 62) | (random & ((1 << 62) - 1))
