"""Address of the page on how suggested categories fare."""

from django.urls import path

from gongzhi.web.views import words

urlpatterns = [path("desk/suggestions/", words.page, name="suggestions")]
