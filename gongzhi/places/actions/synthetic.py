"""Invented areas by the hundred thousand, for benchmarks and trials at the size of a province."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.base.errors import Refused
from gongzhi.places.actions.record import day_of, record
from gongzhi.places.domain.geo import polygon_text, ring_area_m2
from gongzhi.places.domain.outlines import Part
from gongzhi.places.domain.synthetic import SyntheticArea, make_synthetic_grids
from gongzhi.places.models import Area
from gongzhi.places.queries.areas import area

AREAS = "COPY places_area (code, level, name, name_en, parent_code, synthetic, lon, lat, valid_from) FROM STDIN"
OUTLINES = 'COPY places_boundary (area_id, part, "outer", size_m2, valid_from) FROM STDIN'


@transaction.atomic
def add_synthetic_grids(
    code: int,
    ring: list[tuple[float, float]],
    counts: Sequence[int],
    *,
    by: UUID | None,
    now: datetime,
    valid_from: date | None = None,
) -> int:
    """Fill an area without areas below it with invented ones inside a convex ring (see `make_synthetic_grids`).

    Return how many were made; raise NotFound, or Refused if there are areas below it already.
    """
    top = area(code)
    if Area.objects.filter(parent_code=code).exists():
        zh = f"{top.name_zh}已有下级区划，不能再填入虚构的网格。"
        raise Refused("places.not_empty", zh, f"{top.name('en')} has areas below it already.")
    made = list(make_synthetic_grids(top.code, top.level, ring, counts))
    _copy(made, valid_from or day_of(now))
    record("areas.synthesised", by=by, now=now, area_code=code, created=len(made))
    return len(made)


def _copy(made: list[SyntheticArea], on: date) -> None:
    with connection.cursor() as cursor:
        with cursor.copy(AREAS) as copy:
            for each in made:
                names, centre = (each.name, each.name_en), Part(tuple(each.ring)).centre
                copy.write_row((each.code, each.level, *names, each.parent, True, centre.lon, centre.lat, on))
        with cursor.copy(OUTLINES) as copy:
            for each in made:
                copy.write_row((each.code, 0, polygon_text(each.ring), ring_area_m2(each.ring), on))
        cursor.execute("ANALYZE places_area, places_boundary")
