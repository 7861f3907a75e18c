"""What a report rests on: every quote in full with its commit, and the conditions of every number."""

from collections.abc import Iterator

from explorer.compare.report_blocks import Block, Break, Bullets, Heading, Line, Para, Row, Table
from explorer.compare.report_model import Fact, Report, Source
from explorer.compare.results import Setting
from explorer.domain.enumeration import enumerated
from explorer.domain.facts import Proof
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined


def sources_part(report: Report) -> Iterator[Block]:
    yield Break()
    yield Heading(Words("Sources"), 2, "sources")
    yield Para(
        Words(
            "Every quote in full, with the repository and commit it was read at. Claimed: somebody says so;"
            " resolves: what it names exists; verified: bytes or a text were matched."
        ),
        "muted",
    )
    for model in report.models:
        yield Heading(model.label, 3)
        rows = tuple(row for fact in model.facts for row in _source_rows(fact))
        head = (Words("Question"), Words("Quote"), Words("Where"))
        yield Table(Words("Sources of {model}", model=model.label), head, rows, "facts")


def _source_rows(fact: Fact) -> Iterator[Row]:
    head = (Line(fact.title), Line(_proof(fact.proof), "muted"))
    for number, source in enumerate(fact.sources):
        commit = Words("commit {sha}", sha=source.commit[:12]) if source.commit else ""
        read = Words("read on {date}", date=f"{source.read_at:%Y-%m-%d}") if source.read_at else ""
        where = (
            Line(where_words(source), href=source.url),
            Line(joined(" · ", (source.repo, commit, read)), "muted"),
        )
        yield Row(
            head if not number else (Line(fact.title, "muted"),), ((Line(source.plain, "quote"),), where)
        )
    if not fact.sources:
        places = enumerated(fact.searched)
        looked = Words("searched: {places}", places=places) if fact.searched else Words("nothing at hand")
        yield Row((Line(fact.title),), ((Line(fact.text, "body", fact.mark),), (Line(looked, "muted"),)))


def _proof(proof: Proof) -> Words:
    return {
        Proof.CLAIMED: Words("claimed"),
        Proof.RESOLVES: Words("resolves"),
        Proof.VERIFIED: Words("verified"),
    }[proof]


def conditions_part(report: Report) -> Iterator[Block]:
    yield Heading(Words("Conditions"), 2, "conditions")
    lines = [Line(one) for one in report.conditions]
    lines += [Line(told) for one in report.machines if (told := _machine(one.processor, one))]
    for model in report.models:
        hashes = dict.fromkeys(s.sha256 for s in report.said if s.column == model.key and s.sha256)
        for sha256 in hashes:
            told = Words("{model}: SHA-256 of the file that ran: {hash}", model=model.label, hash=sha256)
            lines.append(Line(told))
        if not hashes and any(s.column == model.key and s.text for s in report.said):
            told = Words("{model}: the hash of the file that ran was not measured.", model=model.label)
            lines.append(Line(told))
    if not lines:
        lines.append(Line(Words("Nothing was measured in this comparison.")))
    if report.measurements and not any(one.id == "joules_per_token" for one in report.measurements):
        lines.append(Line(Words("Energy: the system does not tell.")))
    yield Bullets(tuple(lines))


def _machine(processor: str, machine: Setting) -> Words:
    memory = Words("{size} of memory", size=size_text(machine.memory_total)) if machine.memory_total else ""
    cores = Words("{n} cores", n=machine.cores) if machine.cores else ""
    parts = [part for part in (processor, cores, memory, machine.system) if part]
    return Words("Machine: {parts}.", parts=enumerated(parts))


def where_words(source: Source) -> str:
    """card, line 3 · 1 up"""
    return joined(" · ", (source.place, Words("{n} up", n=source.hop) if source.hop else ""))
