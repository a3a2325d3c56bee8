"""Tables of intake, by noun."""

from gongzhi.intake.models.notice import Gateway, Notice, NoticeText, NoticeWish
from gongzhi.intake.models.report import CHANNELS, Party, Report

__all__ = ["CHANNELS", "Gateway", "Notice", "NoticeText", "NoticeWish", "Party", "Report"]
