"""Which models of a leaderboard have a GGUF file that runs here: by what they are the base of.

Repos that carry a model's name as the base of a quantization are asked of the Hub, one request a model;
what is in the Library is known by what was kept with its files.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from explorer.domain.errors import KnownError
from explorer.domain.fit import Fit, Yardstick
from explorer.domain.local_model import LocalModel
from explorer.domain.repo import RepoPage, RepoQuery, RepoRow
from explorer.hub.client import Hub
from explorer.hub.responses import RELATIONS, child_tag, row_of
from explorer.local.hub_search.repo_lines import best_fit
from explorer.local.model_facts.model_sources import kept_answers

_LISTED = 5  # repos of one model that are looked at
_FRESH = timedelta(days=7)  # what was seen so lately is not asked for again


@dataclass(frozen=True)
class RunsHere:
    """``model``: one of this disk; else ``repo``, "" if the Hub knows none, with the quantization that suits
    this machine and its ``fit``. ``trouble``: why it is not known.
    """

    model: LocalModel | None = None
    repo: str = ""
    label: str = ""
    fit: Fit | None = None
    trouble: KnownError | None = None

    @property
    def is_none(self) -> bool:
        """The Hub was asked, and knows no file."""
        return self.model is None and not self.repo and self.trouble is None


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


def find_runs_here(hub: Hub, model_id: str, yardstick: Yardstick) -> RunsHere:
    """On the Hub; at most one request, none where it was seen lately. Blocks."""
    query = RepoQuery(tags=(child_tag("quantized", model_id),), limit=_LISTED)
    page = hub.kept_search(query)
    if page is None or datetime.now(UTC) - page.read_at > _FRESH:
        try:
            page = hub.search(query)
        except KnownError as error:
            return RunsHere(trouble=error)
    return _best(page, yardstick)


def known_runs_here(
    model_id: str, bases: Mapping[str, LocalModel], hub: Hub, yardstick: Yardstick
) -> RunsHere | None:
    """What is known without a request, ``None`` if nothing is."""
    local = bases.get(model_id.lower())
    if local is not None:
        return RunsHere(local)
    page = hub.kept_search(RepoQuery(tags=(child_tag("quantized", model_id),), limit=_LISTED))
    return _best(page, yardstick) if page is not None else None


def _best(page: RepoPage, yardstick: Yardstick) -> RunsHere:
    """The most downloaded that fits, else the most downloaded."""
    rows: Sequence[RepoRow] = [row for row in page.rows if not row.is_disabled]
    judged = [(row, *best_fit(row, yardstick)) for row in rows]
    fitting = (one for one in judged if one[2] is not None and one[2].word.is_possible)
    best = next(fitting, judged[0] if judged else None)
    return RunsHere(repo=best[0].id, label=best[1], fit=best[2]) if best is not None else RunsHere()


def _quantized_from(row: RepoRow) -> Iterable[str]:
    for base in row.base_models:
        others = (child_tag(relation, base) in row.tags for relation in RELATIONS if relation != "quantized")
        if not any(others):
            yield base
