"""The rows of a division list: which make sense, and what is wrong with the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from unicodedata import category

from gongzhi.places.domain.codes import AreaLevel, ancestors, parse_code
from gongzhi.places.domain.geo import Datum, Point, gcj02_to_wgs84

LONGEST_NAME = 200
MOST_PEOPLE = 2_000_000_000
UNREADABLE = "�"


@dataclass(frozen=True)
class Division:
    """One area as a list has it; `parent` is the 15-digit code of the nearest area above it that there is."""

    line: int
    code: int
    level: AreaLevel
    name: str
    name_en: str
    parent: int | None
    population: int | None
    lon: float | None
    lat: float | None
    synthetic: bool


@dataclass
class Reading:
    """What became of the rows of a list: those kept (from the province down) and those rejected, as (line, reason).

    `mentioned` are the codes of all rows, also of rejected ones; `unreadable` are the lines whose code could not even
    be read.
    """

    kept: list[Division] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    mentioned: set[int] = field(default_factory=set)
    unreadable: list[int] = field(default_factory=list)


def read_divisions(
    rows: Iterable[tuple[int, Mapping[str, str]]], *, there: Mapping[int, date | None], datum: Datum = Datum.WGS84
) -> Reading:
    """Sort out the rows (line, columns) of a list; `there` has the known areas and when they were retired, if so."""
    reading = Reading()
    first: dict[int, Division] = {}
    for line, data in rows:
        try:
            code, level = parse_code(data.get("code", ""))
        except ValueError as error:
            reading.rejected.append((line, str(error)))
            reading.unreadable.append(line)
            continue
        reading.mentioned.add(code)
        try:
            if code in first:
                raise ValueError(f"code {data['code']} stands in line {first[code].line} already")
            first[code] = _division(line, code, level, data, datum)
        except ValueError as error:
            reading.rejected.append((line, str(error)))
    _find_parents(first, there, reading)
    reading.rejected.sort()
    return reading


def _find_parents(first: Mapping[int, Division], there: Mapping[int, date | None], reading: Reading) -> None:
    """Keep the rows whose parents are there; a rejected or retired parent takes its children along."""
    kept: set[int] = set()
    for row in sorted(first.values(), key=lambda each: (each.level, each.line)):
        try:
            parent = _parent(row, kept, there, reading.mentioned)
        except ValueError as error:
            reading.rejected.append((row.line, str(error)))
            continue
        kept.add(row.code)
        reading.kept.append(replace(row, parent=parent))


def _parent(row: Division, kept: set[int], there: Mapping[int, date | None], mentioned: set[int]) -> int | None:
    above = [code for code, _level in ancestors(row.code, row.level)]
    # Between city and town a level may be missing (some cities have no counties), but not below the town.
    needed = above[0] if row.level >= AreaLevel.COMMUNITY else row.parent
    for code in above[above.index(needed) :] if needed else above:
        if code in kept or (code in there and there[code] is None):
            return code
        if code in there:
            raise ValueError(f"the area {code} above it was retired on {there[code]}")
        if code in mentioned:
            raise ValueError(f"the row of the area {code} above it was rejected")
        if code == needed:
            raise ValueError(f"its parent {code} is neither in the file nor known")
    return None


def _division(line: int, code: int, level: AreaLevel, data: Mapping[str, str], datum: Datum) -> Division:
    name, name_en = _name(data.get("name", "")), _name(data.get("name_en", ""))
    if not name:
        raise ValueError("the name is empty")
    parent = None
    if data.get("parent") and level > AreaLevel.PROVINCE:
        parent, _level = parse_code(data["parent"])
        if parent not in [above for above, _ in ancestors(code, level)]:
            raise ValueError(f"parent {data['parent']} is not above code {data['code']}")
    lon, lat = _position(data.get("lon", ""), data.get("lat", ""), datum)
    synthetic = data.get("synthetic", "").lower() in ("1", "true", "yes")
    return Division(line, code, level, name, name_en, parent, _count(data.get("population", "")), lon, lat, synthetic)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if UNREADABLE in name or any(category(sign) == "Cc" for sign in name):
        raise ValueError("the name holds an unreadable character")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"the name has {len(name)} characters, more than {LONGEST_NAME}")
    return name


def _count(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text[:20]) > MOST_PEOPLE:
        raise ValueError(f"the population '{text[:20]}' is no number of people")
    return int(text)


def _position(lon: str, lat: str, datum: Datum) -> tuple[float | None, float | None]:
    if not lon and not lat:
        return None, None
    try:
        point = Point(float(lon), float(lat))
    except ValueError:
        raise ValueError(f"lon '{lon[:20]}' and lat '{lat[:20]}' are no position") from None
    if not point.is_on_earth:
        raise ValueError(f"lon {lon[:20]} and lat {lat[:20]} are no position on earth")
    if datum is Datum.GCJ02:
        point = gcj02_to_wgs84(point)
    return round(point.lon, 7), round(point.lat, 7)
