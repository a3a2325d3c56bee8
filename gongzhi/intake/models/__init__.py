"""Tables of intake, by noun."""

from gongzhi.intake.models.coded_place import KINDS, CodedPlace
from gongzhi.intake.models.evidence import Attachment, BoxAct
from gongzhi.intake.models.notice import Gateway, Notice, NoticeText, NoticeWish
from gongzhi.intake.models.report import CHANNELS, Party, Report
from gongzhi.intake.models.supporter import Supporter
from gongzhi.intake.models.words import SuggestionCount

__all__ = [
    "CHANNELS",
    "KINDS",
    "Attachment",
    "BoxAct",
    "CodedPlace",
    "Gateway",
    "Notice",
    "NoticeText",
    "NoticeWish",
    "Party",
    "Report",
    "SuggestionCount",
    "Supporter",
]
