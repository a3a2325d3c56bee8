"""Photos and videos: taken in with the report form, shown to whoever may see them, and blurred further by the desk."""

import re
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gongzhi.base import clock
from gongzhi.base.errors import Conflict, NotFound, Refused
from gongzhi.cases.actions import mark_seen
from gongzhi.cases.queries import subject_for
from gongzhi.intake import actions, queries
from gongzhi.intake.domain.evidence import PHOTOS, VIDEO_BYTES
from gongzhi.web.access import staff, viewer
from gongzhi.web.errors import status_of
from gongzhi.web.forms.evidence import BoxForm, paths_of
from gongzhi.web.limits import sparingly
from gongzhi.web.middleware import takes_files
from gongzhi.web.responses import private
from gongzhi.web.views.report import again
from gongzhi.web.views.track import case_of

ENVELOPE = 2 * 1024 * 1024  # what the form around the file may weigh
PIECE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")  # players of video ask for pieces, and jump
PIECE_BYTES = 2 * 1024 * 1024
# Whatever a file holds, a browser that opens it by itself runs nothing of it.
SANDBOX = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'none'; sandbox; frame-ancestors 'none'"


@partial(takes_files, most=VIDEO_BYTES + ENVELOPE)
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Take files for a report that is being written; answer in JSON, or with the form again where no script runs."""
    if request.method != "POST":  # somebody changed the language on the form that was shown again
        return redirect("report")
    scripted = "json" in request.headers.get("Accept", "")
    try:
        sparingly(request, "evidence", settings.SITE.report_rate * PHOTOS)
        submission = _submission(request)
        kept = [_keep(request, submission, each) for each in paths_of(request)[: PHOTOS + 1]]
        if not kept:
            raise actions.refused_file("nothing")
    except Refused as error:
        if scripted:
            raise
        messages.error(request, error.words(_language()))
        return again(request, status=status_of(error))
    return JsonResponse({"kept": kept}) if scripted else again(request)


@never_cache
@require_GET
def unsent(request: HttpRequest, submission: UUID) -> JsonResponse:
    """Answer what was uploaded for a report that is being written."""
    found = queries.unsent_evidence(submission)
    return JsonResponse(
        {"kept": [{"id": str(each.id), "kind": each.kind, **_state(submission, each)} for each in found]}
    )


@never_cache
@require_GET
def unsent_file(request: HttpRequest, submission: UUID, attachment_id: UUID) -> HttpResponseBase:
    """Send the thumbnail of an upload to its form."""
    return _send(queries.unsent_thumb(submission, attachment_id))


@never_cache
def remove(request: HttpRequest, submission: UUID, attachment_id: UUID) -> HttpResponse:
    """Take a file away again; answer with nothing, or with the form where no script runs."""
    if request.method != "POST":
        return redirect("report")
    try:
        actions.remove_from_form(submission, attachment_id, by=viewer(request), now=clock.now())
    except NotFound:
        if "json" in request.headers.get("Accept", ""):
            raise
    return HttpResponse(status=204) if "json" in request.headers.get("Accept", "") else again(request)


@never_cache
@require_GET
def own_file(request: HttpRequest, code: str, attachment_id: UUID, size: str) -> HttpResponseBase:
    """Send a file to whoever holds the report's receipt."""
    case_id, _code = case_of(request, code)
    return private(_send(queries.evidence_file(viewer(request), attachment_id, size, own_case=case_id)))  # type: ignore[arg-type]


@never_cache
@require_GET
def file(request: HttpRequest, attachment_id: UUID, size: str) -> HttpResponseBase:
    """Send the version of a file that the viewer may see; what staff open in full is told to the reporter."""
    who = viewer(request)
    found = queries.evidence_file(who, attachment_id, size)
    if found.clear and who.is_staff and size == "full":
        mark_seen(found.case_id, by=who, subject=subject_for(found.case_id), now=clock.now())
    return _send(found, request.headers.get("Range", ""))


