"""Tables of intake, by noun."""

from gongzhi.intake.models.evidence import Attachment, BoxAct
from gongzhi.intake.models.report import CHANNELS, Party, Report

__all__ = ["CHANNELS", "Attachment", "BoxAct", "Party", "Report"]
