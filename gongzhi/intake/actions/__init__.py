"""Everything that writes intake; each action is one transaction."""

from gongzhi.intake.actions.keys import Rotation, rotate_keys
from gongzhi.intake.actions.notice_settings import (
    check_notice_text,
    restore_notice_text,
    set_notice_text,
    set_notice_wish,
)
from gongzhi.intake.actions.outbox import cancel_notice, deliver, gather_digests, retry_notice
from gongzhi.intake.actions.report import Receipt, ReportInput, submit_report
from gongzhi.intake.actions.sending import Courier

__all__ = [
    "Courier",
    "Receipt",
    "ReportInput",
    "Rotation",
    "cancel_notice",
    "check_notice_text",
    "deliver",
    "gather_digests",
    "restore_notice_text",
    "retry_notice",
    "rotate_keys",
    "set_notice_text",
    "set_notice_wish",
    "submit_report",
]
