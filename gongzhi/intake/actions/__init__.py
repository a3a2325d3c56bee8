"""Everything that writes intake; each action is one transaction."""

from gongzhi.intake.actions.call import Said, another_caller, take_call
from gongzhi.intake.actions.coded_place import PlaceInput, change_place, register_grids, register_place, retire_place
from gongzhi.intake.actions.keys import Rotation, rotate_keys
from gongzhi.intake.actions.report import Receipt, ReportInput, submit_report
from gongzhi.intake.actions.retention import erase_ended

__all__ = [
    "PlaceInput",
    "Receipt",
    "ReportInput",
    "Rotation",
    "Said",
    "another_caller",
    "change_place",
    "erase_ended",
    "register_grids",
    "register_place",
    "retire_place",
    "rotate_keys",
    "submit_report",
    "take_call",
]
