"""Who may do what when a report comes in: one table of verbs."""

from collections.abc import Callable

from gongzhi.base.errors import NotAllowed, Refused
from gongzhi.people.domain.roles import Role, Viewer

CODE_ROLES = (Role.DUTY_OFFICER, Role.ADMINISTRATOR)
DESK = (Role.DUTY_OFFICER, Role.DISPATCHER, Role.VERIFIER)


def _everybody(viewer: Viewer, area_code: int) -> bool:
    return True


def _grid_worker(viewer: Viewer, area_code: int) -> bool:
    return viewer.has(Role.GRID_WORKER)


def _worker_here(viewer: Viewer, area_code: int) -> bool:
    return viewer.has(Role.GRID_WORKER, area_code)


def _account(viewer: Viewer, area_code: int) -> bool:
    return viewer.person_id is not None


def _duty_officer(viewer: Viewer, area_code: int) -> bool:
    # Callers do not keep to borders: what lies elsewhere goes to the desk it belongs to.
    return viewer.has(Role.DUTY_OFFICER)


def _keeps_codes(viewer: Viewer, area_code: int) -> bool:
    return any(viewer.has(role, area_code or None) for role in CODE_ROLES)


def _watches(viewer: Viewer, area_code: int) -> bool:
    return viewer.has(Role.SUPERVISOR) or viewer.has(Role.ADMINISTRATOR)


def _reads_notices(viewer: Viewer, area_code: int) -> bool:
    return viewer.has(Role.ADMINISTRATOR, area_code) or viewer.has(Role.SUPERVISOR, area_code)


def _administers(viewer: Viewer, area_code: int) -> bool:
    return viewer.has(Role.ADMINISTRATOR)


def _staff(viewer: Viewer, area_code: int) -> bool:
    return viewer.is_staff


def _desk_here(viewer: Viewer, area_code: int) -> bool:
    return any(viewer.has(role, area_code) for role in DESK)


# The area is where the matter is; 0 where it does not count.
TABLE: dict[str, Callable[[Viewer, int], bool]] = {
    "report": _everybody,
    "report_as_worker": _grid_worker,
    "settle": _worker_here,
    "own_reports": _account,
    "take_call": _duty_officer,
    "edit_coded_places": _keeps_codes,
    "support": _everybody,
    "see_suggestions": _watches,
    "manage_notices": _reads_notices,
    "edit_notice_texts": _administers,
    "set_notice_wishes": _staff,
    "attach": _everybody,
    "mark_evidence": _desk_here,
}


def allowed(verb: str, viewer: Viewer, area_code: int = 0) -> bool:
    """Say whether the viewer may do the verb with a matter in the area."""
    return TABLE[verb](viewer, area_code)


def require(verb: str, viewer: Viewer, area_code: int = 0) -> None:
    """Raise NotAllowed, or for settling elsewhere Refused with what the grid worker can do instead."""
    if allowed(verb, viewer, area_code):
        return
    if verb == "settle":
        zh = "这里不在您的网格内，不能现场办结。删去处理结果再发送，就会上报给中心。"
        en = "This is outside your grid, so you cannot settle it. Clear what you did and send: it goes to the centre."
        raise Refused("intake.not_your_grid", zh, en, fields={"settled": zh})
    raise NotAllowed("intake.not_allowed", "您的账号不能做这个操作。", "Your account may not do this.")
