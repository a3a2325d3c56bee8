"""Everything that reads places."""

from gongzhi.places.queries.areas import (
    AreaRef,
    area,
    areas_named,
    children,
    drawn_area,
    grid_codes,
    outline,
    outlines,
    path_of,
    roots,
    search_areas,
)
from gongzhi.places.queries.calendars import calendar_for, known_until
from gongzhi.places.queries.points import GridHit, OutsideArea, code_at, grid_at, grids_at

__all__ = [
    "AreaRef",
    "GridHit",
    "OutsideArea",
    "area",
    "areas_named",
    "calendar_for",
    "children",
    "code_at",
    "drawn_area",
    "grid_at",
    "grid_codes",
    "grids_at",
    "known_until",
    "outline",
    "outlines",
    "path_of",
    "roots",
    "search_areas",
]
