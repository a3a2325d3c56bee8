"""Addresses of "me too": what is known nearby, support a public matter, follow it."""

from django.urls import path

from gongzhi.web.views import support

urlpatterns = [
    path("report/near", support.near, name="near"),
    path("cases/<int:number>/me-too/", support.me_too, name="me_too"),
    path("follow/<str:code>/", support.follow, name="follow"),
    path("follow/<str:code>/contact/", support.contact, name="follow_contact"),
    path("follow/<str:code>/stop/", support.stop, name="follow_stop"),
]
