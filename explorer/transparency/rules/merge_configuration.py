"""The models of a printed mergekit configuration, and what the card calls by their names."""

import itertools
import re
from collections.abc import Iterator

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import id_of_url, model_ids
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading, is_quantized_name
from explorer.transparency.rules.mentions import HAS_SIZE, MAY_NAME
from explorer.transparency.rules.model_names import is_model_name
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import own_name

_CONFIGURED = phrase("merges.configured")
_NO_OWNER = phrase("merges.no_owner")
_IS_CONFIGURATION = phrase("merges.is_configuration")
_METHOD = phrase("merges.method")
_OF_TWO = phrase("merges.of_two")
_ID = phrase("merges.id_of_merge_configuration")
_LINK = phrase("merges.link")
_FOLDER = phrase("merges.folder")
_MOST = 12  # models of one configuration
_NEAR = 16  # blocks before and after its method, where each line is one


def parents_of_merge_configuration(reading: Reading) -> Iterator[Parent]:
    """Of those in fences; where there are none, of one that stands among the paragraphs."""
    fenced = reading.card.fenced if reading.card else ()
    configurations = [code for code in fenced if _IS_CONFIGURATION.search(code.text)]
    for code in configurations:
        for id_ in _configured(reading, code)[:_MOST]:
            yield Parent(id_, "merge", reading.from_card(code), is_named_only="/" not in id_)
    if not configurations:
        yield from itertools.islice(_of_paragraphs(reading), _MOST)


def _of_paragraphs(reading: Reading) -> Iterator[Parent]:
    """What is merged; the base, which a method may subtract, is none of it."""
    method = next((p for p in reading.likely(_METHOD) if _METHOD.search(p.quote)), None)
    for passage in reading.own if method else ():
        is_near = method is not None and abs(passage.block - method.block) <= _NEAR
        for match in _CONFIGURED.finditer(passage.quote) if is_near and ":" in passage.quote else ():
            id_ = "" if match["key"] == "base_model" else model_of_path(reading, match["id"])
            if id_:
                yield Parent(id_, "merge", reading.from_card(passage), is_named_only="/" not in id_)


def _configured(reading: Reading, code: Passage) -> list[str]:
    """Its models; where two are mixed by slerp, or the base is but a name, the base is none of them."""
    found: dict[str, bool] = {}
    for match in _CONFIGURED.finditer(code.text):
        if id_ := model_of_path(reading, match["id"]):
            found[id_] = found.get(id_, False) or match["key"] != "base_model"
    merged = [id_ for id_, is_merged in found.items() if is_merged]
    if len(merged) < 2:
        return list(found)
    is_of_two = bool(_OF_TWO.search(code.text))
    return [id_ for id_, is_merged in found.items() if is_merged or ("/" in id_ and not is_of_two)]


def model_of_path(reading: Reading, path: str) -> str:
    """The id that a merge calls a model by; of a folder on its maker's disk the name, "" where it is none.

    Tools save "owl/strix-7b" as "owl_strix-7b"; the card may name the id elsewhere.
    """
    if _ID.fullmatch(path) and not _NO_OWNER.match(path) and not _FOLDER.match(path):
        return path
    name = re.split(r"[/\\]", path.rstrip("/\\"))[-1]
    known = reading.once(ids_by_name)
    for said in (name, name.partition("_")[2]):
        if said and (id_ := known.get(letters(said))):
            return id_
    is_step = letters(name).startswith(own_name(reading))  # "sora-7b-part1" in the card of sora-7b
    is_likely = HAS_SIZE.search(name) or (name != path and MAY_NAME.search(name))
    is_named = is_likely and "-" in name and is_model_name(name)
    return name if is_named and not is_step else ""


def ids_by_name(reading: Reading) -> dict[str, str]:
    """The ids that a card links or names, by the letters of their names or of the links' words."""
    found: dict[str, str] = {}
    called: dict[str, str] = {}
    for passage in reading.own:
        if "/" in passage.quote:
            for _, id_ in model_ids(passage.quote):
                found.setdefault(letters(id_.split("/")[-1]), id_)
            for match in _LINK.finditer(passage.quote) if "](" in passage.quote else ():
                id_ = id_of_url(match["url"])
                if id_ and HAS_SIZE.search(match["words"]) and not is_quantized_name(id_):
                    called.setdefault(letters(match["words"]), id_)
    return called | found
