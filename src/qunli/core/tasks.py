"""What keeps the house by itself: jobs of dead workers, orphaned files, old counts, the head of the journal."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from qunli.core.actions.attempts import forget_attempts
from qunli.core.actions.keeping import sweep_orphans, write_down_head

DAILY = "20 22 * * *"
"""Early morning in China; the queue's clock is UTC."""


@app.periodic(cron="*/2 * * * *")
@app.task(name="core.retry_stalled_jobs", queueing_lock="core.retry_stalled_jobs")
async def retry_stalled_jobs(timestamp: int) -> None:
    """Start again the jobs whose worker has died: no sign of life for half a minute."""
    del timestamp
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron=DAILY)
@app.task(name="core.sweep_orphans", queueing_lock="core.sweep_orphans")
def sweep(timestamp: int) -> None:
    """Remove files whose record was never written."""
    del timestamp
    sweep_orphans(at=timezone.now())


@app.periodic(cron=DAILY)
@app.task(name="core.forget_attempts", queueing_lock="core.forget_attempts")
def forget(timestamp: int) -> None:
    """Remove the counts of rate limits whose time is over."""
    del timestamp
    forget_attempts(at=timezone.now())


@app.periodic(cron=DAILY)
@app.task(name="core.write_down_head", queueing_lock="core.write_down_head")
def keep_head(timestamp: int) -> None:
    """Let the journal's head leave the database."""
    del timestamp
    write_down_head(at=timezone.now())
