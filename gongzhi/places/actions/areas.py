"""Read a division list into the areas."""

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from gongzhi.base.errors import Refused
from gongzhi.places.actions.record import record
from gongzhi.places.domain.codes import AreaLevel, ancestors, parse_code
from gongzhi.places.models import Area

Progress = Callable[[int, int], None]
STEP = 5000


@dataclass
class ImportReport:
    """What an import did, by count, and every rejected row as (line, reason)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
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


def import_divisions(
    file: Path | Iterable[dict[str, str]],
    *,
    by: UUID | None,
    now: datetime,
    valid_from: date | None = None,
    retire_missing: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Read areas (code, name, optional parent, name_en, population, lon, lat) and save what is new or changed.

    Idempotent. Rows that make no sense are left out and reported with their line; areas that a complete list lacks
    are retired (kept, with an end date) only if `retire_missing` says that the list is complete.
    """
    report = ImportReport()
    on = valid_from or now.date()
    known = {row.code: row for row in Area.objects.all()}
    rows = _sensible(list(_rows(file, report)), set(known), report)
    changed: list[tuple[object, ...]] = []
    for row in rows:
        there = known.get(row.code)
        if there is None:
            report.created += 1
        elif _same(there, row):
            report.unchanged += 1
            continue
        else:
            report.updated += 1
        changed.append(_columns(row, there, on))
    with transaction.atomic():
        _save(changed, progress, len(rows) - len(changed), len(rows))
        if retire_missing:
            report.retired = _retire(rows, on)
        if report.created or report.updated or report.retired:
            counts = {"created": report.created, "updated": report.updated, "retired": report.retired}
            record("areas.imported", by=by, now=now, **counts)
    return report


def _rows(file: Path | Iterable[dict[str, str]], report: ImportReport) -> Iterator[tuple[int, dict[str, str]]]:
    if not isinstance(file, Path):
        yield from enumerate(file, start=2)
        return
    raw = gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")
    with raw as handle:
        try:
            text = handle.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            zh = "文件不是 UTF-8 编码，请另存为 UTF-8 的 CSV 再导入。"
            raise Refused(
                "places.not_utf8", zh, "The file is not UTF-8; save it as UTF-8 CSV and try again."
            ) from error
    reader = csv.DictReader(io.StringIO(text.replace("\x00", "�")))
    if not {"code", "name"} <= set(reader.fieldnames or ()):
        zh = "第一行要有 code 和 name 两列。"
        raise Refused("places.no_header", zh, "The first line must name the columns code and name.")
    for row in reader:
        yield (
            reader.line_num,
            {
                key: (value or "").strip()
                for key, value in row.items()
                if isinstance(key, str) and not isinstance(value, list)
            },
        )


def _sensible(rows: list[tuple[int, dict[str, str]]], known: set[int], report: ImportReport) -> list[_Row]:
    parsed: dict[int, _Row] = {}
    for line, data in rows:
        try:
            row = _parse(line, data)
        except ValueError as error:
            report.rejected.append((line, str(error)))
            continue
        if row.code in parsed:
            report.rejected.append((line, f"code {data['code']} stands in line {parsed[row.code].line} already"))
            continue
        parsed[row.code] = row
    return _with_parents(parsed, known, report)


def _with_parents(parsed: dict[int, _Row], known: set[int], report: ImportReport) -> list[_Row]:
    """Return the rows whose parents are there, from the province down; a rejected parent takes its children along."""
    kept: dict[int, _Row] = {}
    for row in sorted(parsed.values(), key=lambda each: (each.level, each.line)):
        above = [code for code, _level in ancestors(row.code, row.level)]
        there = [code for code in above if code in kept or code in known]
        if row.parent is not None and row.parent not in kept and row.parent not in known:
            report.rejected.append((row.line, f"its parent {row.parent} is neither in the file nor known"))
        elif row.level >= AreaLevel.COMMUNITY and above[0] not in there:
            # Between city and town a level may be missing (some cities have no counties), but not below the town.
            name = "town" if row.level is AreaLevel.COMMUNITY else "community"
            report.rejected.append((row.line, f"its {name} {above[0]} is neither in the file nor known"))
        elif above and not there and any(code in parsed for code in above):
            report.rejected.append((row.line, "the area above it was rejected"))
        else:
            parent = row.parent if row.parent is not None else next(iter(there), None)
            kept[row.code] = replace(row, parent=parent)
    report.rejected.sort()
    return list(kept.values())


