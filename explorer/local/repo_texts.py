"""The small files of a repo that say something about the model: each asked for once a commit, then kept.

Blocks for a request a file: run it as a task. A file that cannot be had now is left out.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace

from explorer.domain.errors import KnownError
from explorer.domain.repo import Repo
from explorer.hub.answers import files_of, row_of
from explorer.hub.client import Hub
from explorer.hub.names import is_commit
from explorer.transparency.repo_files import LONGEST, RESULTS_FILE, has_shape, wanted
from explorer.transparency.sources import Sources


def with_texts(
    sources: Sources, hub: Hub, stopped: Callable[[], bool], *, with_sampling: bool = False
) -> Sources:
    """The sources with the files of their repo that are worth a request, at its commit."""
    repo = _repo(sources, hub.endpoint)
    if repo is None or (
        sources.unread and repo.api.get("gated")
    ):  # what withholds the card withholds the files
        return sources
    is_known = sources.header is not None or has_shape(repo.api)
    paths = wanted(files_of(repo.api), has_shape=is_known, with_sampling=with_sampling)
    return replace(sources, texts=_texts(hub, repo, paths, stopped))


def with_results(sources: Sources, hub: Hub) -> Sources:
    """With the results that the Hub lists, where the repo holds some: it knows which are verified."""
    if not any(RESULTS_FILE.search(file.path) for file in files_of(sources.api)):
        return sources
    with suppress(KnownError):
        return replace(sources, api={**(sources.api or {}), "evalResults": hub.results(sources.repo)})
    return sources


def _texts(hub: Hub, repo: Repo, paths: Iterable[str], stopped: Callable[[], bool]) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in paths:
        if stopped():
            break
        with suppress(KnownError):
            text = hub.text(repo, path, LONGEST)
            if text:
                found[path] = text
    return found


def _repo(sources: Sources, endpoint: str) -> Repo | None:
    """The repo as the client asks for its files; ``None`` where no answer says which there are."""
    api = dict(sources.api or {})
    row = row_of(api)
    if row is None or sources.read_at is None or not is_commit(sources.commit):
        return None
    return Repo(row, sources.commit, endpoint, sources.read_at, api=api)
