"""A case on real PostgreSQL: rights, log, folded row, news, public face."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from gongzhi.base.errors import Conflict, NotAllowed, NotFound, Refused
from gongzhi.cases import actions, queries
from gongzhi.cases.actions import MoveInput, NewNote, move_case, raise_alarms
from gongzhi.cases.models import Event, News
from gongzhi.cases.tasks import run_reactions
from gongzhi.people.actions import OrganisationInput, update_organisation
from tests.cast import COUNTY, TOWN, Cast, parse_code

TEN = datetime(2026, 10, 13, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MINUTES = timedelta(minutes=1)


def test_the_whole_way_and_its_log(cast: Cast) -> None:
    receipt = cast.report(TEN)
    end = cast.take_to("closed", receipt.case_id, TEN)
    found = queries.tracking(receipt.case_id, now=end)
    assert [step.status for step in found.steps] == ["done"] * 6 + ["present"]
    assert found.may_answer and found.may_reopen
    assert [event.seq for event in queries.log_of(receipt.case_id)] == list(range(1, 8))
    assert list(queries.replay_differences()) == []


def test_it_reaches_the_fire_office_of_the_county_without_anyone_choosing(cast: Cast) -> None:
    receipt = cast.report(TEN)
    case = cast.move(receipt.case_id, "file", "duty_officer", TEN + 5 * MINUTES).state
    assert (case.state, case.lead_id) == ("dispatched", cast.offices["fire"])


def test_without_an_office_the_centre_takes_it(cast: Cast) -> None:
    receipt = cast.report(TEN, "tree-care")
    case = cast.move(receipt.case_id, "file", "duty_officer", TEN + 5 * MINUTES).state
    assert (case.state, case.lead_id) == ("dispatched", cast.offices["town"])


def test_routing_goes_upward_and_skips_closed_offices(cast: Cast) -> None:
    code, level = parse_code(TOWN)
    assert queries.route("water", code, level).organisation.id == cast.offices["water"]  # type: ignore[union-attr]
    place, place_level = parse_code(COUNTY)
    shut = OrganisationInput("任城区综合行政执法局", place, place_level, functions=("sanitation",), active=False)
    with pytest.raises(Refused):
        update_organisation(cast.offices["urban"], shut, by=cast.viewer("administrator"), now=TEN)
    assert queries.route("sanitation", code, level).organisation.id == cast.offices["urban"]  # type: ignore[union-attr]


@pytest.mark.parametrize("who", ["outsider", "resident", "administrator", "other_duty_officer", "other_handler"])
def test_a_case_out_of_sight_does_not_exist(cast: Cast, who: str) -> None:
    case_id = cast.report(TEN).case_id
    cast.take_to("handling", case_id, TEN)
    now = TEN + 60 * MINUTES
    viewer = cast.viewer(who)
    with pytest.raises(NotFound) as hidden:
        queries.case_page(viewer, case_id, now=now)
    with pytest.raises(NotFound) as absent:
        queries.case_page(viewer, uuid4(), now=now)
    assert hidden.value.zh == absent.value.zh
    with pytest.raises(NotFound):
        move_case(case_id, MoveInput("resolve", {"note": "x"}), by=viewer, now=now)
    with pytest.raises(NotFound):
        actions.note(case_id, NewNote("x"), by=viewer, now=now)
    assert queries.inbox(viewer, queries.Filters(desk="all"), now=now).rows == []


@pytest.mark.parametrize(
    ("who", "verbs"),
    [
        ("grid_worker", {"settle"}),
        ("duty_officer", {"file", "decline", "escalate"}),
        ("county_duty_officer", {"file", "decline", "escalate"}),
        ("dispatcher", set()),
        ("verifier", set()),
        ("supervisor", set()),
    ],
)
def test_only_what_this_viewer_may_do_is_offered(cast: Cast, who: str, verbs: set[str]) -> None:
    page = queries.case_page(cast.viewer(who), cast.report(TEN).case_id, now=TEN)
    assert {action.verb for action in page.actions} == verbs


def test_after_escalation_the_desk_below_no_longer_decides(cast: Cast) -> None:
    case_id = cast.report(TEN).case_id
    case = cast.move(case_id, "escalate", "duty_officer", TEN + MINUTES, reason="社区解决不了").state
    assert (case.desk_area, case.desk_level) == parse_code(COUNTY)
    with pytest.raises(NotAllowed):
        cast.move(case_id, "file", "duty_officer", TEN + 2 * MINUTES)
    cast.move(case_id, "file", "county_duty_officer", TEN + 3 * MINUTES)


def test_contact_data_is_for_the_desk_only(cast: Cast) -> None:
    from gongzhi.intake.queries import contact_of

    case_id = cast.report(TEN).case_id
    cast.take_to("handling", case_id, TEN)
    found = {name: contact_of(case_id, by=cast.viewer(name)) for name in cast.people}
    assert {name for name, contact in found.items() if contact} == {
        "duty_officer",
        "dispatcher",
        "county_duty_officer",
    }


def test_an_act_on_a_stale_page_is_refused(cast: Cast) -> None:
    case_id = cast.report(TEN).case_id
    seen = queries.case_page(cast.viewer("duty_officer"), case_id, now=TEN).seq
    move = MoveInput("escalate", {"reason": "上报"}, seq=seen)
    move_case(case_id, move, by=cast.viewer("county_duty_officer"), now=TEN + MINUTES)
    with pytest.raises(Conflict):
        move_case(case_id, move, by=cast.viewer("county_duty_officer"), now=TEN + 2 * MINUTES)


def test_a_light_that_turned_meanwhile_does_not_stop_the_work(cast: Cast) -> None:
    case_id = cast.report(TEN).case_id
    cast.take_to("handling", case_id, TEN)
    seen = queries.case_page(cast.viewer("handler"), case_id, now=TEN).seq
    late = TEN + timedelta(hours=6)
    assert raise_alarms(now=late) == 2
    done = move_case(case_id, MoveInput("resolve", {"note": "好了"}, seq=seen), by=cast.viewer("handler"), now=late)
    assert done.state.clocks["resolution"].missed


def test_red_is_recorded_once_told_and_on_the_supervisors_desk(cast: Cast) -> None:
    case_id = cast.report(TEN).case_id
    cast.take_to("handling", case_id, TEN)
    late = TEN + timedelta(hours=6)
    raise_alarms(now=late)
    assert raise_alarms(now=late) == 0
    desk = queries.supervisor_desk(cast.viewer("supervisor"), now=late)
    assert (desk.total.red, [row.id for row in desk.overdue]) == (1, [case_id])
    assert desk.organisations[0][0].id == cast.offices["fire"]  # type: ignore[union-attr]
    items = [[str(event.case_id), event.seq] for event in queries.log_of(case_id)]
    for _twice in range(2):
        run_reactions(items)
    kinds = [item.kind for item in queries.news(cast.viewer("supervisor"), now=late)]
    assert kinds == ["clock.missed.supervise"]
    assert {item.kind for item in queries.news(cast.viewer("handler"), now=late)} == {
        "dispatch",
        "clock.warned",
        "clock.missed",
    }
    assert News.objects.count() == len(set(News.objects.values_list("seq", "kind", "organisation_id", "area_code")))


def test_supervisors_desk_is_for_supervisors(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        queries.supervisor_desk(cast.viewer("duty_officer"), now=TEN)


@pytest.mark.parametrize("sql", ["UPDATE cases_event SET role = 'x'", "DELETE FROM cases_event"])
def test_the_log_cannot_be_changed(cast: Cast, sql: str) -> None:
    cast.report(TEN)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_no_personal_data_in_the_log(cast: Cast) -> None:
    case_id = cast.report(TEN, description="请联系王居民 13800000000").case_id
    cast.take_to("closed", case_id, TEN)
    actions.answer(case_id, solved=True, satisfied=True, by=cast.viewer("outsider"), now=TEN + timedelta(hours=2))
    text = " ".join(str(data) for data in Event.objects.values_list("data", flat=True))
    assert "王居民" not in text and "13800000000" not in text and "已挪车" not in text


def test_the_public_sees_no_word_and_no_person(cast: Cast) -> None:
    case_id = cast.report(TEN, description="王居民说这里不行").case_id
    assert queries.public_list(queries.PublicFilters(), now=TEN).rows == []
    cast.take_to("closed", case_id, TEN)
    rows = queries.public_list(queries.PublicFilters(), now=TEN).rows
    page = queries.public_case(rows[0].number, now=TEN + timedelta(days=1))
    shown = repr(rows) + repr(page)
    for secret in ("王居民", "已挪车", "甲", "handler 甲"):
        assert secret not in shown
    assert rows[0].area is not None and rows[0].area.level == 5
    assert rows[0].lon == round(cast.inside.lon, rows[0].category.precision)


def test_one_vote_a_round(cast: Cast) -> None:
    case_id = cast.report(TEN).case_id
    end = cast.take_to("closed", case_id, TEN)
    actions.answer(case_id, solved=False, satisfied=False, by=cast.viewer("outsider"), now=end)
    with pytest.raises(Conflict):
        actions.answer(case_id, solved=True, satisfied=True, by=cast.viewer("outsider"), now=end)
    again = MoveInput("reopen", {"reason": "又堵上了"})
    move_case(case_id, again, by=cast.viewer("outsider"), now=end + MINUTES, is_reporter=True)
    with pytest.raises(NotAllowed):
        actions.answer(case_id, solved=True, satisfied=True, by=cast.viewer("outsider"), now=end + 2 * MINUTES)


def test_search_finds_chinese_and_latin_words_and_numbers(cast: Cast) -> None:
    mine = cast.report(TEN, description="东门 Gate B 有辆面包车堵住消防通道").case_id
    cast.report(TEN, "standing-water", description="路口积水很深")
    viewer = cast.viewer("duty_officer")
    number = queries.case_page(viewer, mine, now=TEN).number
    for words in ("消防", "面包车 gate", "东门", str(number), f"#{number}"):
        rows = queries.inbox(viewer, queries.Filters(desk="all", words=words), now=TEN).rows
        assert [row.id for row in rows] == [mine], words
    for words in ("消防车库", "'; DROP TABLE", "\\", "%"):
        assert queries.inbox(viewer, queries.Filters(desk="all", words=words), now=TEN).rows == []


def test_pages_follow_each_other_without_gap_or_repeat(cast: Cast) -> None:
    ids = [cast.report(TEN + i * MINUTES).case_id for i in range(7)]
    viewer, found, cursor = cast.viewer("duty_officer"), [], ""
    while True:
        page = queries.inbox(viewer, queries.Filters(), now=TEN, cursor=cursor, size=3)
        found += [row.id for row in page.rows]
        cursor = page.next
        if not cursor:
            break
    assert sorted(found) == sorted(ids) and len(found) == 7
    with pytest.raises(Refused):
        queries.inbox(viewer, queries.Filters(), now=TEN, cursor="no-cursor")


def test_lists_ask_the_database_no_more_for_more_rows(cast: Cast, django_assert_max_num_queries: object) -> None:
    viewer = cast.viewer("duty_officer")
    for i in range(12):
        cast.report(TEN + i * MINUTES)
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        queries.inbox(viewer, queries.Filters(), now=TEN, size=50)
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        queries.desk_counts(viewer, now=TEN)
