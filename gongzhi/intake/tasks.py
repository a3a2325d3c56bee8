"""Background work of intake: make photos and videos anew, blur them, sweep what was never sent."""

from uuid import UUID

from procrastinate.contrib.django import app

from gongzhi.base import clock
from gongzhi.intake.actions import evidence_work

AGAIN = ("intake.make_ready", "intake.make_blurred")


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
