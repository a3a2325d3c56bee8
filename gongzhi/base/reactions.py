"""Who wants to hear of which recorded event: news goes up as events, never as an import.

A reaction is at-least-once and must be idempotent. It runs later, in a worker; what must be true at the same
instant as the event is no reaction but a call downwards.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

Reaction = Callable[[UUID, int, str, dict[str, Any], datetime], None]
_reactions: dict[str, list[Reaction]] = defaultdict(list)


def reacts_to(*types: str) -> Callable[[Reaction], Reaction]:
    """Register a function `(case_id, seq, type, data, at)` to be run for each recorded event of these types."""

    def register(function: Reaction) -> Reaction:
        for type_ in types:
            if function not in _reactions[type_]:
                _reactions[type_].append(function)
        return function

    return register


def reactions_to(type_: str) -> tuple[Reaction, ...]:
    """Return the functions registered for an event type, in order of registration."""
    return tuple(_reactions.get(type_, ()))
