"""Addresses of the hotline desk."""

from django.urls import path

from gongzhi.web.views import call

urlpatterns = [
    path("desk/call/", call.page, name="call"),
    path("desk/call/look/<slug:part>/", call.look, name="call_look"),
    path("desk/call/done/", call.done, name="call_done"),
    path("desk/call/file/", call.file_now, name="call_file"),
]
