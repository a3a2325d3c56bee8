"""All addresses: the web room's pages."""

from django.urls import include, path

urlpatterns = [path("", include("gongzhi.web.urls"))]
