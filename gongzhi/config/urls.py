"""All addresses: the web room's pages."""

from django.urls import include, path

urlpatterns = [path("", include("gongzhi.web.urls"))]

handler400 = "gongzhi.web.errors.bad_request"
handler403 = "gongzhi.web.errors.permission_denied"
handler404 = "gongzhi.web.errors.page_not_found"
handler500 = "gongzhi.web.errors.server_error"
