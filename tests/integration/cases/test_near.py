"""Public cases near a new one: found by place under the index, ranked by what anybody may know."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from gongzhi.cases.domain.catalogue import shipped_catalogue
from gongzhi.cases.queries import NewMatter, near_cases
from gongzhi.cases.queries.near import near_statement
from gongzhi.places.domain.geo import Point
from tests.cast import Cast
from tests.conftest import NOON

CATALOGUE = shipped_catalogue()
METRE = 1 / 111_320
LATER = NOON + timedelta(hours=3)


def public(cast: Cast, category: str = "street-light", north_m: float = 0, **more: object) -> UUID:
    """Make a public case so many metres north of the middle of the grid."""
    point = Point(cast.inside.lon, cast.inside.lat + north_m * METRE)
    receipt = cast.report(NOON, category=category, point=point, **more)
    cast.move(receipt.case_id, "file", "duty_officer", NOON + timedelta(minutes=10))
    return receipt.case_id


def new(cast: Cast, category: str = "street-light", words: str = "") -> NewMatter:
    return NewMatter(CATALOGUE.category(category), (cast.inside.lon, cast.inside.lat), None, words)


def ids(found: NewMatter, now: object = LATER) -> list[UUID]:
    return [each.id for each in near_cases(found, now=now)]  # type: ignore[arg-type]


def test_the_nearest_of_the_same_category_comes_first_and_far_ones_not_at_all(cast: Cast) -> None:
    far, near, _outside = (public(cast, north_m=metres) for metres in (45, 5, 200))
    assert ids(new(cast)) == [near, far]


def test_what_is_not_public_is_not_shown(cast: Cast) -> None:
    cast.report(NOON, category="street-light")  # not filed
    public(cast, category="gas-leak")  # filed, but of a category that is never public
    assert ids(new(cast)) == ids(new(cast, "gas-leak")) == []


def test_kin_come_after_the_same_and_strangers_only_with_the_same_words(cast: Cast) -> None:
    words = "东门口的路灯坏了三天一直不亮"
    same, kin = public(cast), public(cast, "manhole-cover")
    strange = public(cast, "exposed-rubbish", description=words)
    assert ids(new(cast)) == [same, kin]
    assert set(ids(new(cast, words=words))) == {same, kin, strange}


def test_a_word_alone_says_nothing_about_a_text(cast: Cast) -> None:
    secret = public(
        cast, "exposed-rubbish", description="三单元的王小明总把垃圾堆在楼道口没有人管也没有人收已经一个多月了"
    )
    for guess in ("王小明", "三单元的王小明", "王小明王小明王小明", "王小明 总把 垃圾"):
        assert secret not in ids(new(cast, words=guess))


def test_a_pin_moved_about_finds_no_more_than_the_public_place(cast: Cast) -> None:
    """Two cases whose places are shown the same answer the same to every pin."""
    base = Point(round(cast.inside.lon, 4), round(cast.inside.lat, 4))
    pair = [
        cast.report(NOON, category="street-light", point=Point(base.lon, base.lat + shift)).case_id
        for shift in (-0.00004, 0.00004)
    ]
    for case_id in pair:
        cast.move(case_id, "file", "duty_officer", NOON + timedelta(minutes=10))
    for step in range(-70, 71, 5):
        asked = replace(new(cast), point=(base.lon, base.lat + step * METRE))
        found = near_cases(asked, now=LATER)
        assert {each.id for each in found} in ({*pair}, set())
        assert len({(each.within_m, each.likeness) for each in found}) <= 1


def test_closed_ones_are_shown_for_some_days(cast: Cast) -> None:
    case_id = cast.report(NOON).case_id
    closed = cast.take_to("closed", case_id, NOON)
    asked = new(cast, "blocked-fire-lane")
    days = asked.category.same_within.days
    assert ids(asked, closed + timedelta(days=days, minutes=-1)) == [case_id]
    assert ids(asked, closed + timedelta(days=days, minutes=1)) == []


def test_without_a_point_the_community_counts(cast: Cast) -> None:
    from gongzhi.places.domain.codes import code_range, parse_code
    from tests.cast import COMMUNITY, OTHER_TOWN

    case_id = public(cast, north_m=200)
    for community, found in ((COMMUNITY, [case_id]), (OTHER_TOWN + "001", [])):
        area = code_range(*parse_code(community))
        assert ids(replace(new(cast), point=None, area=area)) == found
    assert ids(replace(new(cast), point=None)) == []


def test_at_most_four_are_shown(cast: Cast) -> None:
    for _ in range(6):
        public(cast)
    assert len(ids(new(cast))) == 4


@pytest.mark.parametrize("precision", [0, 2, 5])
def test_the_statement_goes_through_the_index_of_public_places(cast: Cast, precision: int) -> None:
    category = CATALOGUE.category("street-light").model_copy(update={"precision": precision})
    statement = near_statement(replace(new(cast), category=category), now=LATER)
    assert statement
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the tables of a test are too small for any index
        cursor.execute(f"EXPLAIN {statement[0]}", statement[1])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond: (point(" in plan and "<@" in plan and "Seq Scan" not in plan, plan
