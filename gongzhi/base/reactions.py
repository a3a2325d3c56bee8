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
    """Register a function `(case_id, seq, type, data, at)` for the recorded events of these types.

    `case.moved:dispatch` narrows a type to one verb, so that no job is queued for moves that nobody waits for.
    """

    def register(function: Reaction) -> Reaction:
        for type_ in types:
            if function not in _reactions[type_]:
                _reactions[type_].append(function)
        return function

    return register


def reactions_to(*types: str) -> tuple[Reaction, ...]:
    """Return the functions registered for any of an event's types, in order of registration."""
    return tuple(function for type_ in types for function in _reactions.get(type_, ()))
