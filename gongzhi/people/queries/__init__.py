"""Everything that reads people and organisations; pages get frozen dataclasses."""

from gongzhi.people.queries.held import HeldRole
from gongzhi.people.queries.invitations import OpenInvitation, invitation_of, open_invitations
from gongzhi.people.queries.log import LogEntry, LogPage, people_log
from gongzhi.people.queries.offices import (
    OfficeListPage,
    OfficePage,
    OfficeRow,
    area_choices,
    office_choices,
    office_list,
    office_page,
    parent_choices,
)
from gongzhi.people.queries.organisations import (
    OrganisationRef,
    centre_of,
    nearest_with_function,
    organisation,
    organisation_names,
    organisations_with,
    ref,
)
from gongzhi.people.queries.persons import (
    Profile,
    account_of,
    handlers_of,
    news_seen_at,
    person_names,
    profile,
    viewer_of,
)
from gongzhi.people.queries.staff import (
    PersonPage,
    StaffFilters,
    StaffPage,
    StaffRow,
    held_role,
    own_roles,
    person_page,
    staff_list,
)

__all__ = [
    "HeldRole",
    "LogEntry",
    "LogPage",
    "OfficeListPage",
    "OfficePage",
    "OfficeRow",
    "OpenInvitation",
    "OrganisationRef",
    "PersonPage",
    "Profile",
    "StaffFilters",
    "StaffPage",
    "StaffRow",
    "account_of",
    "area_choices",
    "centre_of",
    "handlers_of",
    "held_role",
    "invitation_of",
    "nearest_with_function",
    "news_seen_at",
    "office_choices",
    "office_list",
    "office_page",
    "open_invitations",
    "organisation",
    "organisation_names",
    "organisations_with",
    "own_roles",
    "parent_choices",
    "people_log",
    "person_names",
    "person_page",
    "profile",
    "ref",
    "staff_list",
    "viewer_of",
]
