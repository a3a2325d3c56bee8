"""Everything that writes places: the import of division lists and outlines, single outlines, invented
areas, calendar overrides."""

from gongzhi.places.actions.areas import ImportReport, import_divisions
from gongzhi.places.actions.boundaries import OutlineReport, import_boundaries, set_boundary
from gongzhi.places.actions.calendars import override_day, set_working_hours
from gongzhi.places.actions.synthetic import add_synthetic_grids

__all__ = [
    "ImportReport",
    "OutlineReport",
    "add_synthetic_grids",
    "import_boundaries",
    "import_divisions",
    "override_day",
    "set_boundary",
    "set_working_hours",
]
