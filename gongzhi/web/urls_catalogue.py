"""Addresses of the catalogue and the processes: read-only, for everyone."""

from django.urls import path

from gongzhi.web.views import catalogue

urlpatterns = [
    path("catalogue/", catalogue.shelves, name="catalogue"),
    path("catalogue/<slug:code>/", catalogue.category_page, name="category"),
    path("categories/match", catalogue.suggestions, name="category_match"),
    path("processes/", catalogue.processes, name="processes"),
    path("processes/<slug:name>/", catalogue.process_page, name="process"),
]
