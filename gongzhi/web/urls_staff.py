"""Addresses of the staff pages: workbench, case, supervisor's desk, news."""

from django.urls import path

from gongzhi.web.views import case, desk, supervisor

urlpatterns = [
    path("desk/", desk.workbench, name="desk"),
    path("desk/dispatch/", desk.bulk_dispatch, name="bulk_dispatch"),
    path("desk/news/", supervisor.news_page, name="news"),
    path("desk/news/seen/", supervisor.news_seen, name="news_seen"),
    path("desk/supervisor/", supervisor.desk, name="supervisor"),
    path("desk/cases/<uuid:case_id>/", case.page, name="case"),
    path("desk/cases/<uuid:case_id>/move/", case.move, name="case_move"),
    path("desk/cases/<uuid:case_id>/note/", case.note, name="case_note"),
    path("desk/cases/<uuid:case_id>/assign/", case.assign, name="case_assign"),
]
