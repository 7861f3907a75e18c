"""A model card as something to be read: its metadata, its blocks and its sentences, each with lines.

Code, comments, placeholders and tables of contents are no evidence and do not appear. What follows a
heading such as "Original model card" speaks of another model and is marked as embedded.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice, pairwise

from explorer.domain.words import Words
from explorer.transparency.card_text.blocks import Block, BlockKind, read_blocks
from explorer.transparency.card_text.front_matter import CardMetadata
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.markup import (
    BADGE,
    PICTURE,
    blanked,
    comments,
    fences,
    plain,
    urls,
    without_code,
)
from explorer.transparency.card_text.passage import CardSection, Passage
from explorer.transparency.card_text.sentences import QUOTE_CHARACTERS, Sentences
from explorer.transparency.card_text.word_index import WordIndex
from explorer.transparency.phrases.phrase import Finder, phrases_of

cards = phrases_of("cards")
MAX_PASSAGES = 4000  # the longest card seen has 1,100
MAX_CHARACTERS = 1_000_000  # no card of use is longer; what follows is left out and said
_MOST_PICTURES = 500
_TOO_LONG = Words("The card is longer than a million characters; the rest was not read.")
_CODE_CHARACTERS = 20_000  # of one fenced block that are read
_NEAR = 200  # characters below a heading
_LONGEST = 160  # characters of an announcement
_LONGEST_TITLE = 300  # characters
_SIZES = re.compile(r"(?:tiny|mini|small|medium|base|large|xx?l|\d+[bm]|v\d+|uncased|cased)*")


class ParsedCard(CardMetadata):
    """One model card. Reading it raises nothing, whatever the text.

    ``repo``: whose card it is, as far as known; below its own heading another's card may be carried along.
    """

    def __init__(self, text: str, repo: str = "") -> None:
        self._repo = letters(repo)
        self._name = letters(re.split(r"/|__", repo)[-1])
        self.is_cut = len(text) > MAX_CHARACTERS  # not all of it was read
        text = text[:MAX_CHARACTERS]
        self._fences = fences(text)
        self._masked = without_code(text, self._fences)
        super().__init__(text, self._masked, is_cut=self.is_cut)
        if self.is_cut:
            self.problems.insert(0, _TOO_LONG)
        self.index = WordIndex()

    @cached_property
    def blocks(self) -> list[Block]:
        body = self._masked
        for start, end in self.spans:
            body = body[:start] + blanked(body[start:end]) + body[end:]
        return read_blocks(body)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every sentence, item and row that says something; of a card beyond all measure the first."""
        found: list[Passage] = []
        sentences = Sentences(self.text, self._masked, self.index)
        for number, block in enumerate(self.blocks):
            if block.kind is not BlockKind.HEADING:
                found += sentences.of(block, number, is_embedded=self.first_embedded < block.start)
            if len(found) > MAX_PASSAGES:
                self.is_cut = True
                self.problems.append(Words("The card has very many sentences; the last ones were not read."))
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
            quote = match[0][:QUOTE_CHARACTERS]
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
        quote = body[:QUOTE_CHARACTERS]
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
        return _start_of_carried(
            self.blocks, self.text, self._repo, self._name, has_base=bool(self.texts("base_model"))
        )

    def _is_about_another(self, heading: str) -> bool:
        """ "About GPT2" in the card of "gpt2-stories", whose base it is; not in that of "gpt2-medium"."""
        found = cards.about.fullmatch(heading)
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
            quote = self.text[match.start() : match.end()][:QUOTE_CHARACTERS]
            words = " ".join(plain(match[name] or "") for name in ("alt", "markdown_alt")).strip()
            found.append(Passage(words, quote, line, line + quote.count("\n"), urls=(match["url"],)))
        return tuple(found[:50])

    def line_at(self, offset: int) -> Passage:
        """The line around an offset of the text, as written."""
        start = self.text.rfind("\n", 0, offset) + 1
        quote = self.text[start:].split("\n", 1)[0].strip()[:QUOTE_CHARACTERS]
        number = self.text.count("\n", 0, start) + 1
        return Passage(quote, quote, number, number)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        return tuple(b.text for b in self.blocks if b.kind is BlockKind.HEADING)

    @cached_property
    def titles(self) -> tuple[Passage, ...]:
        """The headings as sentences, in no index, with numbers of their own."""
        headed = ((n, b) for n, b in enumerate(self.blocks, 1) if b.kind is BlockKind.HEADING)
        return tuple(self._title(number, block) for number, block in islice(headed, MAX_PASSAGES))

    def _title(self, number: int, block: Block) -> Passage:
        quote = self.text[block.start : block.end].strip()[:_LONGEST_TITLE]
        last = block.first_line + quote.count("\n")
        return Passage(block.text, quote, block.first_line, last, urls=urls(quote), block=-1, number=-number)

    def pictures_under(self, title: Finder) -> int:
        """How many pictures, apart from badges, stand below headings that match. Nothing in them is read."""
        starts = (m.start() for m in islice(PICTURE.finditer(self._masked), _MOST_PICTURES))
        own = [self._section_at(start) for start in starts if start < self.first_embedded]
        return sum(any(title.search(heading) for heading in section[-2:]) for section in own)


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


