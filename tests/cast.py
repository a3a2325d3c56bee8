"""The cast of all tests: a county with two towns' desks, its offices, one person a role, and outsiders.

Everything is made through real actions, in areas with synthetic outlines.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from gongzhi.cases.actions import CaseRef, MoveInput, move_case, publish_catalogue
from gongzhi.cases.domain.catalogue import shipped_catalogue
from gongzhi.intake.actions import Receipt, ReportInput, submit_report
from gongzhi.intake.queries import Contact
from gongzhi.people.actions import SITE, OrganisationInput, RoleInput, create_organisation, create_person, grant_role
from gongzhi.people.domain.roles import ANONYMOUS, Role, Viewer
from gongzhi.people.models import Membership
from gongzhi.people.queries import viewer_of
from gongzhi.places.actions import import_divisions, set_boundary
from gongzhi.places.domain.codes import parse_code
from gongzhi.places.domain.geo import Point
from gongzhi.places.domain.synthetic import outline_around, subdivide

PASSWORD = "a-long-test-password-7"
COUNTY, TOWN, COMMUNITY = "370811", "370811008", "370811008001"
OTHER_COUNTY, OTHER_TOWN = "370812", "370812001"
AREAS = [
    ("37", "山东省"),
    ("3708", "济宁市"),
    (COUNTY, "任城区"),
    (TOWN, "金城街道"),
    (COMMUNITY, "胜利社区"),
    *[(f"{COMMUNITY}{n:03d}", f"胜利社区第{n}网格") for n in range(1, 5)],
    (OTHER_COUNTY, "兖州区"),
    (OTHER_TOWN, "鼓楼街道"),
    (OTHER_TOWN + "001", "鼓楼社区"),
    (OTHER_TOWN + "001001", "鼓楼社区第1网格"),
]
OFFICES = {
    "city": ("3708", "centre", ("centre",), "济宁市综治中心"),
    "county": (COUNTY, "centre", ("centre",), "任城区综治中心"),
    "town": (TOWN, "centre", ("centre",), "金城街道综治中心"),
    "other": (OTHER_COUNTY, "centre", ("centre",), "兖州区综治中心"),
    "fire": (COUNTY, "office", ("fire",), "任城区消防救援大队"),
    "urban": (COUNTY, "office", ("urban-management", "sanitation"), "任城区综合行政执法局"),
    "other_fire": (OTHER_COUNTY, "office", ("fire",), "兖州区消防救援大队"),
    "water": ("3708", "office", ("water",), "济宁市供水集团"),
}
PEOPLE = {
    "outsider": None,
    "resident": (Role.RESIDENT, COMMUNITY),
    "grid_worker": (Role.GRID_WORKER, COMMUNITY),
    "duty_officer": (Role.DUTY_OFFICER, TOWN),
    "dispatcher": (Role.DISPATCHER, TOWN),
    "handler": (Role.HANDLER, "fire"),
    "verifier": (Role.VERIFIER, TOWN),
    "supervisor": (Role.SUPERVISOR, COUNTY),
    "administrator": (Role.ADMINISTRATOR, COUNTY),
    "other_handler": (Role.HANDLER, "urban"),
    "other_county_handler": (Role.HANDLER, "other_fire"),
    "other_duty_officer": (Role.DUTY_OFFICER, OTHER_COUNTY),
    "county_duty_officer": (Role.DUTY_OFFICER, COUNTY),
}


@dataclass(frozen=True)
class Cast:
    """The people and offices by name, and shortcuts for telling stories."""

    people: dict[str, UUID]
    offices: dict[str, UUID]
    inside: Point
    started: datetime
    sent: list[UUID] = field(default_factory=list)

    def viewer(self, name: str, now: datetime | None = None) -> Viewer:
        """Return one of the cast with the roles that hold."""
        return viewer_of(self.people[name], now or self.started + timedelta(days=1))

    def role_of(self, name: str) -> UUID:
        """Return the id of the one role that somebody of the cast holds."""
        return Membership.objects.get(person_id=self.people[name], ends_at=None).id

    def report(self, now: datetime, category: str = "blocked-fire-lane", **more: object) -> Receipt:
        """Send a report from inside the first grid, by nobody signed in unless `by` says otherwise."""
        by = more.pop("by", ANONYMOUS)
        values: dict[str, object] = {
            "submission_id": uuid4(),
            "category": category,
            "description": "有辆车把消防通道堵住了",
            "point": self.inside,
            "contact": Contact("王居民", "13800000000"),
        }
        return submit_report(ReportInput(**{**values, **more}), by=by, now=now)  # type: ignore[arg-type]

    def move(self, case_id: UUID, verb: str, who: str, now: datetime, **texts: str) -> CaseRef:
        """Let one of the cast move a case."""
        return move_case(case_id, MoveInput(verb, texts), by=self.viewer(who, now), now=now)

    def take_to(self, state: str, case_id: UUID, now: datetime) -> datetime:
        """Take a fresh case to a state, ten minutes a step; return the moment of the last step."""
        steps = [
            ("dispatched", "file", "duty_officer", {}),
            ("handling", "respond", "handler", {}),
            ("resolved", "resolve", "handler", {"note": "已挪车"}),
            ("verified", "verify_pass", "verifier", {}),
            ("closed", "close", "dispatcher", {}),
        ]
        for reached, verb, who, texts in steps:
            now += timedelta(minutes=10)
            self.move(case_id, verb, who, now, **texts)
            if reached == state:
                return now
        raise AssertionError(f"no step leads to {state}")


def make_cast(now: datetime) -> Cast:
    """Make areas, catalogue, offices and people as of two months before `now`."""
    started = now - timedelta(days=60)
    grids = make_areas(started)
    publish_catalogue(shipped_catalogue("shandong"), now=started)
    offices = {key: _office(key, started) for key in OFFICES}
    people = {name: _person(name, offices, started) for name in PEOPLE}
    ring = grids[f"{COMMUNITY}001"]
    middle = Point(sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring))
    return Cast(people, offices, middle, started)


def make_areas(now: datetime) -> dict[str, list[tuple[float, float]]]:
    """Make the areas and their outlines; return the rings by digits."""
    import_divisions([{"code": code, "name": name} for code, name in AREAS], by=None, now=now)
    county = outline_around(116.58, 35.40, 0.1)
    other = outline_around(116.90, 35.55, 0.1)
    rings = {COUNTY: county, TOWN: county, COMMUNITY: county, OTHER_COUNTY: other, OTHER_TOWN + "001001": other}
    rings |= {f"{COMMUNITY}{n:03d}": ring for n, ring in enumerate(subdivide(county, 4), start=1)}
    for code, ring in rings.items():
        set_boundary(parse_code(code)[0], [[[list(p) for p in (*ring, ring[0])]]], by=None, now=now)
    return rings


def _office(key: str, now: datetime) -> UUID:
    digits, kind, functions, name = OFFICES[key]
    code, level = parse_code(digits)
    return create_organisation(OrganisationInput(name, code, level, kind=kind, functions=functions), by=SITE, now=now)


def _person(name: str, offices: dict[str, UUID], now: datetime) -> UUID:
    person = create_person(username=name, password=PASSWORD, display_name=f"{name} 甲", by=SITE, now=now)
    held = PEOPLE[name]
    if held:
        role, where = held
        office = offices.get(where)
        code, level = parse_code(OFFICES[where][0] if office else where)
        grant_role(person, RoleInput(role, code, level, office), by=SITE, now=now)
    return person
