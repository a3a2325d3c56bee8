import django.contrib.postgres.search
from django.db import migrations, models

FOUND = """
CREATE TABLE cases_found (case_id uuid PRIMARY KEY, words tsvector NOT NULL) PARTITION BY RANGE (case_id);
CREATE TABLE cases_found_other PARTITION OF cases_found DEFAULT;
CREATE INDEX found_by_words ON cases_found USING gin (words) WITH (fastupdate = on);
"""


def make_months(apps, schema_editor):
    """Make a partition for each of the case's."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_get_expr(relpartbound, oid) FROM pg_class"
            " WHERE relispartition AND relkind = 'r' AND relname LIKE 'cases\\_case\\_2%'"
        )
        for name, bound in cursor.fetchall():
            part = name.replace("cases_case", "cases_found")
            cursor.execute(f"CREATE TABLE {part} PARTITION OF cases_found {bound}")


class Migration(migrations.Migration):

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FOUND, "DROP TABLE cases_found")],
            state_operations=[
                migrations.CreateModel(
                    name="Found",
                    fields=[
                        ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                        ("words", django.contrib.postgres.search.SearchVectorField()),
                    ],
                    options={"db_table": "cases_found"},
                ),
                migrations.RemoveField(model_name="case", name="search"),
            ],
        ),
        migrations.RunPython(make_months, migrations.RunPython.noop),
        migrations.RunSQL(
            "INSERT INTO cases_found SELECT id, search FROM cases_case WHERE search IS NOT NULL;"
            "ALTER TABLE cases_case DROP COLUMN search;",
            "ALTER TABLE cases_case ADD COLUMN search tsvector;"
            "UPDATE cases_case SET search = words FROM cases_found WHERE id = case_id;"
            "CREATE INDEX case_search ON cases_case USING gin (search) WITH (fastupdate = on);",
        ),
    ]
