"""Everything that writes intake; each action is one transaction."""

from gongzhi.intake.actions.keys import Rotation, rotate_keys
from gongzhi.intake.actions.report import Receipt, ReportInput, submit_report
from gongzhi.intake.actions.retention import erase_ended

__all__ = ["Receipt", "ReportInput", "Rotation", "erase_ended", "rotate_keys", "submit_report"]
