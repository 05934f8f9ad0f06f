"""The worker: runs queued and periodic jobs on a connection of its own, as the queue asks for."""

from __future__ import annotations

from procrastinate.contrib.django import app


def run_worker(*, wait: bool = True, concurrency: int = 1) -> None:
    """Work until told to stop, or until nothing is left to do.

    `app.run_worker` alone would fail: Django's connection reads the arguments of jobs as text.
    """
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's connector has it
    with app.replace_connector(connector) as working:
        working.run_worker(wait=wait, concurrency=concurrency, install_signal_handlers=wait, listen_notify=wait)
