"""Addresses of photos and videos: of a report being written, of a case for whoever may see them, and their boxes."""

from django.urls import path

from gongzhi.web.views import evidence

urlpatterns = [
    path("report/evidence/", evidence.add, name="evidence_add"),
    path("report/evidence/<uuid:submission>/", evidence.unsent, name="evidence_unsent"),
    path("report/evidence/<uuid:submission>/<uuid:attachment_id>/", evidence.unsent_file, name="evidence_unsent_file"),
    path("report/evidence/<uuid:submission>/<uuid:attachment_id>/remove/", evidence.remove, name="evidence_remove"),
    path("track/<str:code>/evidence/<uuid:attachment_id>/<str:size>/", evidence.own_file, name="evidence_own_file"),
    path("evidence/<uuid:attachment_id>/<str:size>/", evidence.file, name="evidence_file"),
    path("desk/cases/<uuid:case_id>/evidence/<uuid:attachment_id>/", evidence.page, name="evidence_page"),
    path("desk/cases/<uuid:case_id>/evidence/<uuid:attachment_id>/box/", evidence.box, name="evidence_box"),
    path("desk/cases/<uuid:case_id>/evidence/<uuid:attachment_id>/undo/", evidence.undo, name="evidence_undo"),
]
