"""The run of a set or pack that is shown, with all runs of its subject. Blocks; for threads."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.evaluate.eval_set import EvalSet
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.set_subject import digest_of
from explorer.evaluate.store import EvalStore, ListedRun


@dataclass(frozen=True)
class OpenedRun:
    """``listed``: the latest first. ``is_current``: of the version that the set or pack has by now."""

    results: RunResults
    listed: tuple[ListedRun, ...]
    is_current: bool = True


def open_run(
    store: EvalStore,
    subject: str,
    number: int | None = None,
    document: EvalSet | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> OpenedRun | None:
    """Run ``number``, or the latest one; ``None`` if it never ran. ``document``: the set as it is now.

    Raises CancelledError.
    """
    listed = store.listed_runs(subject)
    known = [one.id for one in listed]
    run = store.run(number if number in known else known[0]) if known else None
    if run is None:
        return None
    results = RunResults(store, run).read(is_stopped)
    is_current = results.pack is not None or (
        results.is_set and (document is None or digest_of(document) == run.version)
    )
    return OpenedRun(results, listed, is_current)
