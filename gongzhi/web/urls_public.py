"""Addresses for everybody: report, receipt, track, public list and map; and the grid worker's phone page."""

from django.urls import path

from gongzhi.web.views import grid, public, report, track

urlpatterns = [
    path("report/", report.report, name="report"),
    path("report/done/", report.done, name="report_done"),
    path("places/at", report.place_at, name="place_at"),
    path("places/choices", report.area_choices, name="area_choices"),
    path("track/", track.enter, name="track"),
    path("track/mine/", track.mine, name="my_reports"),
    path("track/<str:code>/", track.page, name="tracking"),
    path("track/<str:code>/answer/", track.answer, name="track_answer"),
    path("track/<str:code>/reopen/", track.reopen, name="track_reopen"),
    path("track/<str:code>/note/", track.note, name="track_note"),
    path("cases/", public.case_list, name="public_list"),
    path("cases/<int:number>/", public.case, name="public_case"),
    path("map/", public.map_page, name="public_map"),
    path("map/areas.json", public.map_areas, name="map_areas"),
    path("map/cases.json", public.map_cases, name="map_cases"),
    path("grid/", grid.page, name="grid"),
]
