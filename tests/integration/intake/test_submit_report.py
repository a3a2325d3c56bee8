"""A report comes in once, whole, at the right place; and what is wrong is said before anything is written."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.base.errors import NotAllowed, NotFound, Refused
from gongzhi.cases.actions import withdraw_category
from gongzhi.cases.queries import case_page, log_of, tracking
from gongzhi.intake.actions import ReportInput, submit_report
from gongzhi.intake.models import Party, Report
from gongzhi.intake.queries import Contact, case_by_receipt, contact_of, is_reporter, reports_of
from gongzhi.people.domain.roles import ANONYMOUS
from gongzhi.places.domain.codes import parse_code
from gongzhi.places.domain.geo import Datum, Point, wgs84_to_gcj02
from gongzhi.places.queries import OutsideArea
from tests.cast import COMMUNITY, TOWN, Cast
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def report_from(cast: Cast, **changes: object) -> ReportInput:
    values: dict[str, object] = {
        "submission_id": uuid4(),
        "category": "street-light",
        "description": "两盏路灯不亮",
        "point": cast.inside,
    }
    return ReportInput(**{**values, **changes})  # type: ignore[arg-type]


def refusal(cast: Cast, **changes: object) -> Refused:
    with pytest.raises(Refused) as caught:
        submit_report(report_from(cast, **changes), by=ANONYMOUS, now=NOON)
    assert Report.objects.count() == 0
    return caught.value


def test_a_report_lies_in_the_grid_of_its_point_on_the_nearest_centres_desk(cast: Cast) -> None:
    receipt = submit_report(report_from(cast, place="东门外"), by=ANONYMOUS, now=NOON)
    found = tracking(receipt.case_id, now=NOON)
    assert found.area_path[-1].digits == f"{COMMUNITY}001" and found.place == "东门外"
    assert found.responsible is not None and found.responsible.name("zh-hans") == "金城街道综治中心"
    assert receipt.number == found.number and not receipt.again


def test_the_receipt_leads_to_the_case_and_only_its_hash_is_kept(cast: Cast) -> None:
    receipt = cast.report(NOON)
    assert case_by_receipt(receipt.code.lower().replace("-", " ")) == receipt.case_id
    kept = Report.objects.get(pk=receipt.case_id)
    assert receipt.code.encode() not in bytes(kept.receipt_hash) and len(kept.receipt_hash) == 32


@pytest.mark.parametrize("code", ["", "XXXX-XXXX-XXXX-XXXX", "0000-0000-0000-0000", "\x00", "回执"])
def test_a_wrong_receipt_leads_nowhere_always_in_the_same_words(cast: Cast, code: str) -> None:
    with pytest.raises(NotFound) as caught:
        case_by_receipt(code)
    assert caught.value.code == "intake.no_receipt"


def test_a_receipt_outlives_a_change_of_the_sites_secret(cast: Cast, settings: object) -> None:
    sent = report_from(cast)
    receipt = submit_report(sent, by=ANONYMOUS, now=NOON)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another secret"  # type: ignore[attr-defined]
    assert case_by_receipt(receipt.code) == receipt.case_id
    assert submit_report(sent, by=ANONYMOUS, now=NOON).code == receipt.code


def test_a_form_sent_twice_is_one_report(cast: Cast) -> None:
    sent = report_from(cast)
    first = submit_report(sent, by=ANONYMOUS, now=NOON)
    again = submit_report(sent, by=ANONYMOUS, now=NOON + timedelta(seconds=2))
    assert (again.code, again.case_id, again.again) == (first.code, first.case_id, True)
    assert Report.objects.count() == 1 and len(log_of(first.case_id)) == 1


def test_a_form_sent_twice_counts_even_if_its_category_was_withdrawn_between(cast: Cast) -> None:
    sent = report_from(cast)
    first = submit_report(sent, by=ANONYMOUS, now=NOON)
    withdraw_category("street-light", now=NOON)
    assert submit_report(sent, by=ANONYMOUS, now=NOON).case_id == first.case_id


def test_a_report_costs_six_statements(cast: Cast) -> None:
    submit_report(report_from(cast), by=ANONYMOUS, now=NOON)
    with CaptureQueriesContext(connection) as asked:
        submit_report(report_from(cast, contact=Contact(phone="1")), by=ANONYMOUS, now=NOON)
    own = [each["sql"] for each in asked.captured_queries if "SAVEPOINT" not in each["sql"]]
    assert len(own) == 6, "\n".join(own)


def test_a_withdrawn_category_is_refused_at_its_field(cast: Cast) -> None:
    withdraw_category("street-light", now=NOON)
    error = refusal(cast)
    assert error.code == "cases.category_withdrawn" and set(error.fields) == {"category"}


def test_a_point_in_the_sea_is_told_what_is_nearest(cast: Cast) -> None:
    error = refusal(cast, point=Point(122.5, 36.0))
    assert isinstance(error, OutsideArea) and "最近的是" in error.zh and "公里" in error.zh
    assert "鼓楼" in error.zh or "兖州" in error.zh


def test_exchanged_coordinates_are_recognised(cast: Cast) -> None:
    error = refusal(cast, point=cast.inside.swapped)
    assert isinstance(error, OutsideArea) and error.swapped and "对调" in error.zh


@pytest.mark.parametrize("point", [Point(float("nan"), 35.0), Point(1e308, 35.0), Point(116.5, 91.0)])
def test_what_is_no_position_is_refused(cast: Cast, point: Point) -> None:
    assert set(refusal(cast, point=point).fields) == {"place"}


def test_a_gcj02_point_is_converted_and_kept_in_wgs84(cast: Cast) -> None:
    offset = wgs84_to_gcj02(cast.inside)
    receipt = submit_report(report_from(cast, point=offset, datum=Datum.GCJ02), by=ANONYMOUS, now=NOON)
    found = tracking(receipt.case_id, now=NOON)
    assert found.lon == pytest.approx(cast.inside.lon, abs=1e-6) and found.lat == pytest.approx(
        cast.inside.lat, abs=1e-6
    )


def test_a_community_and_an_address_do_without_a_point(cast: Cast) -> None:
    new = report_from(cast, point=None, area_code=parse_code(COMMUNITY)[0], place="幸福小区3号楼")
    found = tracking(submit_report(new, by=ANONYMOUS, now=NOON).case_id, now=NOON)
    assert found.area_path[-1].digits == COMMUNITY and found.lon is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"point": None}, "place"),
        ({"point": None, "area_code": parse_code(COMMUNITY)[0]}, "place"),
        ({"point": None, "area_code": parse_code("37")[0], "place": "某处"}, "area"),
        ({"description": " "}, "description"),
        ({"description": "字" * 100_000}, "description"),
        ({"description": "灯\x00坏了"}, "description"),
        ({"place": "路" * 201}, "place"),
        ({"contact": Contact(phone="1" * 41)}, "phone"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast: Cast, changes: dict[str, object], field: str) -> None:
    assert field in refusal(cast, **changes).fields


def test_all_wrong_texts_are_said_at_once_in_the_readers_language(cast: Cast) -> None:
    error = refusal(cast, description="", place="x" * 300, language="en")
    assert set(error.fields) == {"description", "place"} and "300 characters" in error.fields["place"]


def test_what_never_was_is_not_found(cast: Cast) -> None:
    for changes in ({"category": "no-such"}, {"point": None, "area_code": 999999, "place": "某处"}):
        with pytest.raises(NotFound):
            submit_report(report_from(cast, **changes), by=ANONYMOUS, now=NOON)


def test_contact_data_is_sealed_in_its_own_row_and_nowhere_else(cast: Cast) -> None:
    receipt = cast.report(NOON, contact=Contact("王居民", "13800001111", ""))
    party = Party.objects.get(case_id=receipt.case_id)
    assert b"1380000" not in bytes(party.sealed)
    log = json.dumps([dict(event.data) for event in log_of(receipt.case_id)])
    assert "1380000" not in log and "王居民" not in log
    assert Party.objects.count() == 1
    submit_report(report_from(cast, contact=Contact(" ")), by=ANONYMOUS, now=NOON)
    assert Party.objects.count() == 1


def test_only_the_centres_desk_reads_contact_data(cast: Cast) -> None:
    receipt = cast.report(NOON)
    cast.take_to("handling", receipt.case_id, NOON)
    readers = {name for name in cast.people if contact_of(receipt.case_id, by=cast.viewer(name)) is not None}
    assert readers == {"duty_officer", "dispatcher", "county_duty_officer"}
    assert contact_of(receipt.case_id, by=ANONYMOUS) is None


def test_one_finds_ones_own_reports_with_their_codes(cast: Cast) -> None:
    resident, other = cast.viewer("resident"), cast.viewer("outsider")
    first = submit_report(report_from(cast), by=resident, now=NOON)
    second = submit_report(report_from(cast), by=resident, now=NOON + timedelta(minutes=1))
    submit_report(report_from(cast), by=ANONYMOUS, now=NOON)
    assert [each.code for each in reports_of(resident)] == [second.code, first.code]
    assert reports_of(other) == reports_of(ANONYMOUS) == []
    assert is_reporter(resident, first.case_id) and not is_reporter(other, first.case_id)
    assert not is_reporter(ANONYMOUS, first.case_id)


def test_a_grid_worker_settles_on_the_spot(cast: Cast) -> None:
    worker = cast.viewer("grid_worker")
    new = report_from(cast, channel="grid_worker", settled="已更换灯泡，现场亮灯。")
    receipt = submit_report(new, by=worker, now=NOON)
    found = tracking(receipt.case_id, now=NOON)
    assert (found.state_code, found.outcome, found.open) == ("closed", "settled", False)
    assert [event.type for event in log_of(receipt.case_id)] == ["case.opened", "case.moved"]
    assert "已更换灯泡" in str(found.timeline[-1].texts)


def test_a_grid_worker_sends_up_what_the_grid_cannot_settle(cast: Cast) -> None:
    receipt = submit_report(report_from(cast, channel="grid_worker"), by=cast.viewer("grid_worker"), now=NOON)
    assert tracking(receipt.case_id, now=NOON).state_code == "reported"
    assert case_page(cast.viewer("duty_officer"), receipt.case_id, now=NOON).channel == "grid_worker"


def test_a_grid_worker_settles_only_in_the_own_grid(cast: Cast) -> None:
    far = Point(116.90, 35.55)
    with pytest.raises(Refused) as caught:
        new = report_from(cast, point=far, channel="grid_worker", settled="好了")
        submit_report(new, by=cast.viewer("grid_worker"), now=NOON)
    assert set(caught.value.fields) == {"settled"} and Report.objects.count() == 0


@pytest.mark.parametrize("name", ["resident", "handler", "outsider"])
def test_nobody_else_reports_as_a_grid_worker(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        submit_report(report_from(cast, channel="grid_worker"), by=cast.viewer(name), now=NOON)


def test_the_day_of_the_area_is_the_sites_own(cast: Cast) -> None:
    # 00:30 in Shandong is still the day before in UTC; an outline valid from today must hold.
    early = NOON.replace(hour=0, minute=30)
    assert isinstance(cast.report(early).case_id, UUID)


def test_the_area_level_may_be_a_town(cast: Cast) -> None:
    new = report_from(cast, point=None, area_code=parse_code(TOWN)[0], place="河边")
    assert tracking(submit_report(new, by=ANONYMOUS, now=NOON).case_id, now=NOON).area_path[-1].digits == TOWN
