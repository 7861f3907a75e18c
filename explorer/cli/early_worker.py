"""A worker that starts while a verb is still imported."""

from collections.abc import Iterator
from contextlib import contextmanager

from explorer.engine.local.worker_process import worker_command
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.kit.headless_loop import HeadlessLoop


@contextmanager
def early_worker() -> Iterator[WorkerSupply]:
    """For the pool of the verb; ended with the verb, if no pool has taken it."""
    loop = HeadlessLoop()  # makes Qt's application object, without which no process is heard
    workers = WorkerSupply([*worker_command(), "chat"])  # as engine/local/worker.py reads it
    workers.start()
    try:
        yield workers
    finally:
        workers.close()
        del loop
