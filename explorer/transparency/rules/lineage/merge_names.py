"""Models of a merge by a printed configuration, or by mere names: in lists, shares, sums and tables."""

import itertools
import re
from collections.abc import Iterator

from explorer.transparency.card_text.letters import letters, name_letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.family import is_of_others
from explorer.transparency.hub_ids import id_of_url, model_ids
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading, is_quantized_name
from explorer.transparency.rules.heading_statements import titles
from explorer.transparency.rules.lineage.names import HAS_SIZE, MAY_NAME, is_model_name
from explorer.transparency.rules.lineage.parent import Parent
from explorer.transparency.rules.subject import ASIDE, COMPARED, own_name

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
_LISTED = phrase("merges.listed")
_LIST_ENDS = phrase("merges.list_ends")
_BETWEEN = phrase("merges.between")
_ITEM = phrase("merges.item")
_WORD = phrase("merges.word")
_FAMILY = phrase("merges.family")
_QUOTED = phrase("merges.quoted")  # … that I had called "Owl-7B"
_NO_MODEL = frozenset((
    "slerp", "ties", "dare", "passthrough", "lora", "loras", "qlora", "qloras", "sft", "dpo", "rp", "nsfw",
    "moe", "llm", "llms", "gguf", "it", "this", "i", "we", "rope",
))  # fmt: skip
_ABOUT_DATA = phrase("merges.about_data")
_OF_ANOTHER = phrase("merges.of_another")
_SUBJECT = phrase("merges.subject")
_ITSELF = phrase("merges.itself")
_SHARE = phrase("merges.share")
_MERGES = phrase("merges.merges")
_ID_IN_RECIPE = phrase("merges.id_of_merge_names")
_RECIPE = phrase("merges.recipe_of_merge_names")  # "[owl/strix](0.85) x [wren/sora](0.15)"
_WEIGHED = phrase("merges.weighed")
_SUM = phrase("merges.sum")
_OF_MODELS = phrase("merges.of_models")
_OF_SHARES = phrase("merges.of_shares")


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
            for id_ in model_ids(passage.quote):
                found.setdefault(name_letters(id_), id_)
            for match in _LINK.finditer(passage.quote) if "](" in passage.quote else ():
                id_ = id_of_url(match["url"])
                if id_ and HAS_SIZE.search(match["words"]) and not is_quantized_name(id_):
                    called.setdefault(letters(match["words"]), id_)
    return called | found


def names_of_merge(reading: Reading) -> list[Parent]:
    """The models that a merge names where no ids tell them; empty where there are fewer than two."""
    for find in (_of_recipes, _of_sentences, _of_shares, _of_sums, _of_tables):
        found = list(find(reading))
        if len({p.key for p in found}) > 1:
            return found
    return []


def _of_sentences(reading: Reading) -> Iterator[Parent]:
    for passage in itertools.chain(reading.likely(_LISTED), titles(reading)):
        found = passage.find(_LISTED)
        if found and not passage.find(COMPARED) and not is_of_others(passage):
            listed = ASIDE.sub("", found["list"] or found["with"])
            names = (
                _names_in(listed, is_list=bool(found["like"])) if _is_of_this(reading, passage, found) else []
            )
            if len(names) > 1 and (passage.index or _are_alike(reading, names)):
                yield from (_named(reading, name, passage) for name in names)
                return


def _are_alike(reading: Reading, names: list[str]) -> bool:
    """Whether all names of a title are ids elsewhere, or none: else a sentence may say it better."""
    known = reading.once(ids_by_name)
    return len({letters(name) in known for name in names}) == 1


def _is_of_this(reading: Reading, passage: Passage, found: re.Match[str]) -> bool:
    """Whether the words before speak of this model, and of no data."""
    before = passage.text[: found.start()]
    if _OF_ANOTHER.search(before) or _ABOUT_DATA.search(passage.text):
        return False
    subject = _SUBJECT.match(before)
    return subject is None or bool(_ITSELF.match(subject["name"])) or _is_own(reading, subject["name"])


def _is_own(reading: Reading, name: str) -> bool:
    said, own = letters(name), own_name(reading)
    return len(said) > 3 and (own.startswith(said) or said.startswith(own))


def _names_in(text: str, *, is_list: bool) -> list[str]:
    """``is_list``: "models, like hermes, beluga", where words in lower case are names, too; else only those
    that sound like a model's, between two names."""
    end = _LIST_ENDS.search(text)
    found: list[str] = []
    items = _BETWEEN.split(text[: end.start()] if end else text)
    for number, item in enumerate(items):
        said = item.strip(" .,;:!*_")
        is_between = 0 < number < len(items) - 1 and len(found) == number  # all before it are names
        word = _WORD.fullmatch(said) if is_list else _FAMILY.fullmatch(said) if is_between else None
        name = _ITEM.fullmatch(said) or _QUOTED.search(item) or word
        if name and name["name"].lower() not in _NO_MODEL and is_model_name(name["name"]):
            found.append(name["name"])
    return found


def _of_shares(reading: Reading) -> Iterator[Parent]:
    for passage in reading.likely(_MERGES):
        if "%" in passage.text and passage.find(_MERGES) and not passage.find(COMPARED):
            names = [m["name"] for m in _SHARE.finditer(passage.text)]
            if len(names) > 1 and all(not n.islower() or HAS_SIZE.search(n) for n in names):
                yield from (_named(reading, name, passage) for name in names)
                return


def _of_recipes(reading: Reading) -> Iterator[Parent]:
    """Fenced recipes of shares; what has no owner in one is a step of it."""
    for code in reading.card.fenced if reading.card else ():
        if len(_RECIPE.findall(code.text)) > 1:
            ids = dict.fromkeys(_ID_IN_RECIPE.findall(code.text))
            yield from (Parent(id_, "merge", reading.from_card(code)) for id_ in ids)
        elif _MERGES.search(code.text) and len(names := _WEIGHED.findall(code.text)) > 1:
            yield from (_named(reading, name, code) for name in names)


def _of_sums(reading: Reading) -> Iterator[Parent]:
    """ "Kestrel + Tern = Sora" in the card of Sora."""
    for passage in reading.own:
        found = _SUM.match(passage.text) if " + " in passage.text and " = " in passage.text else None
        if found and _is_own(reading, found["sum"]):
            yield from (_named(reading, found[part], passage) for part in ("a", "b"))
            return


def _of_tables(reading: Reading) -> Iterator[Parent]:
    """A table of models and their shares of a merge."""
    for row in reading.rows if any(p.find(_MERGES) for p in reading.likely(_MERGES)) else ():
        is_named = bool(row.cells) and bool(row.header) and _OF_MODELS.match(row.header[0])
        at = row.columns(_OF_SHARES) if is_named else ()
        is_share = bool(at) and any(sign.isdigit() for sign in row.cells[at[0]])
        if is_share and is_model_name(row.cells[0]) and not _is_own(reading, row.cells[0]):
            yield _named(reading, row.cells[0], row)


def _named(reading: Reading, name: str, passage: Passage) -> Parent:
    return Parent(name, "merge", reading.from_card(passage), is_named_only="/" not in name)
