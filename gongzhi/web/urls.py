"""All addresses of the web room, a line a page, grouped by noun."""

from django.urls import include, path

from gongzhi.web.views import choices, home

urlpatterns = [
    path("", home.home, name="home"),
    path("help/", home.help_page, name="help"),
    path("language/", choices.language, name="language"),
    path("look/", choices.look, name="look"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("gongzhi.web.urls_public")),
    path("", include("gongzhi.web.urls_evidence")),
    path("", include("gongzhi.web.urls_staff")),
    path("", include("gongzhi.web.urls_people")),
    path("", include("gongzhi.web.urls_catalogue")),
    path("", include("gongzhi.web.urls_call")),
    path("", include("gongzhi.web.urls_codes")),
    path("", include("gongzhi.web.urls_support")),
    path("", include("gongzhi.web.urls_words")),
    path("", include("gongzhi.web.urls_notices")),
]
