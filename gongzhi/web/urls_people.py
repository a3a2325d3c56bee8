"""Addresses of people and organisations, of invitations and of the own account."""

from django.urls import path

from gongzhi.web.views import account, invitations, organisations, people

urlpatterns = [
    path("people/", people.staff_list, name="people"),
    path("people/log/", people.log, name="people_log"),
    path("people/areas", people.areas, name="people_areas"),
    path("people/offices", people.offices, name="people_offices"),
    path("people/parents", people.parents, name="people_parents"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/invitations/<uuid:invitation_id>/revoke/", invitations.revoke, name="invitation_revoke"),
    path("people/roles/<uuid:membership_id>/end/", people.role_end, name="role_end"),
    path("people/roles/<uuid:membership_id>/change/", people.role_change, name="role_change"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/role/", people.role_grant, name="role_grant"),
    path("people/<uuid:person_id>/deactivate/", people.deactivate, name="person_deactivate"),
    path("people/<uuid:person_id>/reactivate/", people.reactivate, name="person_reactivate"),
    path("organisations/", organisations.office_list, name="organisations"),
    path("organisations/new/", organisations.new, name="organisation_new"),
    path("organisations/<uuid:organisation_id>/", organisations.office, name="organisation"),
    path("organisations/<uuid:organisation_id>/edit/", organisations.edit, name="organisation_edit"),
    path("invitations/<str:token>/", invitations.accept, name="accept_invitation"),
    path("account/", account.account, name="account"),
]
