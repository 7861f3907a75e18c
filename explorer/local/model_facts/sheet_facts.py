"""Facts that every sheet shows in the same words, of a repo on the Hub and of a file on this disk."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from explorer.domain.facts import Dossier, Finding
from explorer.domain.fit import Fit, FitWord, speed_text
from explorer.domain.repo import RepoRow
from explorer.domain.units import ago_text, count_text, size_text
from explorer.domain.words import Words, joined
from explorer.engine.local.gguf.header import Header
from explorer.hub.repo_names import is_repo_id
from explorer.hub.responses import moment
from explorer.kit.actions import Action
from explorer.local.model_facts.lineage_reader import LineageDossier
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.lineage.hops import Hop as Above
from explorer.transparency.safety.security import (
    SecurityFact,
    header_security_facts,
    merged_security_facts,
    repo_security_facts,
)
from explorer.transparency.sheet_view.sheet_content import (
    HopLine,
    HopLook,
    ModelStructure,
    SheetContent,
    Stat,
    Tag,
    structure_of,
)
from explorer.transparency.sources import Sources

type OpenRepo = Callable[[str], None]


def hops(dossier: Dossier, walked: LineageDossier | None, open_repo: OpenRepo) -> tuple[HopLine, ...]:
    """From the roots to this model; until the models above were read, the parents that it names."""
    license_ = dossier.get("license")
    note = license_.text if license_ and license_.text else Words("license not stated")
    disagreeing = {step.repo for step in walked.chain.conflicts} if walked is not None else set[str]()
    last = HopLine(Words("this model"), note, is_conflict=bool(disagreeing))
    if walked is not None and walked.lineage.hops:
        farthest = sorted(walked.lineage.hops, key=lambda hop: -hop.depth)
        above = (_above(hop, walked, open_repo) for hop in farthest)
        return (*(replace(hop, is_conflict=hop.name in disagreeing) for hop in above), last)
    named = [
        _named(str(p["id"]), str(p.get("relation")), open_repo) for p in _parents(dossier.get("lineage"))
    ]
    return (*named, last) if named else ()


def _above(hop: Above, walked: LineageDossier, open_repo: OpenRepo) -> HopLine:
    stated = hop.dossier.get("license") if hop.dossier is not None else None
    license_ = stated.text if stated is not None and stated.text else Words("license not stated")
    return HopLine(
        hop.repo,
        license_ if hop.dossier is not None else _unread(hop, walked),
        _relation(hop.relation),
        _opened(hop.repo, open_repo) if hop.state != "gone" else None,
        depth=hop.depth,
        child=hop.child,
        trouble=_trouble(hop) if hop.dossier is not None else Words(""),
        state=_state(hop, walked),
    )


def _state(hop: Above, walked: LineageDossier) -> HopLook:
    if hop.state == "asked":
        return "asked" if hop.repo == walked.lineage.asking else "waiting"
    return "read" if hop.dossier is not None else "unread"


def _unread(hop: Above, walked: LineageDossier) -> str:
    if hop.state != "asked":
        return hop.why
    if not walked.asking:
        return Words("it was not read")
    return Words("being read…") if hop.repo == walked.lineage.asking else Words("named as its base")


def _trouble(hop: Above) -> Words:
    """What else must be known of a model that answered."""
    named = Words("once called {name}", name=hop.named) if hop.named else ""
    return joined("; ", (hop.why, named))


_STILL = Words("models above are still being read")


def answered_so_far(content: SheetContent) -> SheetContent:
    """What is answered before all models above were read may not be the last word, and says so.

    Beside what is said anyway, so that the page does not move when it is over.
    """
    if not content.asking or not content.hops:
        return content
    first, *more = content.stats
    stats = (replace(first, note=joined(" · ", (first.note, _STILL))), *more)
    lines = tuple(replace(line, caution=_STILL) for line in content.permission[:1])
    return replace(content, stats=stats, permission=(*lines, *content.permission[1:]))


def _named(name: str, relation: str, open_repo: OpenRepo) -> HopLine:
    action = _opened(name, open_repo) if is_repo_id(name) else None
    return HopLine(name, Words("named as its base"), _relation(relation), action, depth=1, state="waiting")


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
    return [p for p in lineage.value if isinstance(p, dict) and p.get("id")]


def security(
    sources: Sources, header: Header | None, walked: LineageDossier | None = None
) -> tuple[SecurityFact, ...]:
    """Of the repo, with the files of it that were read, and of the header of its files."""
    of_file = header_security_facts(header, repo=sources.repo) if header is not None else ()
    if sources.api is None:
        return merged_security_facts((_UNASKED,), of_file)
    return merged_security_facts(
        walked.security if walked is not None else repo_security_facts(sources), of_file
    )


_UNASKED = SecurityFact(
    Words("Not checked: which files its repo has and what scanners say, as no answer of the Hub is at hand."),
    "plain",
)


def inside(header: Header | None) -> ModelStructure | None:
    """As far as a header says; of a file on the Hub its tensors are not among the first bytes."""
    return structure_of(header) if header is not None else None


def community(row: RepoRow, discussions: int | None, now: datetime) -> tuple[Stat, ...]:
    """What was said; what was not is left out."""
    stats = (
        (Words("Downloads a month"), count_text(row.downloads) if row.downloads is not None else ""),
        (Words("Likes"), count_text(row.likes) if row.likes is not None else ""),
        (Words("Discussions"), f"{discussions:,}" if discussions is not None else ""),
        (Words("Last change"), _ago(row.updated, now)),
    )
    return tuple(Stat(question, answer, "") for question, answer in stats if answer)


def _ago(then: datetime | None, now: datetime) -> str:
    if then is None:
        return ""
    if now - then < timedelta(days=1):
        return Words("today")
    return Words("{time} ago", time=ago_text(then, now))


def published(api: Mapping[str, Any]) -> str:
    created = moment(api.get("createdAt"))
    return Words("published on {date}", date=f"{created:%Y-%m-%d}") if created is not None else ""


def tags(
    fit: Fit | None, dossier: Dossier | None, licenses: Licenses, *, sees: bool = False
) -> tuple[Tag, ...]:
    """What stands beside the name: how it runs here, its license, and that it sees images."""
    found = []
    if fit is not None:
        speed = Words("{speed} tokens/s", speed=speed_text(fit.speed)) if fit.speed else ""
        found.append(Tag(joined(" · ", (fit.word, speed)), fit.word.tone))
    stated = dossier.get("license") if dossier is not None else None
    if stated is not None and stated.text and stated.evidence:
        found.append(Tag(stated.text, "bad" if stated.conflict else licenses.tone(str(stated.value or ""))))
    if sees:
        found.append(Tag(Words("sees images"), "neutral"))
    return tuple(found)


def runs_stat(fit: Fit | None) -> Stat:
    """Whether a file will run here, with the numbers behind the word."""
    question = Words("Will it run here?")
    if fit is None:
        return Stat(question, Words("Not known"), Words("The size of its file is not stated."))
    answers = {
        FitWord.FITS: Words("Yes, it fits"),
        FitWord.RUNS_WELL: Words("Yes, it runs well"),
        FitWord.RUNS_SLOWLY: Words("Yes, but slowly"),
        FitWord.TIGHT: Words("Just about"),
        FitWord.TOO_BIG: Words("Too big"),
        FitWord.NO_ROOM: Words("No room on disk"),
    }
    return Stat(question, answers[fit.word], _numbers(fit))


def _numbers(fit: Fit) -> Words:
    needed, total, basis = size_text(fit.told), size_text(fit.total), fit.conditions
    if not fit.word.is_possible:
        memory = Words(
            "Needs about {needed} of memory; models may take {total} ({basis}).",
            needed=needed, total=total, basis=basis,
        )  # fmt: skip
        disk = Words("Needs {needed} of disk; {free} are free.",
                     needed=size_text(fit.disk), free=size_text(fit.disk_free))  # fmt: skip
        too_big = memory if fit.word is FitWord.TOO_BIG else ""
        return joined(" ", (too_big, disk if fit.disk else ""))
    if not fit.speed:
        return Words(
            "About {needed} of {total} memory for models ({basis}).", needed=needed, total=total, basis=basis
        )
    return Words(
        "About {needed} of {total} memory for models and {speed} tokens/s ({basis}).",
        needed=needed,
        total=total,
        speed=speed_text(fit.speed),
        basis=basis,
    )
