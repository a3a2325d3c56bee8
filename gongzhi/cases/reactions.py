"""What we do when a case moves or a light turns: put news on the desks concerned. At least once, and idempotent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.base.ids import uuid7
from gongzhi.base.reactions import reacts_to
from gongzhi.cases.models import Case, News
from gongzhi.people.domain.roles import Role

# The moves after which another desk must act.
TOLD = ("dispatch", "verify_fail", "resolve", "verify_pass", "reopen", "escalate")
DESK = [Role.DUTY_OFFICER.value, Role.DISPATCHER.value]


@reacts_to(*(f"case.moved:{verb}" for verb in TOLD))
def moved(case_id: UUID, seq: int, type_: str, data: dict[str, Any], at: datetime) -> None:
    """Tell the desk that must act next: the lead organisation, the verifiers, or the centre."""
    case = Case.objects.only("area_code", "desk_area", "lead_id").get(pk=case_id)
    verb = data["verb"]
    if verb in ("dispatch", "verify_fail"):
        _tell(case, seq, verb, at, organisation_id=UUID(data["lead"]) if "lead" in data else case.lead_id)
    elif verb == "resolve":
        _tell(case, seq, verb, at, area_code=case.desk_area, roles=[Role.VERIFIER.value])
    else:
        _tell(case, seq, verb, at, area_code=case.desk_area, roles=DESK)


@reacts_to("case.assigned")
def assigned(case_id: UUID, seq: int, type_: str, data: dict[str, Any], at: datetime) -> None:
    """Tell the person to whom a case was given."""
    if data.get("assignee"):
        _tell(Case.objects.only("id").get(pk=case_id), seq, "assigned", at, person_id=UUID(data["assignee"]))


@reacts_to("clock.warned", "clock.missed")
def light_turned(case_id: UUID, seq: int, type_: str, data: dict[str, Any], at: datetime) -> None:
    """Tell whoever has the case that its light turned; red goes to the supervisors of its area as well."""
    case = Case.objects.only("area_code", "desk_area", "lead_id", "state").get(pk=case_id)
    with_office = data["clock"] in ("response", "resolution") and case.lead_id
    if with_office:
        _tell(case, seq, type_, at, organisation_id=case.lead_id)
    else:
        roles = [Role.VERIFIER.value] if data["clock"] == "verification" else DESK
        _tell(case, seq, type_, at, area_code=case.desk_area, roles=roles)
    if type_ == "clock.missed":
        _tell(case, seq, "clock.missed.supervise", at, area_code=case.area_code, roles=[Role.SUPERVISOR.value])


def _tell(case: Case, seq: int, kind: str, at: datetime, **to: Any) -> None:
    News.objects.bulk_create(
        [News(id=uuid7(at), case_id=case.id, seq=seq, kind=kind, at=at, **to)], ignore_conflicts=True
    )
