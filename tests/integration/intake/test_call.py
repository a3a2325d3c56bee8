"""A call at the hotline desk: a case by phone, danger told first, one more caller, and nothing about people."""

from datetime import timedelta
from uuid import uuid4

import pytest

from gongzhi.base.errors import NotAllowed, NotFound, Refused
from gongzhi.cases.queries import Spot, case_page, known_cases, log_of, tracking
from gongzhi.intake.actions import PlaceInput, ReportInput, Said, another_caller, register_place, take_call
from gongzhi.intake.queries import Contact, case_by_receipt, is_reporter, reports_of, search_coded_places
from gongzhi.people.domain.roles import ANONYMOUS
from gongzhi.places.domain.codes import parse_code
from tests.cast import COMMUNITY, OTHER_TOWN, Cast
from tests.conftest import NOON

HERE = parse_code(COMMUNITY)[0]


def said(words: str = "三号楼前的路灯不亮", **more: object) -> ReportInput:
    values = {
        "category": "street-light",
        "place": "3号楼前",
        "area_code": HERE,
        "contact": Contact("王", "13800000000"),
    }
    return ReportInput(**{"submission_id": uuid4(), "description": words, "channel": "phone", **values, **more})  # type: ignore[arg-type]


def test_a_call_opens_a_case_that_is_not_the_clerks_own(cast: Cast) -> None:
    clerk = cast.viewer("duty_officer")
    receipt = take_call(said(), (), by=clerk, now=NOON)
    assert case_by_receipt(receipt.code) == receipt.case_id
    opened = log_of(receipt.case_id)[0]
    assert (opened.role, opened.actor_id, opened.data["channel"]) == ("duty_officer", clerk.person_id, "phone")
    assert not is_reporter(clerk, receipt.case_id) and reports_of(clerk) == []
    page = case_page(clerk, receipt.case_id, now=NOON)
    assert page.state_code == "reported" and "file" in [action.verb for action in page.actions]


def test_sent_twice_it_is_one_case_and_the_danger_stands_once(cast: Cast) -> None:
    clerk, new = cast.viewer("duty_officer"), said("路灯杆起火了")
    first = take_call(new, ["fire"], by=clerk, now=NOON)
    again = take_call(new, ["fire"], by=clerk, now=NOON)
    assert again.again and again.code == first.code
    assert [event.type for event in log_of(first.case_id)] == ["case.opened", "case.danger_told"]


