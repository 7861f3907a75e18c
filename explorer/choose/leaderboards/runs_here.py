"""Which models of a leaderboard have a GGUF file that runs here: by what they are the base of.

Repos that carry a model's name as the base of a quantization are asked of the Hub, one request a model;
what is in the Library is known by what was kept with its files.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from explorer.domain.errors import KnownError
from explorer.domain.fit import Fit, Yardstick
from explorer.domain.local_model import LocalModel
from explorer.domain.repo import RepoPage, RepoQuery, RepoRow
from explorer.hub.client import Hub
from explorer.hub.responses import RELATIONS, child_tag, row_of
from explorer.local.hub_search.repo_lines import best_fit
from explorer.local.model_facts.model_sources import kept_answers

_LISTED = 5  # repos of one model that are looked at


@dataclass(frozen=True)
class RunsHere:
    """``model``: one of this disk; else ``repo``, "" if the Hub knows none, with the quantization that suits
    this machine and its ``fit``; ``repos``: all that were listed. ``trouble``: why it is not known.
    """

    model: LocalModel | None = None
    repo: str = ""
    label: str = ""
    fit: Fit | None = None
    repos: tuple[str, ...] = ()
    trouble: KnownError | None = None

    def seen_from(self, bases: Mapping[str, LocalModel]) -> "RunsHere":
        """The same, where a file of one of the repos is on this disk. ``bases``: as of ``library_bases``."""
        local = next((bases[repo.lower()] for repo in self.repos if repo.lower() in bases), None)
        return replace(self, model=local) if local is not None else self


def library_bases(models: Iterable[LocalModel]) -> dict[str, LocalModel]:
    """By the lower-case ids of what they are, and of what they are a quantization of. Reads small files."""
    found: dict[str, LocalModel] = {}
    for model in models:
        if model.why_not_usable or model.is_missing:
            continue
        row = row_of(kept_answers(model).api)
        names = (model.repo or "", *(_quantized_from(row) if row is not None else ()))
        for name in filter(None, names):
            found.setdefault(name.lower(), model)
    return found


def find_runs_here(
    hub: Hub, model_id: str, yardstick: Yardstick, since: datetime | None
) -> tuple[RunsHere | None, bool]:
    """On the Hub, and whether it was asked: one request, none where it was seen ``since`` then; of ``None``
    nothing is asked. Nothing is found where it was never seen. Blocks.
    """
    query = RepoQuery(tags=(child_tag("quantized", model_id),), limit=_LISTED)
    page = hub.kept_search(query)
    if since is None or (page is not None and page.read_at >= since):
        return (_best(page, yardstick) if page is not None else None), False
    try:
        return _best(hub.search(query), yardstick), True
    except KnownError as error:
        return RunsHere(trouble=error), True


def _best(page: RepoPage, yardstick: Yardstick) -> RunsHere:
    """The most downloaded that fits, else the most downloaded."""
    rows: Sequence[RepoRow] = [row for row in page.rows if not row.is_disabled]
    judged = [(row, *best_fit(row, yardstick)) for row in rows]
    fitting = (one for one in judged if one[2] is not None and one[2].word.is_possible)
    best = next(fitting, judged[0] if judged else None)
    if best is None:
        return RunsHere()
    return RunsHere(None, best[0].id, best[1], best[2], tuple(row.id for row in rows))


def _quantized_from(row: RepoRow) -> Iterable[str]:
    for base in row.base_models:
        others = (child_tag(relation, base) in row.tags for relation in RELATIONS if relation != "quantized")
        if not any(others):
            yield base
