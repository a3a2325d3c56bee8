"""Tables of intake, by noun."""

from gongzhi.intake.models.coded_place import KINDS, CodedPlace
from gongzhi.intake.models.report import CHANNELS, Party, Report

__all__ = ["CHANNELS", "KINDS", "CodedPlace", "Party", "Report"]
