"""Who looks: roles hold inside a range of area codes, a handler's in one organisation."""

from uuid import uuid4

from gongzhi.people.domain.roles import ANONYMOUS, Grant, Role, Viewer
from gongzhi.places.domain.codes import code_range, parse_code

OFFICE = uuid4()


def grant(role: Role, digits: str, office: object = None) -> Grant:
    code, level = parse_code(digits)
    return Grant(role, *code_range(code, level), int(level), office)  # type: ignore[arg-type]


def at(digits: str) -> int:
    return parse_code(digits)[0]


def test_a_role_holds_inside_its_area_and_nowhere_else() -> None:
    viewer = Viewer(uuid4(), (grant(Role.VERIFIER, "370811008"), grant(Role.SUPERVISOR, "3708")))
    assert viewer.has(Role.VERIFIER) and viewer.has(Role.VERIFIER, at("370811008001002"))
    assert not viewer.has(Role.VERIFIER, at("370811")) and not viewer.has(Role.VERIFIER, at("370811009"))
    assert viewer.has(Role.SUPERVISOR, at("370811009")) and not viewer.has(Role.SUPERVISOR, at("37"))
    assert not viewer.has(Role.HANDLER) and viewer.roles == {Role.VERIFIER, Role.SUPERVISOR}


def test_a_handler_handles_for_one_organisation() -> None:
    viewer = Viewer(uuid4(), (grant(Role.HANDLER, "370811", OFFICE), grant(Role.HANDLER, "370812", uuid4())))
    assert viewer.has(Role.HANDLER, organisation_id=OFFICE)
    assert not viewer.has(Role.HANDLER, at("370812"), OFFICE)
    assert not viewer.has(Role.HANDLER, organisation_id=uuid4())
    assert next(each.organisation_id for each in viewer.grants_of(Role.HANDLER, Role.VERIFIER)) == OFFICE


def test_residents_and_nobody_are_no_staff() -> None:
    assert not ANONYMOUS.is_staff and ANONYMOUS.grants_of(*Role) == ()
    assert not Viewer(uuid4(), (grant(Role.RESIDENT, "370811"),)).is_staff
    assert Viewer(uuid4(), (grant(Role.RESIDENT, "370811"), grant(Role.GRID_WORKER, "370811"))).is_staff
