"""From a need to a proposal, in two stages: what the listings say, at once; then the cards of the best.

Blocks, for tasks and for `omx`; knows no widget. What was read is kept as long as the proposer lives, so that
another answer is told at once. Without the Hub it proposes what was seen before and what is here.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic

from explorer.choose.candidate import Candidate, FoundIn, LeftOut, Proposal
from explorer.choose.need import Need
from explorer.choose.proposing.drafts import (
    Prospect,
    draft_as_said,
    draft_at_endpoint,
    draft_here,
    draft_of_file,
    draft_of_repo,
    draft_of_row,
)
from explorer.choose.proposing.judging import Judged, judge, order
from explorer.choose.proposing.queries import queries, writes
from explorer.domain.endpoint import EndpointModel
from explorer.domain.errors import AccessError, CancelledError, KnownError, NotFoundError, OfflineError
from explorer.domain.fit import Yardstick
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.domain.repo import Repo, RepoPage, RepoQuery
from explorer.hub.client import Hub
from explorer.local.model_facts.known_model import KnownModel, read_known, shelf_of_model, shelf_of_repo
from explorer.local.model_facts.lineage_reader import LineageDossier, LineageReader
from explorer.services import Core
from explorer.transparency.source_texts import SourceTexts

type Told = Callable[[Proposal], None]
type Stopped = Callable[[], bool]
type Wanted = Callable[[], Collection[str]]

CARDS_READ = 8  # of the best
_FRESH_S = 1800  # seconds that what was read is told again
_MOST_TRIES = 16  # a card may show that its model is none of the best


class Proposer:
    """``models``: what can be asked, on this disk and at endpoints, as it is now. ``wanted``: keys of
    candidates that are read beside the best, asked for again and again.
    """

    def __init__(self, core: Core, models: Callable[[], Sequence[Model]]) -> None:
        self._core, self._models = core, models
        self._pages: dict[RepoQuery, RepoPage] = {}
        self._repos: dict[str, tuple[Repo, LineageDossier]] = {}
        self._files: dict[str, KnownModel] = {}
        self._over: _Proposing | None = None
        self._began = monotonic()

    def forget(self) -> None:
        """The next time everything is asked anew."""
        for kept in (self._pages, self._repos, self._files):
            kept.clear()
        self._over = None
        self._began = monotonic()

    def propose(
        self,
        need: Need,
        told: Told = lambda _proposal: None,
        stopped: Stopped = lambda: False,
        wanted: Wanted = tuple,
        *,
        cards: int = CARDS_READ,
    ) -> Proposal:
        """Raises CancelledError once ``stopped`` says yes; what else goes wrong is the proposal's trouble.
        ``cards``: of so many of the best the card is read.
        """
        if monotonic() - self._began > _FRESH_S:
            self.forget()
        yardstick = self._core.yardstick
        work = _Proposing(need, self._core, yardstick)
        work.take_here(self._models())
        told(work.proposal())
        for query in queries(need, yardstick):
            _check(stopped)
            if (page := self._page(query, work)) is not None:
                work.take_page(page)
                told(work.proposal())
        self._read_cards(work, told, stopped, wanted, cards)
        self._over = work
        return work.proposal(is_over=True)

    def read_more(self, need: Need, told: Told, stopped: Stopped, wanted: Wanted) -> Proposal:
        """What is wanted now, after ``propose``; raises as that does."""
        work = self._over
        if work is None or work.need != need:
            return self.propose(need, told, stopped, wanted)
        self._read_cards(work, told, stopped, wanted, 0)
        return work.proposal(is_over=True)

    def lacks(self, proposal: Proposal, wanted: Collection[str]) -> bool:
        """Whether ``read_more`` would read anything."""
        tried = self._over.tried if self._over is not None else ()
        return any(one.key in wanted and one.id not in tried for one in _unread(proposal))

    def shelf_of(self, candidate: Candidate) -> SourceTexts | None:
        """The texts that its quotes stand in; ``None`` before its card was read."""
        if candidate.repo in self._repos:
            return shelf_of_repo(*self._repos[candidate.repo])
        known = self._files.get(candidate.id)
        return shelf_of_model(known, self._core.hub.endpoint) if known is not None else None

    def _page(self, query: RepoQuery, work: "_Proposing") -> RepoPage | None:
        """Of now, or as it was seen; a Hub that was silent once is not waited for again."""
        if query in self._pages:
            return self._pages[query]
        try:
            page = work.hub.search(query)
        except KnownError as error:
            work.note(error)
            return None
        if page.trouble is not None:
            work.note(page.trouble)
        else:
            self._pages[query] = page
        return page

    def _read_cards(
        self, work: "_Proposing", told: Told, stopped: Stopped, wanted: Wanted, cards: int
    ) -> None:
        tries = 0
        while True:
            proposal, asked = work.proposal(), wanted()
            best = [one for one in proposal.candidates if one.found_in is not FoundIn.ENDPOINT][:cards]
            if tries >= _MOST_TRIES:
                best = []
            unread = [one for one in _unread(proposal) if one.id not in work.tried]
            first = next((one for one in best if one in unread), None)
            others = (one for one in unread if one.key in asked or one.found_in is FoundIn.ENDPOINT)
            if (candidate := first or next(others, None)) is None:
                return
            tries += 1
            work.tried.add(candidate.id)
            _check(stopped)
            self._read(candidate, work, stopped)
            told(work.proposal())

    def _read(self, candidate: Candidate, work: "_Proposing", stopped: Stopped) -> None:
        try:
            if isinstance(candidate.model, LocalModel):
                work.take_file(candidate, self._file(candidate.model, work, stopped))
            else:
                work.take_repo(candidate, *self._repo(candidate.repo, work.hub, stopped))
        except CancelledError:
            raise
        except (AccessError, NotFoundError):  # of this repo alone
            return
        except KnownError as error:
            if candidate.found_in is not FoundIn.ENDPOINT or isinstance(error, OfflineError):
                work.note(error)  # what a person says of their server may be no repo at all

    def _repo(self, repo_id: str, hub: Hub, stopped: Stopped) -> tuple[Repo, LineageDossier]:
        if repo_id not in self._repos:
            repo = hub.open(repo_id)
            walked = LineageReader(hub, self._core.licenses, stopped).of_repo(repo)
            if repo.trouble is not None:
                return repo, walked
            self._repos[repo_id] = repo, walked
        return self._repos[repo_id]

    def _file(self, model: LocalModel, work: "_Proposing", stopped: Stopped) -> KnownModel:
        if model.id not in self._files:
            known = read_known(model, work.hub, self._core.licenses, stopped, asks=work.trouble is None)
            if work.trouble is not None or known.trouble is not None:
                return known
            self._files[model.id] = known
        return self._files[model.id]


@dataclass
class _Proposing:
    """One need on its way: the drafts by what they are of, and how each was judged."""

    need: Need
    core: Core
    yardstick: Yardstick
    hub: Hub = field(init=False)
    trouble: KnownError | None = None
    drafts: dict[str, Prospect] = field(default_factory=dict)
    judged: dict[str, Judged] = field(default_factory=dict)
    here: dict[str, list[LocalModel]] = field(default_factory=dict)  # by their repos
    tried: set[str] = field(default_factory=set)  # ids of those whose card was asked for

    def __post_init__(self) -> None:
        self.hub = self.core.hub

    def note(self, error: KnownError) -> None:
        """The first counts. Where there is no answer, only what was seen before is looked at from now on."""
        self.trouble = self.trouble or error
        if isinstance(error, OfflineError):
            self.hub = self.core.hub.as_seen()

    def take_here(self, models: Iterable[Model]) -> None:
        for model in models:
            if isinstance(model, EndpointModel):
                self._take(model.id, draft_at_endpoint(model))
            elif isinstance(model, LocalModel) and model.writes and not model.why_not_usable:
                self.here.setdefault(model.repo or "", []).append(model)
                self._take(model.id, self._draft_here(model))

    def take_page(self, page: RepoPage) -> None:
        for row in page.rows:
            if row.id in self.drafts or not writes(row):
                continue
            draft = draft_of_row(row, self.core.licenses, self.yardstick, page.read_at)
            if not (files := self.here.get(row.id, [])):
                self._take(row.id, draft)
            for model in files:
                if not self.drafts[model.id].candidate.is_read:
                    self._take(model.id, self._draft_here(model, draft))

    def _draft_here(self, model: LocalModel, listed: Prospect | None = None) -> Prospect:
        return draft_here(model, self.core.estimates.of(model), self.core.licenses, listed)

    def take_repo(self, candidate: Candidate, repo: Repo, walked: LineageDossier) -> None:
        if candidate.found_in is FoundIn.ENDPOINT:
            self._take(candidate.id, draft_as_said(self.drafts[candidate.id], repo, walked))
            return
        before = self.drafts[candidate.repo]
        self._take(candidate.repo, draft_of_repo(before, repo, walked, self.yardstick))

    def take_file(self, candidate: Candidate, known: KnownModel) -> None:
        self._take(candidate.id, draft_of_file(self.drafts[candidate.id], known))

    def proposal(self, *, is_over: bool = False) -> Proposal:
        """One candidate for all that offer the same weights; left out is what none of them offers."""
        groups: dict[str, list[str]] = {}
        for key, draft in self.drafts.items():
            groups.setdefault(draft.key, []).append(key)
        chosen = [self._chosen(keys) for keys in groups.values()]
        kept = sorted((one for one in chosen if isinstance(one, Candidate)), key=order)
        out = [one for one in chosen if isinstance(one, LeftOut)]
        out.sort(key=lambda one: (-one.candidate.downloads, one.candidate.title.lower()))
        return Proposal(tuple(kept), tuple(out), len(self.drafts), self.trouble, is_over)

    def _chosen(self, keys: list[str]) -> Judged:
        """What is here before what must be fetched, the maker's own before a copy, then the most fetched."""

        def rank(key: str) -> tuple[object, ...]:
            draft = self.drafts[key]
            one = draft.candidate
            is_out = isinstance(self.judged[key], LeftOut)
            runs_well = one.fit is not None and one.fit.word.is_good
            return is_out, one.model is None, not runs_well, not draft.is_by_maker, -one.downloads, key

        best = self.judged[min(keys, key=rank)]
        own = (best.candidate if isinstance(best, LeftOut) else best).repo
        repos = {self.drafts[key].candidate.repo or key for key in keys}
        others = tuple(sorted(repos - {own}))
        if isinstance(best, LeftOut):
            return replace(best, candidate=replace(best.candidate, others=others))
        return replace(best, others=others)

    def _take(self, key: str, draft: Prospect) -> None:
        self.drafts[key] = draft
        self.judged[key] = judge(draft, self.need, self.core.licenses)


def _unread(proposal: Proposal) -> tuple[Candidate, ...]:
    """Those that are left out, too: one may be kept all the same."""
    all_ = (*proposal.candidates, *(one.candidate for one in proposal.left_out if one.can_be_tried))
    return tuple(one for one in all_ if not one.is_read)


def _check(stopped: Stopped) -> None:
    if stopped():
        raise CancelledError
