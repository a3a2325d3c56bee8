"""The demo's places with a code: a few things in Jincheng whose labels can be scanned."""

from datetime import datetime

from gongzhi.config.demo.site import DemoSite
from gongzhi.intake.actions import PlaceInput, register_place
from gongzhi.places.domain.geo import Point

JINCHENG = "370811008"
THINGS = (
    ("bin", "东门垃圾投放点", "exposed-rubbish"),
    ("lift", "3号楼电梯", "lift-trapped"),
    ("playground", "健身广场", ""),
    ("lamp", "河堤步道 12 号路灯", "street-light"),
)


def register_places(site: DemoSite, *, now: datetime) -> None:
    """Register the demo's places by its duty officer."""
    by = site.viewer("duty", now)
    grids = [grid for grid in site.grids if str(grid.code).startswith(JINCHENG)]
    for (kind, name, category), grid in zip(THINGS, grids, strict=False):
        middle = Point(*(sum(axis) / len(grid.ring) for axis in zip(*grid.ring, strict=True)))
        register_place(PlaceInput(kind, name, point=middle, category=category), by=by, now=now)
