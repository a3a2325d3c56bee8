"""Background jobs: what a killed worker had begun is begun again."""

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from gongzhi.cases.tasks import minute, run_reactions, take_up


@pytest.mark.django_db
def test_reactions_a_killed_worker_had_begun_are_queued_again() -> None:
    begun = run_reactions.defer(items=[])
    other = minute.defer(timestamp=0)  # comes round every minute by itself
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = ANY(%s)", [[begun, other]])
    async_to_sync(take_up.func)(0)
    assert ProcrastinateJob.objects.get(pk=begun).status == "todo"
    assert ProcrastinateJob.objects.get(pk=other).status == "doing"
