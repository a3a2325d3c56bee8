"""The demo's ground: areas with synthetic outlines, offices, people."""

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from gongzhi.people.actions import SITE, OrganisationInput, RoleInput, create_organisation, create_person, grant_role
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.queries import viewer_of
from gongzhi.places.actions import import_divisions, set_boundary
from gongzhi.places.domain.codes import parse_code
from gongzhi.places.domain.synthetic import XY, outline_around, subdivide

HERE = Path(__file__).parent
DISTRICT = "370811"
CENTRE = (116.585, 35.405)
RADIUS = 0.14
GRIDS = 4
HISTORY = timedelta(days=120)


@dataclass(frozen=True)
class Grid:
    """A synthetic grid of the demo: its code and ring."""

    code: int
    ring: list[XY]


@dataclass(frozen=True)
class DemoSite:
    """What the invented matters need: grids, and the people who act, by user name."""

    grids: list[Grid]
    people: dict[str, UUID]

    def viewer(self, user: str, now: datetime) -> Viewer:
        """Return one of the demo's people with the roles that hold at a moment."""
        return viewer_of(self.people[user], now)


def build_site(password: str, *, now: datetime) -> DemoSite:
    """Make areas, outlines, offices and people; all of it began some months before `now`."""
    since = now - HISTORY
    grids = _areas(since)
    offices = _offices(since)
    return DemoSite(grids, _people(offices, password, since))


def cast() -> list[dict[str, str]]:
    """Return the demo's people as the file has them: user, zh, role, at."""
    return list(_file("offices.yaml")["people"])


def stories() -> dict[str, dict[str, list[str]]]:
    """Return what people say and what offices report, by category."""
    return dict(_file("stories.yaml"))


def _areas(since: datetime) -> list[Grid]:
    with (HERE / "areas.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rings: dict[str, list[XY]] = {DISTRICT: outline_around(*CENTRE, RADIUS)}
    for code in [DISTRICT, *(row["code"] for row in rows if len(row["code"]) == 9)]:
        below = [row["code"] for row in rows if row["parent"] == code]
        rings.update(zip(below, subdivide(rings[code], len(below)), strict=True) if below else {})
    new: list[dict[str, str]] = []
    for row in rows:
        if len(row["code"]) == 12:
            for number, ring in enumerate(subdivide(rings[row["code"]], GRIDS), start=1):
                code = f"{row['code']}{number:03d}"
                rings[code] = ring
                new.append(
                    {
                        "code": code,
                        "name": f"{row['name']}第{number}网格",
                        "name_en": f"Grid {number}",
                        "parent": row["code"],
                        "synthetic": "1",
                    }
                )
    import_divisions([*rows, *new], by=None, now=since)
    for code, ring in rings.items():
        closed = [list(point) for point in (*ring, ring[0])]
        set_boundary(parse_code(code)[0], [[closed]], by=None, now=since)
    return [Grid(parse_code(code)[0], ring) for code, ring in rings.items() if len(code) == 15]


def _offices(since: datetime) -> dict[str, tuple[UUID, str]]:
    data = _file("offices.yaml")
    made: dict[str, tuple[UUID, str]] = {}
    for kind, rows in (("centre", data["centres"]), ("office", data["offices"])):
        for row in rows:
            code, level = parse_code(row["area"])
            functions = ("centre",) if kind == "centre" else tuple(row["functions"])
            new = OrganisationInput(row["zh"], code, level, kind=kind, name_en=row["en"], functions=functions)
            made[row["key"]] = (create_organisation(new, by=SITE, now=since), row["area"])
    return made


def _people(offices: dict[str, tuple[UUID, str]], password: str, since: datetime) -> dict[str, UUID]:
    people = {}
    handled = {row["at"] for row in cast() if row["role"] == Role.HANDLER}
    rows = cast() + [
        {"user": f"h-{key}", "zh": "经办员", "role": "handler", "at": key} for key in offices if key not in handled
    ]
    for row in rows:
        person = create_person(username=row["user"], password=password, display_name=row["zh"], by=SITE, now=since)
        office, area = offices.get(row["at"], (None, row["at"]))
        code, level = parse_code(area)
        grant_role(person, RoleInput(Role(row["role"]), code, level, office), by=SITE, now=since)
        people[row["user"]] = person
    return people


@cache
def _file(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return data
