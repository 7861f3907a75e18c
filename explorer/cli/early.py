"""A worker that starts while a verb is still imported."""

from collections.abc import Iterator
from contextlib import contextmanager

from explorer.engine.worker_process import worker_command
from explorer.engine.workers import Workers
from explorer.kit.loop import HeadlessLoop


@contextmanager
def worker_begun() -> Iterator[Workers]:
    """For the pool of the verb; ended with the verb, if no pool has taken it."""
    loop = HeadlessLoop()  # makes Qt's application object, without which no process is heard
    workers = Workers([*worker_command(), "chat"])  # as engine/worker.py reads it
    workers.start()
    try:
        yield workers
    finally:
        workers.close()
        del loop
