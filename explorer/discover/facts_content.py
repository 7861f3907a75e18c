"""What the sheet shows of a repo's facts: its lineage, results, security, the inside of the model."""

from collections.abc import Callable
from functools import partial

from explorer.domain.facts import Dossier, Evidence, Finding
from explorer.domain.repo import Repo
from explorer.domain.words import Words, joined
from explorer.hub.names import is_repo_id
from explorer.kit.actions import Action
from explorer.local.facts import sources_of_repo
from explorer.local.lineage import Walked
from explorer.local.remote_fit import RemoteHeader
from explorer.transparency.benchmark_result import BenchmarkResult
from explorer.transparency.explained import Explanations
from explorer.transparency.header_security import of_header
from explorer.transparency.inside import inside_of
from explorer.transparency.licenses import Licenses
from explorer.transparency.reading import Reading
from explorer.transparency.results import results_of
from explorer.transparency.security import SecurityFact, of_repo, together
from explorer.transparency.sheet_content import Hop, Inside, SheetTools
from explorer.transparency.sources import Sources
from explorer.transparency.walk import Hop as Above

_MOST_HOPS = 8  # shown; a merge of many has more

type OpenRepo = Callable[[str], None]


def hops(dossier: Dossier, walked: Walked | None, open_repo: OpenRepo) -> tuple[Hop, ...]:
    """From the root to this model; until the models above were read, the parents that it names."""
    license_ = dossier.get("license")
    note = license_.text if license_ and license_.text else Words("license not stated")
    last = Hop(Words("this model"), note)
    if walked is not None and walked.lineage.hops:
        nearest = sorted(walked.lineage.hops, key=lambda hop: hop.depth)[:_MOST_HOPS]
        return (*(_above(hop, open_repo) for hop in reversed(nearest)), last)
    named = [
        _named(str(p["id"]), str(p.get("relation")), open_repo) for p in _parents(dossier.get("lineage"))
    ]
    return (*named, last) if named else ()


def _above(hop: Above, open_repo: OpenRepo) -> Hop:
    stated = hop.dossier.get("license") if hop.dossier is not None else None
    note = stated.text if stated is not None and stated.text else Words("license not stated")
    if hop.dossier is None:
        return Hop(hop.repo, hop.why, _relation(hop.relation), _opened(hop.repo, open_repo))
    if hop.why:
        note = joined("; ", (note, hop.why))
    if hop.named:
        note = Words("{license}; once called {name}", license=note, name=hop.named)
    return Hop(hop.repo, note, _relation(hop.relation), _opened(hop.repo, open_repo))


def _named(name: str, relation: str, open_repo: OpenRepo) -> Hop:
    action = _opened(name, open_repo) if is_repo_id(name) else None
    return Hop(name, Words("named as its base"), _relation(relation), action)


def _opened(name: str, open_repo: OpenRepo) -> Action:
    return Action(Words("Open {name}", name=name), partial(open_repo, name))


def _relation(relation: str) -> Words:
    relations = {
        "quantized": Words("quantized"),
        "finetune": Words("fine-tuned"),
        "adapter": Words("adapter"),
        "merge": Words("merged"),
        "distillation": Words("distilled"),
    }
    return relations.get(relation, Words("then"))


def _parents(lineage: Finding | None) -> list[dict[str, object]]:
    if lineage is None or not isinstance(lineage.value, list | tuple):
        return []
    return [p for p in lineage.value if isinstance(p, dict) and p.get("id")][:_MOST_HOPS]


def results(repo: Repo, walked: Walked | None, licenses: Licenses) -> tuple[BenchmarkResult, ...]:
    """Those that card, metadata, files and the Hub state, then those of the models above."""
    if walked is not None:
        return walked.results
    return results_of(Reading(Sources(repo.id, repo.commit, repo.card, repo.api), licenses))


def security(
    repo: Repo, header: RemoteHeader | None, walked: Walked | None = None
) -> tuple[SecurityFact, ...]:
    """Of the repo, with the files of it that were read, and of the header of its files."""
    of_file = (
        of_header(header.header, repo=repo.id) if header is not None and header.header is not None else ()
    )
    return together(walked.security if walked is not None else of_repo(sources_of_repo(repo)), of_file)


def inside(header: RemoteHeader | None) -> Inside | None:
    """As far as the first bytes of a file say; its tensors are not among them."""
    return inside_of(header.header) if header is not None and header.header is not None else None


def tools(repo: Repo, walked: Walked | None, explanations: Explanations) -> SheetTools:
    """The cards and files that quotes were read in, of this model and of those above."""
    above = walked.cards if walked is not None else {}
    cards, files = {**above, repo.id: repo.card or ""}, walked.texts if walked is not None else {}

    def source(evidence: Evidence) -> str | None:
        if evidence.path:
            return files.get((evidence.repo, evidence.path))
        return cards.get(evidence.repo) or None

    return SheetTools(explanations.of, source)
