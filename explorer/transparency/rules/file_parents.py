"""The parent whose name a copy bears: a quantized file's, a re-upload's, and what it gives thanks to."""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.blocks import BlockKind
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import id_of_url, model_ids
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.heading_statements import titles
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import own_name, sentence_of

_SHRUNK_END = phrase("parents.shrunk_end")
_FOLDERS = frozenset(("model", "models", "checkpoints", "weights", "output", "outputs"))  # in a command
_HF_END = phrase("parents.hf_end")
_ORIGINAL = phrase("parents.original")
_CONVERSION = phrase("parents.conversion")  # a heading
_THANKS = phrase("parents.thanks")


def parents_of_file(reading: Reading) -> Iterator[Parent]:
    """Of "owl-7b-Q4_K_M-GGUF" the model called "owl-7b": linked, named in a heading or loaded in code."""
    whole = stem_of_file(reading)
    for passage in _told_anywhere(reading) if whole else ():
        for _, id_ in model_ids(passage.quote) if "/" in passage.quote else ():
            owner, _, name = id_.rpartition("/")
            if letters(name) == whole and owner.lower() not in _FOLDERS:
                yield Parent(id_, "quantized", reading.from_card(passage))
                return


def parents_called_alike(reading: Reading) -> Iterator[Parent]:
    """The same where a sentence names the model without its owner."""
    whole = stem_of_file(reading)
    for passage in reading.own if whole else ():
        for mention in sentence_of(reading, passage).mentions:
            if letters(mention.id) == whole:
                yield Parent(mention.id, "quantized", reading.from_card(passage), is_named_only=True)
                return


def stem_of_file(reading: Reading) -> str:
    """The letters of a quantized copy's name without what says so; "" where nothing says so."""
    name = reading.name
    whole = stem_of(name)
    return whole if reading.is_quantized and len(whole) >= 4 and whole != letters(name) else ""


def stem_of(name: str) -> str:
    """The letters of a name without what says how the file was made smaller."""
    return letters(_SHRUNK_END.sub("", name))


def _told_anywhere(reading: Reading) -> Iterator[Passage]:
    """Sentences first, then headings, then code."""
    yield from reading.own
    if reading.card is not None:
        for block in reading.card.blocks:
            if block.kind is BlockKind.HEADING and "/" in block.text:
                quote = reading.card.text[block.start : block.end].strip()
                yield Passage(block.text, quote, block.first_line, block.first_line + quote.count("\n"))
        yield from reading.card.fenced


def parents_of_conversion(reading: Reading) -> Iterator[Parent]:
    """Of "owl-7b-hf", files for another library, the "owl-7b" that its card links."""
    stem = _HF_END.sub("", reading.name)
    for passage in reading.own if stem != reading.name else ():  # not in a table of a family
        for _, id_ in model_ids(passage.quote) if "/" in passage.quote and not passage.cells else ():
            if letters(id_.rsplit("/", 1)[-1]) == letters(stem):
                yield Parent(id_, "unknown", reading.from_card(passage))
                return


def parents_of_thanks(reading: Reading) -> Iterator[Parent]:
    """ "Thanks to the original model creator:" over the model's address, in a quantized copy."""
    thanked = [p for p in reading.likely(_THANKS) if p.find(_THANKS)] if reading.is_quantized else []
    for passage in thanked:
        near = (p for p in reading.own if 0 <= p.block - passage.block <= 1)
        for one in near:
            ids = [id_ for url in one.urls if (id_ := id_of_url(url))]
            if ids:
                yield Parent(ids[0], "quantized", reading.from_card(one))
                return


def parents_of_same_name(reading: Reading) -> Iterator[Parent]:
    """ "A patched version of the original model: owl/strix-7b" in the card of heron/strix-7b."""
    owner = re.split(r"/|__", reading.sources.repo.lower())[0]
    told = [p for p in reading.likely(_ORIGINAL) if p.find(_ORIGINAL)]
    for passage in (*told, *(t for t in titles(reading) if _CONVERSION.match(t.text))):
        if "/" in passage.quote:
            for _, id_ in model_ids(passage.quote):
                is_same = letters(id_.rsplit("/", 1)[-1]) == own_name(reading)
                if is_same and id_.partition("/")[0].lower() != owner:
                    yield Parent(id_, "", reading.from_card(passage))
                    return
