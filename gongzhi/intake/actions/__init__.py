"""Everything that writes intake; each action is one transaction."""

from gongzhi.intake.actions.keys import Rotation, rotate_keys
from gongzhi.intake.actions.report import Receipt, ReportInput, submit_report
from gongzhi.intake.actions.supporter import Support, Supported, stop_following, support, tell_supporter
from gongzhi.intake.actions.words import count_suggestion, keep_model, learn_model

__all__ = [
    "Receipt",
    "ReportInput",
    "Rotation",
    "Support",
    "Supported",
    "count_suggestion",
    "keep_model",
    "learn_model",
    "rotate_keys",
    "stop_following",
    "submit_report",
    "support",
    "tell_supporter",
]