def _start_of_carried(
    blocks: Sequence[Block], text: str, repo: str, name: str, *, has_base: bool = False
) -> int:
    """The offset of the first heading of another model's card that it carries; behind the text without one.

    Where a card begins with it and has another further down, what stands between is its own. ``repo`` and
    ``name``: the letters of whose card it is, with and without the owner, as far as known. ``has_base``: the
    metadata name a model that it was made from; a card without one may carry its own along.
    """
    headings = [b for b in blocks if b.kind is BlockKind.HEADING]
    starts = [
        b.start for b, below in pairwise((*blocks, None)) if b and _opens(b, below, text, has_base=has_base)
    ]
    starts = starts or [b.start for b in headings[1:] if _is_card_of_another(b, text, repo, name)][:1]
    starts = starts or [b.start for b in _copied(headings, name)][:1]
    starts = starts or [len(text) + 1]
    return starts[1] if len(starts) > 1 and starts[0] == blocks[0].start else starts[0]


def _opens(block: Block, below: Block | None, text: str, *, has_base: bool) -> bool:
    """Whether the card of the original follows: by a heading, or by words that announce it."""
    if block.kind is BlockKind.HEADING:
        return bool(cards.original.search(block.text))
    if not has_base or block.kind is not BlockKind.PARAGRAPH or below is None or len(block.text) > _LONGEST:
        return False
    if text[text.rfind("\n", 0, below.start) + 1 : below.start + 1].lstrip()[:1] == ">":
        return False  # a quotation ends by itself
    found = cards.announced.fullmatch(block.text) if "original" in block.text.lower() else None
    is_announced = block.text.rstrip("* ").endswith(":") or below.kind is BlockKind.HEADING
    return bool(found and (is_announced or found["is_below"]))


def _is_card_of_another(heading: Block, text: str, repo: str, name: str) -> bool:
    """ "Owl Model Card" in the card of "kestrel-13b", made from Owl; not where it is Owl's older name."""
    found = cards.card_of.fullmatch(heading.text)
    if found is None or not repo or letters(found["name"]) in repo:
        return False
    below = letters(text[heading.end : heading.end + _NEAR])
    return not name or name not in below


def _copied(headings: Sequence[Block], name: str) -> Iterator[Block]:
    """The last title, where it is that of a copied card: "Base Model", or a known family's name over "Model
    Details" once more."""
    titles = [n for n, heading in enumerate(headings) if heading.level == 1]
    if not titles or not 0 < titles[-1] < len(headings) - 1:
        return
    title, below = headings[titles[-1]], headings[titles[-1] + 1]
    if not cards.details.fullmatch(below.text):
        return
    has_details = any(cards.details.fullmatch(h.text) for h in headings[: titles[-1]])
    is_other = has_details and bool(cards.family.search(title.text)) and name not in letters(title.text)
    if cards.base.fullmatch(title.text) or (is_other and bool(name)):
        yield title
