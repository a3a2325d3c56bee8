"""Everything that writes intake; each action is one transaction."""

from gongzhi.intake.actions.boxes import add_box, undo_box
from gongzhi.intake.actions.evidence import Kept, add_to_form, move_with_evidence, refused_file, remove_from_form
from gongzhi.intake.actions.keys import Rotation, rotate_keys
from gongzhi.intake.actions.report import Receipt, ReportInput, submit_report

__all__ = [
    "Kept",
    "Receipt",
    "ReportInput",
    "Rotation",
    "add_box",
    "add_to_form",
    "move_with_evidence",
    "refused_file",
    "remove_from_form",
    "rotate_keys",
    "submit_report",
    "undo_box",
]
