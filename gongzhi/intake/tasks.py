"""Background entry points: notices each minute, photos and videos as they come, what has served its term each night."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from gongzhi.base import clock
from gongzhi.intake import actions
from gongzhi.intake.actions import evidence_work
from gongzhi.intake.domain.notice import Channel

BUDGET = timedelta(seconds=45)
CALL = 15.0  # seconds one call may take, whatever the gateway does
AGAIN = ("intake.make_ready", "intake.make_blurred")
LOCK = 0x676F6E677A6E74  # the number of the lock under which notices are sent


@app.periodic(cron="* * * * *")
@app.task(name="intake.notices", queueing_lock="intake.notices", pass_context=False)
def notices(timestamp: int) -> None:
    """Send what is due: each gateway in a thread of its own, so that one that hangs keeps no other waiting.

    One run at a time, for a worker does few jobs at once and the others must not wait for gateways: the lock is the
    connection's, so it goes with a worker that dies.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return
        try:
            actions.gather_digests(now=clock.now())
            with ThreadPoolExecutor(len(Channel)) as pool:
                for done in [pool.submit(_deliver, channel) for channel in Channel]:
                    done.result()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@app.periodic(cron="45 2 * * *")
@app.task(name="intake.erase_ended", queueing_lock="intake.erase_ended", pass_context=False)
def erase_ended(timestamp: int) -> None:
    """Erase what is kept of cases whose retention has ended."""
    actions.erase_ended(now=clock.now())


@app.task(name="intake.make_ready", retry=5)
def make_ready(attachment_id: str) -> None:
    """Make an uploaded file anew; safe to run twice."""
    evidence_work.make_ready(UUID(attachment_id), now=clock.now())


@app.task(name="intake.make_blurred", retry=5)
def make_blurred(attachment_id: str) -> None:
    """Make the blurred picture; safe to run twice."""
    evidence_work.make_blurred(UUID(attachment_id), now=clock.now())


@app.periodic(cron="20 * * * *")
@app.task(name="intake.sweep_unsent", queueing_lock="intake.sweep_unsent")
def sweep_unsent(timestamp: int) -> None:
    """Delete what was uploaded a day ago for a report that was never sent."""
    evidence_work.sweep_unsent(now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="intake.take_up", queueing_lock="intake.take_up")
async def take_up(timestamp: int) -> None:
    """Queue again the work whose worker died over it."""
    for name in AGAIN:
        for job in await app.job_manager.get_stalled_jobs(task_name=name):
            await app.job_manager.retry_job(job)


def _deliver(channel: Channel) -> None:
    try:
        with actions.Courier(timeout=CALL) as courier:
            actions.deliver(channel, courier, clock=clock.now, until=clock.now() + BUDGET)
    finally:
        connection.close()
