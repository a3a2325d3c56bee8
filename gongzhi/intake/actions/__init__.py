"""Everything that writes intake; each action is one transaction."""

from gongzhi.intake.actions.call import Said, another_caller, take_call
from gongzhi.intake.actions.coded_place import PlaceInput, change_place, register_grids, register_place, retire_place
from gongzhi.intake.actions.keys import Rotation, rotate_keys
from gongzhi.intake.actions.report import Receipt, ReportInput, submit_report
from gongzhi.intake.actions.retention import erase_ended
from gongzhi.intake.actions.supporter import Support, Supported, stop_following, support, tell_supporter
from gongzhi.intake.actions.words import count_suggestion, keep_model, learn_model

__all__ = [
    "PlaceInput",
    "Receipt",
    "ReportInput",
    "Rotation",
    "Said",
    "Support",
    "Supported",
    "another_caller",
    "change_place",
    "count_suggestion",
    "erase_ended",
    "keep_model",
    "learn_model",
    "register_grids",
    "register_place",
    "retire_place",
    "rotate_keys",
    "stop_following",
    "submit_report",
    "support",
    "take_call",
    "tell_supporter",
]
