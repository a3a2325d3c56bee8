"""What we ask of PostgreSQL beyond the ORM: append-only tables and monthly partitions by UUIDv7."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import migrations

from gongzhi.base.ids import first_id_of


def append_only(table: str) -> migrations.RunSQL:
    """Return a migration step after which the database refuses UPDATE, DELETE and TRUNCATE on `table`."""
    function = f"{table}_is_append_only"
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
        END $$;
        CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
        CREATE TRIGGER {function}_t BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}();
        """,
        f"DROP TRIGGER {function} ON {table}; DROP TRIGGER {function}_t ON {table}; DROP FUNCTION {function}();",
    )


def months(first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield (start, end) of each calendar month in UTC from the month of `first` to that of `last`, both included."""
    start = datetime(first.year, first.month, 1, tzinfo=UTC)
    while start <= last:
        end = datetime(start.year + start.month // 12, start.month % 12 + 1, 1, tzinfo=UTC)
        yield start, end
        start = end


def partition_sql(table: str, first: datetime, last: datetime) -> list[str]:
    """Return the statements that make the monthly partitions of `table` from `first` to `last`, where missing."""
    return [
        f"CREATE TABLE IF NOT EXISTS {table}_{start:%Y%m} PARTITION OF {table} "
        f"FOR VALUES FROM ('{first_id_of(start)}') TO ('{first_id_of(end)}')"
        for start, end in months(first, last)
    ]
