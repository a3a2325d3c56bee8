"""Invented outlines for demos and benchmarks: a convex ring cut into convex pieces that fill it without overlap."""

import math

from gongzhi.places.domain.geo import ring_area_m2

XY = tuple[float, float]
STEPS = 50  # halvings with which a cut finds its place


def outline_around(lon: float, lat: float, radius: float, corners: int = 14) -> list[XY]:
    """Return a convex ring around a point; `radius` in degrees of latitude."""
    wide = radius / math.cos(math.radians(lat))
    turn = 2 * math.pi / corners
    return [
        (round(lon + wide * math.cos(i * turn + 0.2), 6), round(lat + radius * math.sin(i * turn + 0.2), 6))
        for i in range(corners)
    ]


def subdivide(ring: list[XY], pieces: int, tilt: float = 0.25) -> list[list[XY]]:
    """Cut a convex ring into so many convex rings of about equal size; `tilt` makes the cuts less straight."""
    if pieces <= 1:
        return [ring]
    first = pieces // 2
    near, far = _cut(ring, first / pieces, tilt)
    return [*subdivide(near, first, -tilt), *subdivide(far, pieces - first, -tilt)]


def _cut(ring: list[XY], share: float, tilt: float) -> tuple[list[XY], list[XY]]:
    """Cut across the longer side so that the first part has the given share of the area."""
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    wide = (max(lons) - min(lons)) * math.cos(math.radians(lats[0])) >= max(lats) - min(lats)
    normal = (1.0, tilt) if wide else (tilt, 1.0)
    distances = [normal[0] * lon + normal[1] * lat for lon, lat in ring]
    low, high = min(distances), max(distances)
    whole = ring_area_m2(ring)
    for _ in range(STEPS):
        middle = (low + high) / 2
        near, _far = _halves(ring, normal, middle)
        if ring_area_m2(near) < share * whole:
            low = middle
        else:
            high = middle
    return _halves(ring, normal, (low + high) / 2)


def _halves(ring: list[XY], normal: XY, at: float) -> tuple[list[XY], list[XY]]:
    near: list[XY] = []
    far: list[XY] = []
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        da = normal[0] * a[0] + normal[1] * a[1] - at
        db = normal[0] * b[0] + normal[1] * b[1] - at
        (near if da <= 0 else far).append(a)
        if da * db < 0:
            part = da / (da - db)
            crossing = (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))
            near.append(crossing)
            far.append(crossing)
    return near, far
