"""Make the monthly partitions ahead of time."""

from datetime import datetime, timedelta

from django.db import connection

from gongzhi.base.db import partition_sql

AHEAD = timedelta(days=100)
TABLES = ("cases_case", "cases_event", "cases_found")


def make_months(*, now: datetime) -> list[str]:
    """Make the partitions from this month to about three months ahead; return the names of the new ones."""
    made = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relispartition")
        there = {row[0] for row in cursor.fetchall()}
        for table in TABLES:
            for statement in partition_sql(table, now, now + AHEAD):
                name = statement.split()[5]
                if name not in there:
                    cursor.execute(statement)
                    made.append(name)
    return made
