"""Background entry points: reactions to recorded events, the minute task, the daily making of partitions."""

from uuid import UUID

from procrastinate.contrib.django import app

from gongzhi.base import clock
from gongzhi.base.reactions import reactions_to
from gongzhi.cases import actions
from gongzhi.cases.queries.log import event_at


@app.task(name="cases.run_reactions", retry=8)
def run_reactions(items: list[tuple[str, int]]) -> None:
    """Run what reacts to each of these events (case id, position); safe to run twice."""
    for case_id, seq in items:
        event = event_at(UUID(case_id), seq)
        for reaction in reactions_to(*event.types):
            reaction(event.case_id, event.seq, event.type, dict(event.data), event.at)


@app.periodic(cron="* * * * *")
@app.task(name="cases.minute", queueing_lock="cases.minute", pass_context=False)
def minute(timestamp: int) -> None:
    """Turn the lights that have come due."""
    actions.raise_alarms(now=clock.now())


@app.periodic(cron="15 3 * * *")
@app.task(name="cases.months", queueing_lock="cases.months")
def months(timestamp: int) -> None:
    """Make the partitions of the months ahead."""
    actions.make_months(now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="cases.take_up", queueing_lock="cases.take_up")
async def take_up(timestamp: int) -> None:
    """Queue again the reactions whose worker died over them, for a reaction happens at least once."""
    for job in await app.job_manager.get_stalled_jobs(task_name="cases.run_reactions"):
        await app.job_manager.retry_job(job)