@never_cache
@require_GET
@staff
def page(request: HttpRequest, case_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Show a picture to the staff of its case, with what is blurred in it."""
    return _page(request, case_id, attachment_id, BoxForm())


@require_POST
@staff
def box(request: HttpRequest, case_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Blur one more rectangle."""
    form = BoxForm(request.POST)
    if not form.is_valid():
        return _page(request, case_id, attachment_id, form, status=422)
    try:
        actions.add_box(case_id, attachment_id, form.box(), by=viewer(request), now=clock.now())
    except Refused as error:
        form.add_error(None, error.words(_language()))
        return _page(request, case_id, attachment_id, form, status=status_of(error))
    messages.success(request, _("Added. The blurred picture is being made again; until then nobody outside sees it."))
    return redirect("evidence_page", case_id=case_id, attachment_id=attachment_id)


@require_POST
@staff
def undo(request: HttpRequest, case_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Blur one rectangle less."""
    try:
        actions.undo_box(case_id, attachment_id, request.POST.get("ref", ""), by=viewer(request), now=clock.now())
        messages.success(
            request, _("Undone. The blurred picture is being made again; until then nobody outside sees it.")
        )
    except Conflict as error:
        messages.info(request, error.words(_language()))
    return redirect("evidence_page", case_id=case_id, attachment_id=attachment_id)


def _page(
    request: HttpRequest, case_id: UUID, attachment_id: UUID, form: BoxForm, *, status: int = 200
) -> HttpResponse:
    who, now = viewer(request), clock.now()
    found = queries.evidence_page(who, case_id, attachment_id)
    mark_seen(case_id, by=who, subject=subject_for(case_id), now=now)
    return render(request, "web/evidence/page.html", {"picture": found, "form": form}, status=status)


def _submission(request: HttpRequest) -> UUID:
    try:
        submission = UUID(request.POST.get("submission", ""))
    except ValueError:
        submission = UUID(int=0)
    if submission.version != 4:
        zh, en = (
            "页面已经过期，请刷新后再加照片。",
            "This page is out of date. Load it again and add the photo once more.",
        )
        raise Refused("web.no_submission", zh, en)
    return submission


def _keep(request: HttpRequest, submission: UUID, path: Path) -> dict[str, Any]:
    kept = actions.add_to_form(submission, path, by=viewer(request), now=clock.now())
    place = {"lon": kept.place[0], "lat": kept.place[1]} if kept.place else None
    return {"id": str(kept.id), "kind": kept.kind, "state": "waiting", "place": place}


def _state(submission: UUID, each: queries.Evidence) -> dict[str, Any]:
    thumb = reverse("evidence_unsent_file", args=[submission, each.id]) if each.shown else ""
    return {"state": each.state, "thumb": thumb, "why": each.why(_language()) if each.state == "failed" else ""}


def _send(found: queries.EvidenceFile, asked: str = "") -> HttpResponseBase:
    """Return a file with headers that let a browser show it and do nothing else with it."""
    name = "evidence.mp4" if found.type == "video/mp4" else "evidence.webp"
    response: HttpResponseBase
    if found.type == "image/webp":  # small, for we made it
        with found.file as file:
            response = HttpResponse(file.read(), content_type=found.type)
        response["Content-Disposition"] = f'inline; filename="{name}"'
    elif piece := PIECE.fullmatch(asked):
        response = _piece(found, int(piece[1]), int(piece[2] or found.size))
    else:
        response = FileResponse(found.file, content_type=found.type, filename=name)
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _piece(found: queries.EvidenceFile, start: int, last: int) -> HttpResponse:
    """Return the piece of a video that a player asked for, or the beginning of it."""
    last = min(last, found.size - 1, start + PIECE_BYTES - 1)
    with found.file as file:
        if start > last:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.size}"})
        file.seek(start)
        response = HttpResponse(file.read(last - start + 1), status=206, content_type=found.type)
    response["Content-Range"] = f"bytes {start}-{last}/{found.size}"
    return response


def _language() -> str:
    return get_language() or "zh-hans"