@pytest.mark.parametrize("who", ["dispatcher", "handler", "administrator", "grid_worker", "resident"])
def test_only_duty_officers_take_calls(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        take_call(said(), (), by=cast.viewer(who), now=NOON)


def test_nobody_signed_in_takes_no_call(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        take_call(said(), (), by=ANONYMOUS, now=NOON)


def test_danger_must_be_told_before_a_case_is_opened(cast: Cast) -> None:
    clerk = cast.viewer("duty_officer")
    for told in ((), ["gas"], ["fire"]):
        with pytest.raises(Refused) as caught:
            take_call(said("着火了，有人受伤"), told, by=clerk, now=NOON)
        assert caught.value.code == "intake.danger_not_told" and set(caught.value.fields) == {"told"}
    receipt = take_call(said("着火了，有人受伤"), ["fire", "injury"], by=clerk, now=NOON)
    told_event = log_of(receipt.case_id)[1]
    assert told_event.type == "case.danger_told" and told_event.data == {"numbers": ["119", "120"]}
    assert told_event.role == "duty_officer"
    entry = tracking(receipt.case_id, now=NOON).timeline[1]
    assert entry.words("zh-hans") == "接线时已请来电人先拨打 119、120" and "119, 120" in entry.words("en")


def test_an_emergency_is_danger_whatever_the_words(cast: Cast) -> None:
    new = said("桥那边不太对劲", category="road-collapse")
    with pytest.raises(Refused):
        take_call(new, (), by=cast.viewer("duty_officer"), now=NOON)
    receipt = take_call(new, ["emergency"], by=cast.viewer("duty_officer"), now=NOON)
    assert log_of(receipt.case_id)[1].data == {"numbers": ["110", "119", "120"]}


def test_a_place_elsewhere_goes_to_the_desk_there_danger_and_all(cast: Cast) -> None:
    clerk = cast.viewer("duty_officer")
    elsewhere = parse_code(OTHER_TOWN + "001")[0]
    receipt = take_call(said("着火了", area_code=elsewhere), ["fire"], by=clerk, now=NOON)
    with pytest.raises(NotFound):
        case_page(clerk, receipt.case_id, now=NOON)
    assert case_page(cast.viewer("other_duty_officer"), receipt.case_id, now=NOON).state_code == "reported"


def test_what_is_known_can_be_read_out_and_holds_no_contact(cast: Cast) -> None:
    clerk = cast.viewer("duty_officer")
    receipt = take_call(said(), (), by=clerk, now=NOON)
    (found,) = known_cases(clerk, "street-light", Spot(HERE), now=NOON)
    assert found.id == receipt.case_id and found.may_note and found.promised_at is not None
    assert found.responsible is not None and found.responsible.name_zh == "金城街道综治中心"
    assert "13800000000" not in repr(found) and "王" not in repr(found)
    assert known_cases(clerk, "pothole", Spot(HERE), now=NOON) == []
    assert known_cases(clerk, "street-light", None, now=NOON) == [found]


def test_of_cases_elsewhere_only_what_is_public_is_known_and_none_of_its_words(cast: Cast) -> None:
    taken = take_call(said(), (), by=cast.viewer("duty_officer"), now=NOON)
    stranger = cast.viewer("other_duty_officer")
    assert known_cases(stranger, "street-light", Spot(HERE), now=NOON) == []
    cast.move(taken.case_id, "file", "duty_officer", NOON)
    (found,) = known_cases(stranger, "street-light", Spot(HERE, cast.inside.lon, cast.inside.lat), now=NOON)
    assert (found.title, found.place, found.metres, found.may_note) == ("", "", None, False)
    assert "三号楼" not in repr(found)


def test_near_is_known_across_a_border_and_far_is_not(cast: Cast) -> None:
    clerk = cast.viewer("duty_officer")
    receipt = take_call(said(area_code=None, point=cast.inside), (), by=clerk, now=NOON)
    near = Spot(parse_code("370811008")[0], cast.inside.lon + 0.001, cast.inside.lat)
    (found,) = known_cases(clerk, "street-light", near, now=NOON)
    assert found.id == receipt.case_id and found.metres is not None and 70 <= found.metres <= 110


def test_closed_lately_is_known_and_old_ones_are_not(cast: Cast) -> None:
    receipt = cast.report(NOON)
    closed = cast.take_to("closed", receipt.case_id, NOON)
    clerk = cast.viewer("duty_officer")
    (found,) = known_cases(clerk, "blocked-fire-lane", Spot(HERE), now=closed + timedelta(days=3))
    assert not found.open and not found.may_note and found.closed_at == closed
    assert known_cases(clerk, "blocked-fire-lane", Spot(HERE), now=closed + timedelta(days=15)) == []


def test_another_caller_is_told_to_the_reporter_and_the_words_to_colleagues(cast: Cast) -> None:
    clerk = cast.viewer("duty_officer")
    receipt = take_call(said(), (), by=clerk, now=NOON)
    another_caller(receipt.case_id, Said("整条路都黑了"), by=clerk, now=NOON)
    assert [text for entry in tracking(receipt.case_id, now=NOON).timeline for _kind, text in entry.texts] == [
        "又有一位来电人反映了同一件事。"
    ]
    seen = [text for entry in case_page(clerk, receipt.case_id, now=NOON).timeline for _kind, text in entry.texts]
    assert seen == ["又有一位来电人反映了同一件事。", "整条路都黑了"]
    with pytest.raises(Refused):
        another_caller(receipt.case_id, Said("着火了"), by=clerk, now=NOON)
    with pytest.raises(NotFound):
        another_caller(receipt.case_id, Said(), by=cast.viewer("other_duty_officer"), now=NOON)
    with pytest.raises(NotAllowed):
        another_caller(receipt.case_id, Said(), by=cast.viewer("dispatcher"), now=NOON)


def test_a_closed_case_takes_no_more_callers(cast: Cast) -> None:
    receipt = cast.report(NOON)
    closed = cast.take_to("closed", receipt.case_id, NOON)
    with pytest.raises(Refused, match="just been closed"):
        another_caller(receipt.case_id, Said(), by=cast.viewer("duty_officer"), now=closed)


def test_only_clerks_search_places_with_codes_and_only_their_own(cast: Cast) -> None:
    new = PlaceInput("lift", "3号楼电梯", point=cast.inside)
    register_place(new, by=cast.viewer("duty_officer"), now=NOON)
    assert [each.name for each in search_coded_places(cast.viewer("duty_officer"), "电梯")] == ["3号楼电梯"]
    assert search_coded_places(cast.viewer("other_duty_officer"), "电梯") == []
    assert search_coded_places(cast.viewer("administrator"), "电梯") == []
