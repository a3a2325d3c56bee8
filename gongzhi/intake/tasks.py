"""Background entry points of intake."""

from procrastinate.contrib.django import app

from gongzhi.base import clock
from gongzhi.intake import actions


@app.periodic(cron="45 2 * * *")
@app.task(name="intake.erase_ended", queueing_lock="intake.erase_ended")
def erase_ended(timestamp: int) -> None:
    """Erase what is kept of cases whose retention has ended."""
    actions.erase_ended(now=clock.now())
