"""Tables of intake, by noun."""

from gongzhi.intake.models.report import CHANNELS, Party, Report

__all__ = ["CHANNELS", "Party", "Report"]
