"""All addresses of the web room, a line a page, grouped by noun."""

from django.urls import include, path

from gongzhi.web.views import choices, home

urlpatterns = [
    path("", home.home, name="home"),
    path("help/", home.help_page, name="help"),
    path("language/", choices.language, name="language"),
    path("theme/", choices.theme, name="theme"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("gongzhi.web.urls_public")),
    path("", include("gongzhi.web.urls_evidence")),
    path("", include("gongzhi.web.urls_staff")),
    path("", include("gongzhi.web.urls_people")),
    path("", include("gongzhi.web.urls_catalogue")),
]
