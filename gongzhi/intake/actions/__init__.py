"""Everything that writes intake; each action is one transaction."""

from gongzhi.intake.actions.keys import Rotation, rotate_keys
from gongzhi.intake.actions.report import Receipt, ReportInput, submit_report

__all__ = ["Receipt", "ReportInput", "Rotation", "rotate_keys", "submit_report"]
