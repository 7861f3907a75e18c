"""`omx card`: what a model discloses, each fact with its source.

A card file is read alone and prints the fixed form of ``facts_json.card_json``. It is judged by its text,
whatever its name is, unless that is an id: ``ORG__NAME.md``.

``ORG/NAME`` and a .gguf file are read with every model above them, their data sets and results; the JSON is
then ``dossier_json`` with ``"repo"``, ``"commit"``, ``"read_at"``, ``"lineage"`` (``hop_json``, nearest
first), ``"broken"`` (where a chain ends early, in words), ``"license_chain"``, ``"datasets"``, ``"results"``,
``"sampling"`` and ``"security"``.

With ``--why`` the JSON is that of ``why.py``.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from explorer.base.files import is_file, is_there, read_small
from explorer.cli.output import Output, table
from explorer.cli.services import with_core
from explorer.cli.why import why_question, why_result
from explorer.domain.errors import AnswerError, CancelledError, KnownError, NotFoundError
from explorer.domain.facts import Dossier, Evidence
from explorer.domain.repo import Repo
from explorer.engine.local.gguf.header import read_header
from explorer.hub.errors import BusyError
from explorer.hub.pasted import read_pasted
from explorer.local.model_facts.lineage_reader import LineageDossier, LineageReader
from explorer.local.model_facts.model_sources import sources_of_repo
from explorer.local.models.model_lookup import resolve_model
from explorer.services import Core
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.card_text.card_name import card_name
from explorer.transparency.dataset import Dataset
from explorer.transparency.dossier import read_dossier
from explorer.transparency.evidence_json import security_json
from explorer.transparency.facts_json import (
    card_json,
    chain_json,
    dataset_json,
    dossier_json,
    hop_json,
    result_json,
    stated_json,
)
from explorer.transparency.lineage.hops import Hop
from explorer.transparency.lineage.inheritance import with_lineage
from explorer.transparency.lineage.walk import unwalked
from explorer.transparency.rubric import title_of
from explorer.transparency.safety.security import SecurityFact, header_security_facts, merged_security_facts
from explorer.transparency.sources import Sources

_MOST_RESULTS = 20  # in the words for people; the JSON holds all


def add_arguments(parser: ArgumentParser) -> None:
    about = "org/name, a .gguf file, or a card: judged by its text, its name counts only as ORG__NAME.md"
    parser.add_argument("references", metavar="FILE_OR_REPO", nargs="+", help=about)
    why = "why its card is read so: a line (12, 12-15), what is disclosed (license), or both (license:12)"
    parser.add_argument("--why", metavar="WHAT", help=why)


@with_core
def run(core: Core, args: Namespace, out: Output) -> None:
    """One JSON object a line for each file or repo named. Raises KnownError, once all others were read."""
    tell = partial(_why, args.why) if args.why is not None else _card
    troubles = [trouble for one in args.references if (trouble := _tried(tell, core, one, out))]
    for trouble in troubles[:-1]:
        out.note(f"omx: {trouble}")
    if troubles:
        raise troubles[-1]


def _tried(
    tell: Callable[[Core, str, Output], None], core: Core, reference: str, out: Output
) -> KnownError | None:
    """What kept one of them from being read: the others are read all the same."""
    try:
        tell(core, reference, out)
    except CancelledError:
        raise
    except KnownError as error:
        return error
    return None


def _card(core: Core, reference: str, out: Output) -> None:
    path = Path(reference)
    if _is_card(path):
        dossier = _alone(core, _sources_of_card(path))
        out.result(card_json(dossier, reference), f"{reference}\n{_findings(dossier)}")
    else:
        walked, about = _read_model(core, reference, out)
        out.result(_walked_json(walked, reference, about), _walked_text(walked, reference))


def _why(what: str, core: Core, reference: str, out: Output) -> None:
    """How its own card is read, whatever stands above it."""
    path = Path(reference)
    if path.suffix.lower() == ".gguf":
        raise KnownError(f"{reference} has no card to explain.", "Name a model card, or org/name.")
    sources = _sources_of_card(path) if _is_card(path) else sources_of_repo(_repo_of(core, reference, out))
    if sources.card is None:
        raise KnownError(f"No card of {reference} is at hand.")
    asked = why_question(what, sources.card)
    told, words = why_result(asked, sources, _alone(core, sources), core.licenses)
    out.result({"file": reference, "why": what, **told}, words)


def _is_card(path: Path) -> bool:
    return is_there(path) and path.suffix.lower() != ".gguf"


def _read_model(core: Core, reference: str, out: Output) -> tuple[LineageDossier, dict[str, Any]]:
    """A file or a repo with all above it; and what says which version of it that was."""
    path, reader = Path(reference), LineageReader(core.hub, core.licenses)
    if path.suffix.lower() == ".gguf" and is_file(path):
        model = resolve_model(core.models_folder, reference)
        walked = reader.of_model(model, with_sampling=True)
        return _with_header(walked, path), {"repo": model.repo or "", "commit": model.commit or ""}
    repo = _repo_of(core, reference, out)
    about = {"repo": repo.id, "commit": repo.commit, "read_at": repo.read_at.isoformat()}
    return reader.of_repo(repo, with_sampling=True), about


def _repo_of(core: Core, reference: str, out: Output) -> Repo:
    """With its card, where that could be read."""
    path, meant = Path(reference), read_pasted(reference, core.hub.endpoint)
    if meant is None or (path.suffix.lower() in (".gguf", ".md") and not meant.is_address):
        raise NotFoundError(f"There is no file {reference}.", "Name a model card, a .gguf file or org/name.")
    repo = core.hub.describe(meant.repo_id)
    try:
        return core.hub.with_card(repo)
    except (AnswerError, BusyError) as error:  # what the Hub itself says of it is worth reading
        out.note(f"The model card could not be read: {error.what}")
        return repo


def _with_header(walked: LineageDossier, path: Path) -> LineageDossier:
    """With what is odd about the header of a file that is here."""
    odd = header_security_facts(read_header(path), path.stat().st_size)
    return replace(walked, security=merged_security_facts(walked.security, odd))


def _sources_of_card(path: Path) -> Sources:
    try:
        text = read_small(path).decode(errors="replace")
    except OSError as error:
        raise KnownError(f"The card {path} could not be read ({error}).", "Check its path.") from error
    read_at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    return Sources(repo=_id_of(path.stem, text), commit="", card=text, read_at=read_at)


def _alone(core: Core, sources: Sources) -> Dossier:
    """Without the models above it, and with what is not known for that."""
    dossier = read_dossier(sources, core.licenses)
    return with_lineage(dossier, unwalked(dossier), core.licenses)


def _id_of(stem: str, text: str) -> str:
    """OWNER__NAME is an id, written as a file name can be; any other name says nothing of the model."""
    return stem if "__" in stem.strip("_") else card_name(text)


def _walked_json(walked: LineageDossier, reference: str, about: dict[str, Any]) -> dict[str, Any]:
    return {
        **dossier_json(walked.dossier, reference),
        **about,
        "lineage": [hop_json(hop) for hop in walked.lineage.hops],
        "broken": [str(words) for words in walked.lineage.broken],
        "license_chain": chain_json(walked.chain),
        "datasets": [dataset_json(dataset) for dataset in walked.datasets],
        "results": [result_json(result) for result in walked.results],
        "sampling": [stated_json(stated) for stated in walked.sampling],
        "security": [security_json(fact) for fact in walked.security],
    }


def _walked_text(walked: LineageDossier, reference: str) -> str:
    """For people: the findings, then what stands around them; a part without anything is left out."""
    sampling = [f"{s.name} {s.value} ({s.evidence.place})" for s in walked.sampling]
    parts = (
        ("Made from", [_hop(hop) for hop in walked.lineage.hops] + [str(b) for b in walked.lineage.broken]),
        ("Licenses along the chain", [str(walked.chain.words)] if walked.chain.words else []),
        ("Data sets", [line for dataset in walked.datasets for line in _dataset(dataset)]),
        ("Results, as they are stated", list(_results(walked.results))),
        ("Sampling, as its makers state it", sampling),
        ("Security", [_security(fact) for fact in walked.security]),
    )
    told = ["\n".join((title, *(f"  {line}" for line in lines))) for title, lines in parts if lines]
    return "\n\n".join((f"{reference}\n{_findings(walked.dossier)}", *told))


def _dataset(dataset: Dataset) -> Iterator[str]:
    """Whether it can be had, and below that what its own card says."""
    yield str(dataset.words)
    for finding in dataset.findings:
        yield f"  {title_of(finding.dimension)}: {finding.text} ({finding.evidence[0].place})"


def _findings(dossier: Dossier) -> str:
    rows = [
        [title_of(f.dimension), f.text or str(f.verdict).replace("_", " "), _where(f.evidence)]
        for f in dossier.findings
    ]
    return "\n".join((table(rows), *(f"Note: {words}" for words in dossier.problems)))


def _where(evidence: tuple[Evidence, ...]) -> str:
    return f"“{evidence[0].words[:80]}” ({evidence[0].place})" if evidence else ""


def _hop(hop: Hop) -> str:
    license_ = hop.dossier.get("license") if hop.dossier is not None else None
    named = f"once called {hop.named}" if hop.named else ""
    parts = (hop.relation, license_.text if license_ is not None else "", named, hop.why)
    return f"{hop.depth} up: {hop.repo} ({'; '.join(str(part) for part in parts if part)})"


def _results(results: tuple[BenchmarkResult, ...]) -> Iterable[str]:
    for result in results[:_MOST_RESULTS]:
        whose = f"of {result.model}" if result.model else ""
        about = (result.metric, result.setting, whose, result.proof, str(result.evidence.place))
        yield f"{result.benchmark} {result.value} ({'; '.join(part for part in about if part)})"
    if len(results) > _MOST_RESULTS:
        yield f"and {len(results) - _MOST_RESULTS} more (--json shows all)"


def _security(fact: SecurityFact) -> str:
    return f"{fact.text} {fact.place}".rstrip()
