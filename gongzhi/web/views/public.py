"""What everybody may see: the public list, one public matter, and the map."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from gongzhi.base import clock
from gongzhi.base.errors import NotFound, Refused
from gongzhi.cases import queries
from gongzhi.cases.domain.catalogue import shipped_catalogue
from gongzhi.intake.queries import public_evidence, supporters_of
from gongzhi.places.domain.codes import AreaLevel, code_range, parse_code
from gongzhi.places.queries import AreaRef, area, children, drawn_area, outlines, path_of, search_areas
from gongzhi.web.tickets import fresh_ticket

POINT_ZOOM = 13.0
STATUSES = ("open", "yellow", "red", "closed")
PAGE = 20


@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """Show the public matters, newest first."""
    within = _area(request.GET.get("area", ""))
    words = request.GET.get("place", "").strip()[:60]
    found_areas = search_areas(words, limit=8) if words else []
    groups = shipped_catalogue().groups
    group = next((each.code for each in groups if each.code == request.GET.get("group")), "")
    status = request.GET.get("status", "")
    filters = queries.PublicFilters(
        categories=tuple(each.code for each in queries.categories() if each.group == group) if group else (),
        area=code_range(within.code, within.level) if within else None,
        status=status if status in STATUSES else "",
    )
    page = queries.public_list(filters, now=clock.now(), cursor=request.GET.get("after", ""), size=PAGE)
    context = {
        "page": page,
        "filters": filters,
        "group": group,
        "groups": groups,
        "within": within,
        "words": words,
        "areas": found_areas,
        "now": clock.now(),
    }
    fragment = request.headers.get("HX-Request") == "true" and "after" in request.GET
    return render(request, "web/public/rows.html" if fragment else "web/public/list.html", context)


@require_GET
def case(request: HttpRequest, number: int) -> HttpResponse:
    """Show one public matter: its steps and times, without texts and persons."""
    found = queries.public_case(number, now=clock.now())
    context = {
        "case": found,
        "around": around(found.area_path),
        "supporters": supporters_of(found.id),
        "ticket": fresh_ticket(number),
        "evidence": public_evidence(number),
    }
    return render(request, "web/public/case.html", context)


@require_GET
def map_page(request: HttpRequest) -> HttpResponse:
    """Show the public matters on the map, with the same as a table of areas."""
    within = _area(request.GET.get("area", "")) or drawn_area()
    context: dict[str, Any] = {"within": within, "path": path_of(within.code) if within else ()}
    if within:
        counts = {each.area.code: each for each in _counts(within)}
        below = children(within.code)
        context["rows"] = [(each, counts.get(each.code)) for each in below]
    return render(request, "web/public/map.html", context)


@require_GET
def map_areas(request: HttpRequest) -> HttpResponse:
    """Answer the outlines of the areas below one area, as GeoJSON."""
    within = _area(request.GET.get("within", "")) or drawn_area()
    if within is None:
        return _geojson([])
    below = min(within.level + 1, AreaLevel.GRID)
    found = outlines(within.code, within.level, on=clock.today(), below=below)
    for feature in found["features"]:
        properties = feature["properties"]
        if _english() and properties["name_en"]:
            properties["name"] = properties["name_en"]
        properties["url"] = f"{reverse('public_map')}?area={properties['code']}"
    response = _geojson(found["features"])
    response["Cache-Control"] = "public, max-age=300"
    response["Vary"] = "Accept-Language, Cookie"
    return response


@require_GET
def map_cases(request: HttpRequest) -> HttpResponse:
    """Answer what lies in the box shown: single matters when near, counts by area when far, as GeoJSON."""
    west, south, east, north = _box(request.GET.get("bbox", ""))
    within = _area(request.GET.get("within", "")) or drawn_area()
    near = _number(request.GET.get("zoom", ""), 0) >= POINT_ZOOM
    if near or within is None:
        rows, more = queries.public_points(west, south, east, north, now=clock.now())
        if not more or within is None:
            return _geojson([_point(row) for row in rows])
    features = [_count(each) for each in _counts(within) if each.area.lon is not None]
    return _geojson(features)


def around(path: tuple[AreaRef, ...]) -> str:
    """Return the address of the outlines that help to find a point again: those in its town."""
    known = [each for each in path if each.level <= AreaLevel.TOWN]
    return f"{reverse('map_areas')}?within={known[-1].digits}" if known else ""


def _counts(within: AreaRef) -> list[Any]:
    low, high = code_range(within.code, within.level)
    return queries.public_areas(low, high, min(within.level + 1, AreaLevel.COMMUNITY), now=clock.now())


def _count(each: Any) -> dict[str, Any]:
    properties = {
        "count": each.open,
        "red": each.red,
        "name": each.area.name(_language()),
        "code": each.area.digits,
        "url": f"{reverse('public_list')}?area={each.area.digits}&status=open",
    }
    return _feature(each.area.lon, each.area.lat, properties)


def _point(row: Any) -> dict[str, Any]:
    properties = {
        "light": row.light.value if row.open else "grey",
        "name": row.category.name(_language()),
        "icon": row.category.icon,
        "when": row.state.name(_language()),
        "url": reverse("public_case", args=[row.number]),
    }
    return _feature(row.lon, row.lat, properties)


def _geojson(features: list[dict[str, Any]]) -> JsonResponse:
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")


def _feature(lon: float, lat: float, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}


def _area(text: str) -> AreaRef | None:
    """Return the area of an address, or None for what is none (an address may come from anywhere)."""
    try:
        return area(parse_code(text)[0])
    except (ValueError, NotFound):
        return None


def _box(text: str) -> tuple[float, float, float, float]:
    numbers = [_number(part, float("nan")) for part in text.split(",")]
    if len(numbers) != 4 or any(number != number or abs(number) > 360 for number in numbers):  # noqa: PLR0124 — NaN
        raise Refused("web.bbox", "地图范围写法不对：西,南,东,北。", "The box is not right: west,south,east,north.")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _number(text: str, otherwise: float) -> float:
    try:
        return float(text)
    except ValueError:
        return otherwise


def _language() -> str:
    return get_language() or "zh-hans"


def _english() -> bool:
    return not _language().startswith("zh")
