"""Everything that writes intake; each action is one transaction."""

from gongzhi.intake.actions.boxes import add_box, undo_box
from gongzhi.intake.actions.call import Said, another_caller, take_call
from gongzhi.intake.actions.coded_place import PlaceInput, change_place, register_grids, register_place, retire_place
from gongzhi.intake.actions.evidence import Kept, add_to_form, move_with_evidence, refused_file, remove_from_form
from gongzhi.intake.actions.keys import Rotation, rotate_keys
from gongzhi.intake.actions.notice_settings import (
    check_notice_text,
    restore_notice_text,
    set_notice_text,
    set_notice_wish,
)
from gongzhi.intake.actions.outbox import cancel_notice, deliver, gather_digests, retry_notice
from gongzhi.intake.actions.report import Receipt, ReportInput, submit_report
from gongzhi.intake.actions.retention import erase_ended
from gongzhi.intake.actions.sending import Courier
from gongzhi.intake.actions.supporter import Support, Supported, stop_following, support, tell_supporter
from gongzhi.intake.actions.words import count_suggestion, keep_model, learn_model

__all__ = [
    "Courier",
    "Kept",
    "PlaceInput",
    "Receipt",
    "ReportInput",
    "Rotation",
    "Said",
    "Support",
    "Supported",
    "add_box",
    "add_to_form",
    "another_caller",
    "cancel_notice",
    "change_place",
    "check_notice_text",
    "count_suggestion",
    "deliver",
    "erase_ended",
    "gather_digests",
    "keep_model",
    "learn_model",
    "move_with_evidence",
    "refused_file",
    "register_grids",
    "register_place",
    "remove_from_form",
    "restore_notice_text",
    "retire_place",
    "retry_notice",
    "rotate_keys",
    "set_notice_text",
    "set_notice_wish",
    "stop_following",
    "submit_report",
    "support",
    "take_call",
    "tell_supporter",
    "undo_box",
]
