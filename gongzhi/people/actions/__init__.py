"""Everything that writes people and organisations: one transaction each, and each leaves its line in the log."""

from gongzhi.people.actions.accounts import create_person, deactivate, reactivate, saw_news, set_profile
from gongzhi.people.actions.invitations import accept_invitation, invite, revoke_invitation
from gongzhi.people.actions.organisations import OrganisationInput, create_organisation, update_organisation
from gongzhi.people.actions.record import SITE
from gongzhi.people.actions.roles import RoleInput, change_role, end_role, grant_role

__all__ = [
    "SITE",
    "OrganisationInput",
    "RoleInput",
    "accept_invitation",
    "change_role",
    "create_organisation",
    "create_person",
    "deactivate",
    "end_role",
    "grant_role",
    "invite",
    "reactivate",
    "revoke_invitation",
    "saw_news",
    "set_profile",
    "update_organisation",
]
