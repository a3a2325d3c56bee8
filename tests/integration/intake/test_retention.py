"""When a case's retention ends, words and contact data go; the log, the course and the receipt stay."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from gongzhi.cases.actions import mark_seen
from gongzhi.cases.models import Case, Event, Found, Note, Seen
from gongzhi.cases.queries import Filters, case_page, inbox, replay_differences, subject_for, tracking
from gongzhi.intake import actions
from gongzhi.intake.actions import retention
from gongzhi.intake.actions.evidence import storage
from gongzhi.intake.models import Attachment, Party, Report
from gongzhi.intake.queries import case_by_receipt
from tests.cast import Cast
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
TERM = timedelta(days=730)
WORDS = "三单元楼道口的老槐树挡住了消防车"


def closed_case(cast: Cast, **more: object):  # type: ignore[no-untyped-def]
    receipt = cast.report(NOON, description=WORDS, place="槐树旁", by=cast.viewer("resident", NOON), **more)
    ended = cast.take_to("closed", receipt.case_id, NOON)
    officer, subject = cast.viewer("duty_officer", NOON), subject_for(receipt.case_id)
    mark_seen(receipt.case_id, by=officer, subject=subject, now=NOON)
    return receipt, ended


def test_words_and_contact_data_are_erased_and_the_rest_stays(cast: Cast) -> None:
    receipt, ended = closed_case(cast)
    young = cast.report(NOON, description=WORDS)
    assert actions.erase_ended(now=ended + TERM) == 0
    told: list[int] = []
    assert actions.erase_ended(now=ended + TERM + timedelta(seconds=1), progress=told.append) == 1 and told == [1]
    row = Case.objects.get(pk=receipt.case_id)
    assert (row.title, row.description, row.place) == ("消防通道堵塞", "", "")
    for table in (Party, Note, Seen, Found):
        assert not table.objects.filter(case_id=receipt.case_id).exists()
        assert table in (Note, Seen) or table.objects.filter(case_id=young.case_id).exists()
    assert Report.objects.get(pk=receipt.case_id).reporter_id is None
    assert not list(replay_differences())
    assert case_by_receipt(receipt.code) == receipt.case_id
    later = ended + TERM + timedelta(days=1)
    assert "保存期已满" in tracking(receipt.case_id, now=later).timeline[-1].zh
    page = case_page(cast.viewer("duty_officer", later), receipt.case_id, now=later)
    assert page.timeline[-1].en.startswith("The retention ended") and page.description == ""
    found = inbox(cast.viewer("duty_officer", later), Filters(desk="all", words="槐树", closed=True), now=later)
    assert found.rows == []


def test_a_second_run_finds_nothing_to_do(cast: Cast) -> None:
    receipt, ended = closed_case(cast)
    later = ended + TERM * 2
    assert actions.erase_ended(now=later) == 1
    before = Event.objects.filter(case_id=receipt.case_id).count()
    assert actions.erase_ended(now=later + TERM) == 0
    assert Event.objects.filter(case_id=receipt.case_id).count() == before


def test_open_cases_are_kept_however_old(cast: Cast) -> None:
    receipt = cast.report(NOON, description=WORDS)
    assert actions.erase_ended(now=NOON + TERM * 5) == 0
    assert Case.objects.get(pk=receipt.case_id).description == WORDS


def test_many_cases_go_in_several_transactions(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        closed_case(cast)
    steps: list[int] = []
    few = retention.erase_words
    monkeypatch.setattr(retention, "erase_words", lambda **given: few(**given, most=2))
    assert actions.erase_ended(now=NOON + TERM * 2, progress=steps.append) == 5
    assert steps == [2, 4, 5]


def test_pictures_go_with_the_words(
    cast: Cast, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    receipt, _ended = closed_case(cast)
    storage().save("kept.webp", ContentFile(b"x"))
    Attachment.objects.create(
        id=uuid4(),
        case_id=receipt.case_id,
        kind="photo",
        purpose="report",
        state="ready",
        clear="kept.webp",
        bytes=1,
        width=1,
        height=1,
        sha256=b"x",
        created_at=NOON,
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.erase_ended(now=NOON + TERM * 2) == 1
    assert not Attachment.objects.exists() and not storage().exists("kept.webp")