def _parse(line: int, data: dict[str, str]) -> _Row:
    code, level = parse_code(data.get("code", ""))
    name = data.get("name", "")
    if not name:
        raise ValueError("the name is empty")
    if "�" in name:
        raise ValueError("the name holds an unreadable character")
    parent = None
    if data.get("parent") and level > AreaLevel.PROVINCE:
        parent, parent_level = parse_code(data["parent"])
        if parent_level >= level:
            raise ValueError(f"parent {data['parent']} is not above code {data['code']}")
    population = _count(data.get("population", ""))
    lon, lat = (float(data[key]) if data.get(key) else None for key in ("lon", "lat"))
    synthetic = data.get("synthetic", "").lower() in ("1", "true", "yes")
    return _Row(line, code, level, name, data.get("name_en", ""), parent, population, lon, lat, synthetic)


def _count(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"the population '{text[:20]}' is no whole number")
    return int(text)


def _same(area: Area, row: _Row) -> bool:
    return (
        (area.name, area.level, area.parent_code, area.valid_to) == (row.name, row.level, row.parent, None)
        and (not row.name_en or area.name_en == row.name_en)
        and (row.population is None or area.population == row.population)
        and (row.lon is None or (area.lon, area.lat) == (row.lon, row.lat))
    )


def _columns(row: _Row, there: Area | None, on: date) -> tuple[object, ...]:
    keep = there or Area(name_en="", valid_from=on)
    return (
        row.code,
        int(row.level),
        row.name,
        row.name_en or keep.name_en,
        row.parent,
        row.population if row.population is not None else keep.population,
        row.lon if row.lon is not None else keep.lon,
        row.lat if row.lat is not None else keep.lat,
        row.synthetic or keep.synthetic,
        keep.valid_from if keep.valid_to is None else on,
    )


def _save(changed: list[tuple[object, ...]], progress: Progress | None, done: int, total: int) -> None:
    names = "code, level, name, name_en, parent_code, population, lon, lat, synthetic, valid_from"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.incoming")
        cursor.execute("CREATE TEMP TABLE incoming (LIKE places_area) ON COMMIT DROP")
        cursor.execute("ALTER TABLE incoming DROP COLUMN valid_to")
        with cursor.copy(f"COPY incoming ({names}) FROM STDIN") as copy:
            for position, row in enumerate(changed, start=1):
                copy.write_row(row)
                if progress and position % STEP == 0:
                    progress(done + position, total)
        sets = ", ".join(f"{name} = excluded.{name}" for name in names.split(", ")[1:])
        cursor.execute(
            f"INSERT INTO places_area ({names}) SELECT {names} FROM incoming "  # noqa: S608 — our own names
            f"ON CONFLICT (code) DO UPDATE SET {sets}, valid_to = NULL"
        )
    if progress:
        progress(total, total)


def _retire(rows: list[_Row], on: date) -> int:
    """Retire the areas of the list's own levels that it lacks, and everything inside them."""
    listed, levels = {row.code for row in rows}, {int(row.level) for row in rows}
    there = Area.objects.filter(valid_to=None).values_list("code", "level")
    gone = {code for code, level in there if level in levels and code not in listed}
    gone |= {code for code, level in there if any(above in gone for above, _ in ancestors(code, level))}
    return Area.objects.filter(code__in=gone).update(valid_to=on)
