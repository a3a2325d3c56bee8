"""Everything that writes cases; each action is one transaction, and nothing else writes a case."""

from gongzhi.cases.actions.alarms import raise_alarms
from gongzhi.cases.actions.catalogue import publish_catalogue, withdraw_category
from gongzhi.cases.actions.months import make_months
from gongzhi.cases.actions.move import MoveInput, move_case, move_many
from gongzhi.cases.actions.open import CaseRef, NewCase, open_case
from gongzhi.cases.actions.upkeep import Recomputed, erase_words, recompute_clocks
from gongzhi.cases.actions.words import NewNote, answer, assign, mark_news_seen, mark_seen, note, tell_danger

__all__ = [
    "CaseRef",
    "MoveInput",
    "NewCase",
    "NewNote",
    "Recomputed",
    "answer",
    "assign",
    "erase_words",
    "make_months",
    "mark_news_seen",
    "mark_seen",
    "move_case",
    "move_many",
    "note",
    "open_case",
    "publish_catalogue",
    "raise_alarms",
    "recompute_clocks",
    "tell_danger",
    "withdraw_category",
]
