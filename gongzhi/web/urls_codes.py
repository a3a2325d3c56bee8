"""Addresses of the places with a code; the scan is short, for it is printed to be typed as well."""

from django.urls import path

from gongzhi.web.views import codes

urlpatterns = [
    path("q/<str:token>", codes.scan, name="scan"),
    path("codes/", codes.place_list, name="codes"),
    path("codes/new/", codes.new, name="code_new"),
    path("codes/areas", codes.areas, name="code_areas"),
    path("codes/grids/", codes.grids, name="code_grids"),
    path("codes/print/", codes.print_labels, name="code_print"),
    path("codes/<str:token>/", codes.edit, name="code_edit"),
    path("codes/<str:token>/retire/", codes.retire, name="code_retire"),
]
