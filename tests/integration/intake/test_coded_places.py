"""Places with a code: registered in one's own area, changed, retired, and one for each grid in one go."""

from dataclasses import replace

import pytest

from gongzhi.base.errors import Conflict, NotAllowed, NotFound, Refused
from gongzhi.intake import queries
from gongzhi.intake.actions import PlaceInput, change_place, register_grids, register_place, retire_place
from gongzhi.places.domain.codes import parse_code
from gongzhi.places.domain.geo import Point
from tests.cast import COMMUNITY, OTHER_TOWN, TOWN, Cast
from tests.conftest import NOON

HERE = parse_code(COMMUNITY)[0]
GRID = parse_code(f"{COMMUNITY}001")[0]
BIN = PlaceInput("bin", "东门垃圾桶", HERE, place="东门外", category="exposed-rubbish")


def test_a_point_says_the_area_and_the_code_leads_back(cast: Cast) -> None:
    token = register_place(
        PlaceInput("lift", " 3号楼电梯 ", point=cast.inside, category="lift-trapped"),
        by=cast.viewer("duty_officer"),
        now=NOON,
    )
    found = queries.coded_place(f"{token[:5].lower()}-{token[5:]}")
    assert (found.name, found.area_code, found.lon, found.category) == (
        "3号楼电梯",
        GRID,
        cast.inside.lon,
        "lift-trapped",
    )


@pytest.mark.parametrize(
    ("who", "area"),
    [
        ("dispatcher", COMMUNITY),
        ("grid_worker", COMMUNITY),
        ("supervisor", COMMUNITY),
        ("resident", COMMUNITY),
        ("other_duty_officer", COMMUNITY),
        ("duty_officer", OTHER_TOWN + "001"),
        ("administrator", OTHER_TOWN + "001"),
    ],
)
def test_nobody_else_and_nowhere_else(cast: Cast, who: str, area: str) -> None:
    with pytest.raises(NotAllowed):
        register_place(replace(BIN, area_code=parse_code(area)[0]), by=cast.viewer(who), now=NOON)
    with pytest.raises(NotAllowed):
        register_grids(parse_code(area)[0], "", by=cast.viewer(who), now=NOON)


def test_a_point_elsewhere_is_not_ones_own_whatever_area_is_claimed(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        register_place(replace(BIN, point=Point(116.90, 35.55)), by=cast.viewer("duty_officer"), now=NOON)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "person"}, "kind"),
        ({"name": " "}, "name"),
        ({"name": "长" * 81}, "name"),
        ({"place": "x\x00"}, "place"),
        ({"area_code": None}, "area"),
        ({"place": ""}, "place"),
        ({"category": "no-such"}, "category"),
        ({"kind": "grid"}, "area"),
    ],
)
def test_what_is_wrong_is_named(cast: Cast, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as caught:
        register_place(replace(BIN, **wrong), by=cast.viewer("duty_officer"), now=NOON)  # type: ignore[arg-type]
    assert field in caught.value.fields


def test_changed_then_retired_and_never_changed_again(cast: Cast) -> None:
    clerk = cast.viewer("duty_officer")
    token = register_place(BIN, by=clerk, now=NOON)
    change_place(token, replace(BIN, name="西门垃圾桶"), by=cast.viewer("administrator"), now=NOON)
    assert queries.coded_place(token).name == "西门垃圾桶"
    with pytest.raises(NotAllowed):
        change_place(token, BIN, by=cast.viewer("other_duty_officer"), now=NOON)
    with pytest.raises(NotAllowed):
        retire_place(token, by=cast.viewer("other_duty_officer"), now=NOON)
    retire_place(token, by=clerk, now=NOON)
    retire_place(token, by=clerk, now=NOON)
    with pytest.raises(NotFound):
        queries.coded_place(token)
    with pytest.raises(Conflict):
        change_place(token, BIN, by=clerk, now=NOON)
    assert queries.kept_place(clerk, token).retired_at == NOON
    assert [each.token for each in queries.kept_places(clerk, queries.PlaceFilters(retired=True)).rows] == [token]


def test_one_code_for_each_grid_and_never_two(cast: Cast) -> None:
    clerk, town = cast.viewer("duty_officer"), parse_code(TOWN)[0]
    assert len(queries.grids_without_code(clerk, town)) == 4
    assert register_grids(town, "exposed-rubbish", by=clerk, now=NOON, limit=3) == 3
    assert register_grids(town, "exposed-rubbish", by=clerk, now=NOON) == 1
    assert register_grids(town, "exposed-rubbish", by=clerk, now=NOON) == 0
    rows = queries.labels(clerk, queries.PlaceFilters(kind="grid"))
    assert [row.name for row in rows] == [f"胜利社区第{n}网格" for n in range(1, 5)]
    assert len({row.token for row in rows}) == 4
    with pytest.raises(Refused) as caught:
        register_place(PlaceInput("grid", "再来一个", GRID), by=clerk, now=NOON)
    assert caught.value.code == "intake.grid_has_code"
    retire_place(rows[0].token, by=clerk, now=NOON)
    assert queries.grids_without_code(clerk, town) == [GRID]


def test_the_list_goes_on_page_by_page_and_keeps_to_its_area(cast: Cast) -> None:
    clerk = cast.viewer("duty_officer")
    made = {register_place(replace(BIN, name=f"桶{n}"), by=clerk, now=NOON) for n in range(5)}
    first = queries.kept_places(clerk, queries.PlaceFilters(), size=3)
    second = queries.kept_places(clerk, queries.PlaceFilters(), size=3, after=first.next)
    assert {row.token for row in first.rows + second.rows} == made and second.next == ""
    assert queries.kept_places(cast.viewer("other_duty_officer"), queries.PlaceFilters()).rows == []
    assert queries.labels(cast.viewer("other_duty_officer"), queries.PlaceFilters(), sorted(made)) == []
    with pytest.raises(NotAllowed):
        queries.kept_places(cast.viewer("dispatcher"), queries.PlaceFilters())
