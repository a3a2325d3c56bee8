"""Reading intake, by noun; always for a viewer."""

from gongzhi.intake.domain.contact import Contact
from gongzhi.intake.queries.coded_place import (
    CodedPlaceRef,
    PlaceFilters,
    PlacePage,
    coded_place,
    grids_without_code,
    kept_place,
    kept_places,
    labels,
    search_coded_places,
)
from gongzhi.intake.queries.notice import NoticeRow, Outbox, demo_outbox, outbox
from gongzhi.intake.queries.notice_text import TextRow, preview, text_row, texts
from gongzhi.intake.queries.notice_wish import own_numbers, wish_of
from gongzhi.intake.queries.report import (
    KEY_LOST,
    OwnReport,
    case_by_receipt,
    contact_of,
    is_reporter,
    receipt_keys,
    receipt_of_submission,
    reports_of,
)
from gongzhi.intake.queries.supporter import Followed, followed, supporters_of, supporters_of_each
from gongzhi.intake.queries.words import Agreement, Fared, Suggested, agreement, agreement_since, model, suggested

__all__ = [
    "KEY_LOST",
    "Agreement",
    "CodedPlaceRef",
    "Contact",
    "Fared",
    "Followed",
    "NoticeRow",
    "Outbox",
    "OwnReport",
    "PlaceFilters",
    "PlacePage",
    "Suggested",
    "TextRow",
    "agreement",
    "agreement_since",
    "case_by_receipt",
    "coded_place",
    "contact_of",
    "demo_outbox",
    "followed",
    "grids_without_code",
    "is_reporter",
    "kept_place",
    "kept_places",
    "labels",
    "model",
    "outbox",
    "own_numbers",
    "preview",
    "receipt_keys",
    "receipt_of_submission",
    "reports_of",
    "search_coded_places",
    "suggested",
    "supporters_of",
    "supporters_of_each",
    "text_row",
    "texts",
    "wish_of",
]
