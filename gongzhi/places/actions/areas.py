"""Read a division list into the areas."""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from gongzhi.base.errors import Refused
from gongzhi.places.actions.record import day_of, record, record_each
from gongzhi.places.domain.codes import ancestors
from gongzhi.places.domain.divisions import UNREADABLE, Division, Reading, read_divisions
from gongzhi.places.domain.geo import Datum
from gongzhi.places.models import Area

Progress = Callable[[int, int], None]
STEP = 5000
MANY = 1000  # from so many new rows on the planner is told at once


@dataclass
class ImportReport:
    """What an import did, by count, and every rejected row as (line, reason)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)


def import_divisions(
    file: Path | Iterable[dict[str, str]],
    *,
    by: UUID | None,
    now: datetime,
    datum: Datum = Datum.WGS84,
    valid_from: date | None = None,
    retire_missing: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Read areas (code, name, optional parent, name_en, population, lon, lat) and save what is new or changed.

    Idempotent. Rows that make no sense are left out and reported with their line; areas that a complete list lacks
    are retired (kept, with an end date) only if `retire_missing` says that the list is complete.
    """
    on = valid_from or day_of(now)
    known = {row.code: row for row in Area.objects.all()}
    reading = read_divisions(_rows(file), there={row.code: row.valid_to for row in known.values()}, datum=datum)
    gone = _missing(reading, known) if retire_missing else []
    report = ImportReport(rejected=reading.rejected, retired=len(gone))
    rows, changed = _compared(reading.kept, known, on, report)
    with transaction.atomic():
        _save(rows, progress, report.unchanged, len(reading.kept))
        _retire(gone, on)
        if rows or gone:
            counts = {"created": report.created, "updated": report.updated, "retired": report.retired}
            record("areas.imported", by=by, now=now, **counts)
            record_each("area.changed", changed, by=by, now=now)
            record_each("area.retired", [(code, {"on": on.isoformat()}) for code in gone], by=by, now=now)
    return report


def _rows(file: Path | Iterable[dict[str, str]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, columns) of a CSV file, or of rows at hand, which count as beginning in line 2."""
    if not isinstance(file, Path):
        yield from enumerate(file, start=2)
        return
    reader = csv.DictReader(io.StringIO(_text(file).replace("\x00", UNREADABLE)))
    try:
        names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        if not {"code", "name"} <= set(names):
            zh = "第一行要有 code 和 name 两列。"
            raise Refused("places.no_header", zh, "The first line must name the columns code and name.")
        reader.fieldnames = names
        for row in reader:
            # What stands beyond the last column, or is lacking before it, is left out.
            yield reader.line_num, {key: value.strip() for key, value in row.items() if isinstance(value, str)}
    except csv.Error as error:
        zh = f"第 {reader.line_num} 行起读不下去（{error}），多半是引号没有成对。"
        en = f"It cannot be read on from line {reader.line_num} ({error}); perhaps a quotation mark is never closed."
        raise Refused("places.not_csv", zh, en) from error


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
        return (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        zh = "文件不是 UTF-8 编码，请另存为 UTF-8 的 CSV 再导入。"
        raise Refused("places.not_utf8", zh, "The file is not UTF-8; save it as UTF-8 CSV and try again.") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        zh = "压缩文件损坏或不是 gzip 格式。"
        raise Refused("places.not_gzip", zh, "The file is damaged, or no gzip file.") from error


def _compared(
    kept: list[Division], known: dict[int, Area], on: date, report: ImportReport
) -> tuple[list[tuple[object, ...]], list[tuple[int, dict[str, object]]]]:
    """Count what is new, changed and as before; return the rows to save and, for the log, what changed in which."""
    rows: list[tuple[object, ...]] = []
    changed: list[tuple[int, dict[str, object]]] = []
    for row in kept:
        there = known.get(row.code)
        if there is None:
            report.created += 1
        elif fields := _differences(there, row):
            report.updated += 1
            changed.append((row.code, {"fields": fields}))
        else:
            report.unchanged += 1
            continue
        rows.append(_columns(row, there, on))
    return rows, changed


def _differences(area: Area, row: Division) -> list[str]:
    """Return the names of the columns in which a row says something else; what it leaves out stays as it is."""
    new = {
        "name": row.name,
        "parent_code": row.parent,
        "valid_to": None,
        "name_en": row.name_en or area.name_en,
        "population": area.population if row.population is None else row.population,
        "lon": area.lon if row.lon is None else row.lon,
        "lat": area.lat if row.lat is None else row.lat,
        "synthetic": area.synthetic or row.synthetic,
    }
    return [name for name, value in new.items() if getattr(area, name) != value]


def _columns(row: Division, there: Area | None, on: date) -> tuple[object, ...]:
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
        if len(changed) >= MANY:
            cursor.execute("ANALYZE places_area")
    if progress:
        progress(total, total)


def _missing(reading: Reading, known: dict[int, Area]) -> list[int]:
    """Return the areas in force that a complete list lacks, and everything inside them.

    A list can only tell of its own levels, inside its own topmost areas. One with a code that cannot be read tells
    nothing: that area would be taken for missing.
    """
    if reading.unreadable:
        lines = ", ".join(str(line) for line in reading.unreadable[:10])
        zh = f"第 {lines} 行的编码读不出来，无法判断哪些区划已撤销。请先改正，或者不要加 --retire-missing。"
        en = f"The codes of line {lines} cannot be read, so nothing can be retired. Mend them first, or leave that out."
        raise Refused("places.list_not_complete", zh, en)
    levels = {int(row.level) for row in reading.kept}
    inner = {row.code for row in reading.kept if any(c in reading.mentioned for c, _ in ancestors(row.code, row.level))}
    tops = {row.code for row in reading.kept} - inner
    gone: set[int] = set()
    for area in sorted(known.values(), key=lambda each: each.level):
        if area.valid_to is not None or area.code in reading.mentioned:
            continue
        above = [code for code, _level in ancestors(area.code, area.level)]
        listed = area.level in levels and any(code in tops for code in above)
        if listed or any(code in gone for code in above):
            gone.add(area.code)
    return sorted(gone)


def _retire(codes: list[int], on: date) -> None:
    """Retire areas and end their outlines on a day."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_area SET valid_to = greatest(valid_from, %s) WHERE code = ANY(%s)", [on, codes])
        cursor.execute("DELETE FROM places_boundary WHERE area_id = ANY(%s) AND valid_from >= %s", [codes, on])
        cursor.execute(
            "UPDATE places_boundary SET valid_to = %s WHERE area_id = ANY(%s) AND (valid_to IS NULL OR valid_to > %s)",
            [on, codes, on],
        )
