"""A model card as something to be read: its metadata, its blocks and its sentences, each with lines.

Code, comments, placeholders and tables of contents are no evidence and do not appear. What follows a
heading such as "Original model card" speaks of another model and is marked as embedded.
"""

import itertools
import re
from bisect import bisect_left
from functools import cached_property, lru_cache

from explorer.domain.words import Words
from explorer.transparency.card_text.blocks import MARKER, Block, BlockKind, bold_label_of, read_blocks
from explorer.transparency.card_text.carried_card import start_of_carried
from explorer.transparency.card_text.front_matter import metadata_blocks, metadata_in, texts
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.markup import (
    BADGE,
    PICTURE,
    blanked,
    comments,
    fences,
    plain,
    references,
    urls,
    without_code,
)
from explorer.transparency.card_text.passage import CardSection, Passage
from explorer.transparency.card_text.placeholders import is_silent
from explorer.transparency.card_text.sentence_cuts import cuts_of
from explorer.transparency.card_text.word_index import WordIndex
from explorer.transparency.card_text.yaml_values import Value, YamlEntry
from explorer.transparency.phrases.phrase import Finder

MAX_PASSAGES = 4000  # the longest card seen has 1,100
MAX_CHARACTERS = 1_000_000  # no card of use is longer; what follows is left out and said
_QUOTE_LINES = 8  # a list of languages may have hundreds of lines; the first show where it stands
_QUOTE_CHARACTERS = 600
_MOST_PICTURES = 500
_CODE_CHARACTERS = 20_000  # of one fenced block that are read
# "About GPT2", "Details of T5" in the card of what was made from it.
_ABOUT = re.compile(
    r"\W*(?:about|details of)(?: the)? (?P<name>gpt[\w.-]*|m?t5|byt5|\w*bert|m?bart|llama[\w.-]*"
    r"|electra|xlnet"
    r"|pegasus|opt|bloom|mistral|falcon)(?: model)?\W*",
    re.IGNORECASE,
)
_SIZES = re.compile(r"(?:tiny|mini|small|medium|base|large|xx?l|\d+[bm]|v\d+|uncased|cased)*")


