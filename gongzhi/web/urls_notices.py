"""Addresses of notices: the outbox, the texts, one's own wishes, and what a demo would have sent."""

from django.urls import path

from gongzhi.web.views import notices

urlpatterns = [
    path("desk/notices/", notices.outbox, name="notices"),
    path("desk/notices/<uuid:notice_id>/retry/", notices.retry, name="notice_retry"),
    path("desk/notices/<uuid:notice_id>/cancel/", notices.cancel, name="notice_cancel"),
    path("notices/templates/", notices.texts, name="notice_texts"),
    path("notices/templates/<slug:kind>/<slug:language>/<slug:channel>/", notices.text, name="notice_text"),
    path("account/notices/", notices.wishes, name="notice_wishes"),
    path("demo/notices/", notices.demo, name="demo_notices"),
]
