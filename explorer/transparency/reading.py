"""The sources of one model, opened: what a rule asks, and the evidence it gets back."""

import re
from collections.abc import Callable, Collection, Iterable
from functools import cached_property, wraps
from typing import Any

from explorer.domain.facts import Evidence, Finding, Proof, SourceKind, Verdict
from explorer.domain.quantization import label_of
from explorer.domain.words import Words
from explorer.engine.local.gguf.header import file_type_of
from explorer.transparency.card_text.card import ParsedCard
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.card_text.yaml_values import YamlEntry
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.named_sizes import RowsOfSize, sizes_in
from explorer.transparency.phrases.phrase import Finder, phrases_of
from explorer.transparency.sources import OpenSources, Sources

cards = phrases_of("cards")
subjects = phrases_of("subjects")
FULL_TYPES = frozenset(("F32", "F16", "BF16"))  # of weights that are not reduced


class Reading(OpenSources):
    """Sources, the card as blocks, and the table of licenses."""

    def __init__(self, sources: Sources, licenses: Licenses, card: ParsedCard | None = None) -> None:
        super().__init__(sources)
        self.licenses = licenses
        is_read = card is not None or sources.card is None
        self.card = card if is_read else ParsedCard(sources.card or "", sources.repo)
        self._once: dict[object, Any] = {}

    def once[T](self, ask: Callable[["Reading"], T]) -> T:
        """What several rules ask, answered once for all of them."""
        if ask not in self._once:
            self._once[ask] = ask(self)
        found: T = self._once[ask]
        return found

    @cached_property
    def searched(self) -> tuple[str, ...]:
        """The sources that are at hand, as they are named to people."""
        is_cut = self.sources.is_header_cut
        header = Words("start of the GGUF header") if is_cut else Words("GGUF header")
        named = (
            (Words("card"), self.sources.card),
            (Words("Hub answer"), self.sources.api),
            (header, self.sources.header),
        )
        return tuple(name for name, source in named if source is not None)

    @property
    def own(self) -> tuple[Passage, ...]:
        """The sentences of the card that speak of this model."""
        return self.card.own if self.card else ()

    @property
    def fenced(self) -> tuple[Passage, ...]:
        """Its blocks of code."""
        return self.card.fenced if self.card else ()

    @cached_property
    def titles(self) -> tuple[Passage, ...]:
        """Its headings that state something, as sentences: "# Owl-7B fine-tuned on poems"; no "Fine-tuning
        Owl". None where some may be of an original's card that it carries."""
        card = self.card
        if card is None or len(card.own) < len(card.passages):
            return ()
        return tuple(title for title in card.titles if not subjects.how_to.search(title.text))

    def likely(self, *patterns: Finder, also: Iterable[Passage] = ()) -> Iterable[Passage]:
        """Of these sentences, in their order, those that may match one of the patterns by their words; far
        fewer than all. ``also``: others that are to be among them."""
        if self.card is None:
            return ()
        known = self._by_number  # reads the card, which fills the index
        found = {passage.number for passage in also}
        for pattern in patterns:
            numbers = self.card.index.candidates_of(pattern)
            if numbers is None:
                return self.own
            found |= numbers
        return [known[number] for number in sorted(found) if number in known]

    @cached_property
    def _by_number(self) -> dict[int, Passage]:
        return {passage.number: passage for passage in self.own}

    @cached_property
    def rows(self) -> tuple[Passage, ...]:
        """Those that are rows of tables."""
        return tuple(passage for passage in self.own if passage.header)

    @cached_property
    def labelled(self) -> tuple[Passage, ...]:
        """Those that begin with a label."""
        return tuple(passage for passage in self.own if passage.label)

    def under(self, title: Finder, depth: int = 2) -> list[Passage]:
        """Those below a heading that matches, of the nearest ``depth``; each section is asked once."""
        if self.card is None:
            return []
        index, sections = self.card.index, self._by_section
        found = [p for s in sections if s and index.is_in_titles(title, s, depth) for p in sections[s]]
        return sorted(found, key=lambda p: p.number)  # two sections may have the same headings

    @cached_property
    def _by_section(self) -> dict[tuple[str, ...], list[Passage]]:
        sections: dict[tuple[str, ...], list[Passage]] = {}
        for passage in self.own:
            sections.setdefault(passage.section, []).append(passage)
        return sections

    @cached_property
    def embedded(self) -> tuple[Passage, ...]:
        """The sentences of the original's card where it is set into the card of its quantized copy."""
        if self.card is None or not self.is_quantized:
            return ()
        return tuple(p for p in self.card.passages if p.is_embedded)

    @cached_property
    def name(self) -> str:
        """This model's name without its owner, also of a file called OWNER__NAME."""
        return re.split(r"/|__", self.sources.repo)[-1]

    @cached_property
    def size(self) -> str:
        """The size in the model's name, "7b" or "1.4b" or "70m" in lower case, "" where it has none."""
        return next(iter(sizes_in(self.sources.repo)), "")

    @cached_property
    def _rows_of_size(self) -> RowsOfSize:
        return RowsOfSize(self.size, self.rows)

    def is_of_other_size(self, passage: Passage, besides: Collection[int] = ()) -> bool:
        """Whether a row of a table is about a sibling: a size in its first cells or its column of sizes, and
        not this model's. ``besides``: columns that count something else."""
        return bool(self.size) and self._rows_of_size.is_other(passage, frozenset(besides))

    def own_cell(self, passage: Passage) -> str:
        """Of a row whose columns are models of several sizes, the cell of this one, else the first value."""
        return self._rows_of_size.own_cell(passage)

    def texts(self, key: str) -> tuple[str, ...]:
        """The values of a metadata key of the card."""
        return self.card.texts(key) if self.card else ()

    def entries(self, key: str) -> tuple[YamlEntry, ...]:
        """A metadata key of the card, and where it stands again."""
        return self.card.all_of(key) if self.card else ()

    @cached_property
    def tags(self) -> frozenset[str]:
        """Tags of the card and of the Hub, lower case."""
        return frozenset(t.lower() for t in (*self.texts("tags"), *self.api_tags))

    @cached_property
    def is_draft(self) -> bool:
        """Whether this is the draft head of another model: neither a copy of it nor made of its weights."""
        is_named = is_draft_name(self.sources.repo) or "eagle3" in self.tags
        return is_named and not is_quantized_name(self.sources.repo) and not self.sources.header

    @cached_property
    def is_quantized(self) -> bool:
        """Whether name, tags or header say that these weights are a reduced version."""
        if self.is_draft:
            return False
        name = self.sources.repo.lower()
        label = file_type_of(self.sources.header or {}) or label_of(self.sources.file or "")
        return (
            is_quantized_name(name)
            or bool({"quantized", "gguf", "gptq", "awq", "exl2", "int8", "int4"} & self.tags)
            or bool(self.texts("quantized_by"))
            or (bool(label) and label not in FULL_TYPES)
            or any(t.startswith("base_model:quantized:") for t in self.api_tags)
        )

    def from_yaml(self, key: str, part: str = "", entry: YamlEntry | None = None) -> Evidence:
        """``part``: of a long value, what is to be shown; ``entry``: of a key that stands twice, which."""
        assert self.card is not None  # noqa: S101  a key was found in it
        quote, first, last = self.card.quote_of(key, part, entry)
        return self.evidence(SourceKind.YAML, key, quote, first, last)

    def from_card(self, passage: Passage) -> Evidence:
        locator = passage.heading or passage.label or Words("text")
        quote, first_line = passage.with_above or (passage.quote, passage.first_line)
        return self.evidence(SourceKind.CARD, locator, quote, first_line, passage.last_line)

    def silent(self, dimension: str, text: str = Words("Not disclosed"), value: Any = None) -> Finding:
        """Nobody said it; or, without any source, nobody was asked."""
        if not self.searched:
            return Finding(dimension, Verdict.NOT_CHECKED, Words("Not checked"), value)
        return Finding(dimension, Verdict.NOT_DISCLOSED, text, value, searched=self.searched)

    def found(
        self,
        dimension: str,
        verdict: Verdict,
        text: str,
        value: Any,
        evidence: Iterable[Evidence],
        conflict: str = "",
        proof: Proof = Proof.CLAIMED,
    ) -> Finding:
        """A finding with its evidence, each place once."""
        once = tuple({(e.kind, e.locator, e.quote): e for e in evidence}.values())
        return Finding(dimension, verdict, text, value, once[:8], self.searched, conflict, proof)


class PartOfReading(Reading):
    """The same sources, of whose card only some sentences are read; what the model is, the whole tells."""

    def __init__(self, whole: Reading, own: tuple[Passage, ...]) -> None:
        super().__init__(whole.sources, whole.licenses, whole.card)
        self._whole = whole
        self._own = own

    @property
    def own(self) -> tuple[Passage, ...]:
        return self._own

    def once[T](self, ask: Callable[[Reading], T]) -> T:
        return self._whole.once(ask)


def asked_once[T](ask: Callable[[Reading], T]) -> Callable[[Reading], T]:
    """A question that is answered once a reading, see ``Reading.once``."""

    @wraps(ask)
    def asked(reading: Reading) -> T:
        return reading.once(ask)

    return asked


def is_quantized_name(name: str) -> bool:
    """Whether a repo's name says that its weights are a reduced version."""
    return bool(cards.quantized_name.search(name))


def is_draft_name(name: str) -> bool:
    """Whether a name is that of a draft head."""
    return bool(cards.draft_name.search(name))