class ParsedCard:
    """One model card. Reading it raises nothing, whatever the text.

    ``repo``: whose card it is, as far as known; below its own heading another's card may be carried along.
    """

    def __init__(self, text: str, repo: str = "") -> None:
        self._repo = letters(repo)
        self._name = letters(re.split(r"/|__", repo)[-1])
        self.problems: list[str] = []
        self.is_cut = False  # not all of it was read
        if len(text) > MAX_CHARACTERS:
            self._cut(Words("The card is longer than a million characters; the rest was not read."))
        self.text = text[:MAX_CHARACTERS]
        self.index = WordIndex()
        self._fences = fences(self.text)
        self._masked = without_code(self.text, self._fences)
        self._yaml = metadata_blocks(self.text, self._masked)
        self.entries: dict[str, YamlEntry] = {}  # lines count from the start of the text
        self.half_read: dict[str, str] = {}  # why only a part of its value may be known, "" where all is
        for start, end in self._yaml:
            found = metadata_in(self.text, start, end, is_cut=len(text) > MAX_CHARACTERS <= end)
            # Of a key that comes twice the first, as the Hub has it.
            self.half_read = dict.fromkeys(found.entries, found.half_read) | self.half_read
            self.entries = found.entries | self.entries
            self.problems += found.problems

    def _cut(self, why: Words) -> None:
        self.is_cut = True
        self.problems.append(why)

    def value(self, key: str) -> Value:
        entry = self.entries.get(key)
        return entry.value if entry else None

    def texts(self, key: str) -> tuple[str, ...]:
        return texts(self.value(key))

    def all_of(self, key: str) -> tuple[YamlEntry, ...]:
        """What a key says, and what it says where it stands again."""
        entry = self.entries.get(key)
        return (entry, *entry.again) if entry else ()

    def quote_of(self, key: str, part: str = "", entry: YamlEntry | None = None) -> tuple[str, int, int]:
        """The lines of a metadata key as written, and their numbers; a long list is cut.

        ``part``: only the line of it that holds this; ``entry``: of a key that stands twice, which.
        """
        entry = entry or self.entries[key]
        first = entry.first_line
        lines = self.text.split("\n", entry.last_line)[first - 1 : entry.last_line]
        at = next((n for n, line in enumerate(lines) if part and part in line), -1)
        shown = lines[at : at + 1] if at >= 0 else lines[:_QUOTE_LINES]
        first += max(at, 0)
        return "\n".join(shown).rstrip(), first, first + len(shown) - 1

    @cached_property
    def blocks(self) -> list[Block]:
        body = self._masked
        for start, end in self._yaml:
            body = body[:start] + blanked(body[start:end]) + body[end:]
        return read_blocks(body)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every sentence, item and row that says something; of a card beyond all measure the first."""
        found: list[Passage] = []
        for number, block in enumerate(self.blocks):
            if block.kind is not BlockKind.HEADING:
                found += self._sentences(block, number, is_embedded=self.first_embedded < block.start)
            if len(found) > MAX_PASSAGES:
                self._cut(Words("The card has very many sentences; the last ones were not read."))
                break
        return tuple(found[:MAX_PASSAGES])

    @cached_property
    def own(self) -> tuple[Passage, ...]:
        """The passages about this model, without an embedded card of another one."""
        others = {t for t in self.headings if self._is_about_another(t)}
        return tuple(
            p for p in self.passages if not p.is_embedded and (not others or others.isdisjoint(p.section))
        )

    @cached_property
    def comments(self) -> tuple[Passage, ...]:
        """HTML comments: no evidence, but some quantizers leave notes of their tools in them."""
        found = []
        for match in comments(self.text, self._fences)[:50]:
            line = self.text.count("\n", 0, match.start()) + 1
            quote = match[0][:_QUOTE_CHARACTERS]
            found.append(Passage(quote.strip("<!-> \n"), quote, line, line + quote.count("\n")))
        return tuple(found)

    @cached_property
    def fenced(self) -> tuple[Passage, ...]:
        """Fenced code as written, under its heading. It is quoted from the first line inside the fence.

        Facts stand in it only where people put them on purpose: citations, configurations, printed tables.
        """
        found = (self._fence(start, end) for start, end in self._fences[:200])
        return tuple(p for p in found if p.text.strip() and not p.is_embedded)

    def _fence(self, fence: int, end: int) -> Passage:
        start = self.text.find("\n", fence, end) + 1
        body = self.text[start:end] if start else ""
        last = self._last_before(start)
        at, number = (last.start, last.first_line) if last else (0, 1)
        line = number + self.text.count("\n", at, start)
        is_embedded = self.first_embedded < start
        quote = body[:_QUOTE_CHARACTERS]
        place = (line, line + quote.count("\n"), self._section_at(start))
        return Passage(body[:_CODE_CHARACTERS], quote, *place, is_embedded=is_embedded)

    def _last_before(self, offset: int) -> Block | None:
        above = bisect_left(self.blocks, offset, key=lambda block: block.start)
        return self.blocks[above - 1] if above else None

    def _section_at(self, offset: int) -> tuple[str, ...]:
        """The headings above an offset of the text."""
        last = self._last_before(offset)
        if last is None:
            return ()
        return (*last.section, last.text) if last.kind is BlockKind.HEADING else last.section

    @cached_property
    def first_embedded(self) -> int:
        """From which offset on it is the card of another model; behind the text where there is none."""
        return start_of_carried(
            self.blocks, self.text, self._repo, self._name, has_base=bool(self.texts("base_model"))
        )

    def _is_about_another(self, heading: str) -> bool:
        """ "About GPT2" in the card of "gpt2-stories", whose base it is; not in that of "gpt2-medium"."""
        found = _ABOUT.fullmatch(heading)
        if found is None or not self._repo:
            return False
        rest = self._name.removeprefix(letters(found["name"]))
        return rest == self._name or not _SIZES.fullmatch(rest)

    @cached_property
    def badges(self) -> tuple[Passage, ...]:
        """Pictures that are links, such as "Built with …": their text is the picture's description."""
        found = []
        for match in BADGE.finditer(self._masked):
            line = self.text.count("\n", 0, match.start()) + 1
            quote = self.text[match.start() : match.end()][:_QUOTE_CHARACTERS]
            words = " ".join(plain(match[name] or "") for name in ("alt", "markdown_alt")).strip()
            found.append(Passage(words, quote, line, line + quote.count("\n"), urls=(match["url"],)))
        return tuple(found[:50])

    def line_at(self, offset: int) -> Passage:
        """The line around an offset of the text, as written."""
        start = self.text.rfind("\n", 0, offset) + 1
        quote = self.text[start:].split("\n", 1)[0].strip()[:_QUOTE_CHARACTERS]
        number = self.text.count("\n", 0, start) + 1
        return Passage(quote, quote, number, number)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        return tuple(b.text for b in self.blocks if b.kind is BlockKind.HEADING)

    def pictures_under(self, title: Finder) -> int:
        """How many pictures, apart from badges, stand below headings that match. Nothing in them is read."""
        starts = (m.start() for m in itertools.islice(PICTURE.finditer(self._masked), _MOST_PICTURES))
        own = [self._section_at(start) for start in starts if start < self.first_embedded]
        return sum(any(title.search(heading) for heading in section[-2:]) for section in own)

    @cached_property
    def _references(self) -> dict[str, str]:
        return references(self._masked)

    def _sentences(self, block: Block, number: int, *, is_embedded: bool) -> list[Passage]:
        if is_silent(block.text) or (block.kind is BlockKind.ITEM and self._is_contents(block)):
            return []
        if block.kind is BlockKind.ROW:
            cuts = [block.start, block.end]
        else:
            cuts = [block.start + offset for offset in cuts_of(self._masked[block.start : block.end])]
        if cuts == [block.start, block.end]:
            return [
                self._passage(block, block.start, block.end, number, is_embedded=is_embedded, text=block.text)
            ]
        found = [
            self._passage(block, a, b, number, is_embedded=is_embedded) for a, b in itertools.pairwise(cuts)
        ]
        return [p for p in found if p.text and not is_silent(p.text)]

    def _passage(
        self, block: Block, start: int, end: int, number: int, *, is_embedded: bool, text: str | None = None
    ) -> Passage:
        """A part of a block; ``text``: what it says without markup, if that is known."""
        raw = self._masked[start:end]
        start += len(raw) - len(raw.lstrip())
        stop = start + len(self.text[start:end].rstrip())
        first = block.first_line + self.text.count("\n", block.start, start)
        body = self._masked[start:stop]
        text = plain(body) if text is None else text
        quote_end = min(stop, start + _QUOTE_CHARACTERS)
        return Passage(
            text,
            self.text[start:quote_end],
            first,
            first + self.text.count("\n", start, quote_end),
            block.section,
            (bold_label_of(body) if start > block.start else "") or block.label,
            self._urls(body),
            block.cells,
            block.header,
            block.groups,
            is_embedded,
            block.kind is BlockKind.ITEM,
            number,
            self.index.add(text),
            self.index,
            self._with_above(block, stop),
        )

    def _with_above(self, block: Block, stop: int) -> tuple[str, int] | None:
        start = block.told_from
        if start is None or start == block.start or stop - start > _QUOTE_CHARACTERS:
            return None
        return self.text[start:stop], block.first_line - self.text.count("\n", start, block.start)

    def _urls(self, raw: str) -> tuple[str, ...]:
        if "http" not in raw and "][" not in raw:
            return ()
        named = re.findall(r"\]\[([^\[\]\n]{1,100})\]", raw)
        resolved = [self._references[n.lower()] for n in named if n.lower() in self._references]
        return tuple(dict.fromkeys([*urls(raw), *resolved]))

    def _is_contents(self, block: Block) -> bool:
        raw = self._masked[block.start : block.end]
        marker = MARKER.match(raw)
        words = raw[marker.end() if marker else 0 :].strip()
        return bool(re.fullmatch(r"\[[^\[\]]{0,300}\]\(#[^()\s]{0,300}\)", words))


def parts_of(passages: tuple[Passage, ...], title: Finder) -> list[CardSection]:
    """What stands under headings and behind labels that match, of the passages given."""
    found: dict[str, list[Passage]] = {}
    names: dict[tuple[str, tuple[str, ...]], str] = {}
    is_asked = lru_cache(maxsize=None)(lambda t: bool(title.search(t)))
    for passage in passages:
        place = (passage.label, passage.section)
        named = names.get(place)
        if named is None:
            above = (passage.label, *reversed(passage.section))
            named = names[place] = next((t for t in above if is_asked(t)), "")
        if named:
            found.setdefault(named, []).append(passage)
    return [CardSection(name, tuple(told)) for name, told in found.items()]
