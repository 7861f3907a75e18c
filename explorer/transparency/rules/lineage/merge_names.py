"""Models of a merge by a printed configuration, or by mere names: in lists, shares, sums and tables."""

import itertools
import re
from collections.abc import Iterator

from explorer.transparency.card_text.letters import letters, name_letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.family import is_of_others
from explorer.transparency.hub_ids import id_of_url, model_ids
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading, is_quantized_name
from explorer.transparency.rules.lineage.names import HAS_SIZE, MAY_NAME, is_model_name
from explorer.transparency.rules.lineage.parent import Parent, keys_of
from explorer.transparency.rules.subject import own_name
from explorer.transparency.rules.telling import told

family = phrases_of("family")
merges = phrases_of("merges")

_MOST = 12  # models of one configuration
_NEAR = 16  # blocks before and after its method, where each line is one
_NO_MODEL = frozenset((
    "slerp", "ties", "dare", "passthrough", "lora", "loras", "qlora", "qloras", "sft", "dpo", "rp", "nsfw",
    "moe", "llm", "llms", "gguf", "it", "this", "i", "we", "rope",
))  # fmt: skip


def parents_of_merge_configuration(reading: Reading) -> Iterator[Parent]:
    """Of those in fences; where there are none, of one that stands among the paragraphs."""
    configurations = [code for code in reading.fenced if merges.is_configuration.search(code.text)]
    for code in configurations:
        yield from (_named(reading, id_, code) for id_ in _configured(reading, code)[:_MOST])
    if not configurations:
        yield from itertools.islice(_of_paragraphs(reading), _MOST)


def _of_paragraphs(reading: Reading) -> Iterator[Parent]:
    """What is merged; the base, which a method may subtract, is none of it."""
    method = next((p for p in reading.likely(merges.method) if merges.method.search(p.quote)), None)
    for passage in reading.own if method else ():
        is_near = method is not None and abs(passage.block - method.block) <= _NEAR
        for match in merges.configured.finditer(passage.quote) if is_near and ":" in passage.quote else ():
            id_ = "" if match["key"] == "base_model" else model_of_path(reading, match["id"])
            if id_:
                yield _named(reading, id_, passage)


def _configured(reading: Reading, code: Passage) -> list[str]:
    """Its models; where two are mixed by slerp, or the base is but a name, the base is none of them."""
    found: dict[str, bool] = {}
    for match in merges.configured.finditer(code.text):
        if id_ := model_of_path(reading, match["id"]):
            found[id_] = found.get(id_, False) or match["key"] != "base_model"
    merged = [id_ for id_, is_merged in found.items() if is_merged]
    if len(merged) < 2:
        return list(found)
    is_of_two = bool(merges.of_two.search(code.text))
    return [id_ for id_, is_merged in found.items() if is_merged or ("/" in id_ and not is_of_two)]


def model_of_path(reading: Reading, path: str) -> str:
    """The id that a merge calls a model by; of a folder on its maker's disk the name, "" where it is none.

    Tools save "owl/strix-7b" as "owl_strix-7b"; the card may name the id elsewhere.
    """
    if merges.id.fullmatch(path) and not merges.no_owner.match(path) and not merges.folder.match(path):
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
            for match in merges.link.finditer(passage.quote) if "](" in passage.quote else ():
                id_ = id_of_url(match["url"])
                if id_ and HAS_SIZE.search(match["words"]) and not is_quantized_name(id_):
                    called.setdefault(letters(match["words"]), id_)
    return called | found


def names_of_merge(reading: Reading) -> list[Parent]:
    """The models that a merge names where no ids tell them; empty where there are fewer than two."""
    for find in (_of_recipes, _of_sentences, _of_shares, _of_sums, _of_tables):
        if are_several(found := list(find(reading))):
            return found
    return []


def are_several(parents: list[Parent]) -> bool:
    return len(keys_of(parents)) > 1


def _of_sentences(reading: Reading) -> Iterator[Parent]:
    for passage in itertools.chain(reading.likely(merges.listed), reading.titles):
        found = passage.find(merges.listed)
        if not found or passage.find(family.compared) or is_of_others(reading, passage):
            continue
        listed = family.aside.sub("", found["list"] or found["with"])
        is_of_this = _is_of_this(reading, passage, found)
        names = _names_in(listed, is_list=bool(found["like"])) if is_of_this else []
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
    if merges.of_another.search(before) or merges.about_data.search(passage.text):
        return False
    subject = merges.subject.match(before)
    return subject is None or bool(merges.itself.match(subject["name"])) or _is_own(reading, subject["name"])


def _is_own(reading: Reading, name: str) -> bool:
    said, own = letters(name), own_name(reading)
    return len(said) > 3 and (own.startswith(said) or said.startswith(own))


def _names_in(text: str, *, is_list: bool) -> list[str]:
    """``is_list``: "models, like hermes, beluga", where words in lower case are names, too; else only those
    that sound like a model's, between two names."""
    end = merges.list_ends.search(text)
    found: list[str] = []
    items = merges.between.split(text[: end.start()] if end else text)
    for number, item in enumerate(items):
        said = item.strip(" .,;:!*_")
        is_between = 0 < number < len(items) - 1 and len(found) == number  # all before it are names
        kind = merges.word if is_list else merges.family if is_between else None
        word = kind.fullmatch(said) if kind else None
        name = merges.item.fullmatch(said) or merges.quoted.search(item) or word
        if name and name["name"].lower() not in _NO_MODEL and is_model_name(name["name"]):
            found.append(name["name"])
    return found


def _of_shares(reading: Reading) -> Iterator[Parent]:
    for _, passage, _ in told(reading, merges.merges):
        if "%" in passage.text and not passage.find(family.compared):
            names = [m["name"] for m in merges.share.finditer(passage.text)]
            if len(names) > 1 and all(not n.islower() or HAS_SIZE.search(n) for n in names):
                yield from (_named(reading, name, passage) for name in names)
                return


def _of_recipes(reading: Reading) -> Iterator[Parent]:
    """Fenced recipes of shares; what has no owner in one is a step of it."""
    for code in reading.fenced:
        if len(merges.recipe.findall(code.text)) > 1:
            ids = dict.fromkeys(merges.id_in_recipe.findall(code.text))
            yield from (Parent(id_, "merge", reading.from_card(code)) for id_ in ids)
        elif merges.merges.search(code.text) and len(names := merges.weighed.findall(code.text)) > 1:
            yield from (_named(reading, name, code) for name in names)


def _of_sums(reading: Reading) -> Iterator[Parent]:
    """ "Kestrel + Tern = Sora" in the card of Sora."""
    for passage in reading.own:
        found = merges.sum.match(passage.text) if " + " in passage.text and " = " in passage.text else None
        if found and _is_own(reading, found["sum"]):
            yield from (_named(reading, found[part], passage) for part in ("a", "b"))
            return


def _of_tables(reading: Reading) -> Iterator[Parent]:
    """A table of models and their shares of a merge."""
    for row in reading.rows if any(told(reading, merges.merges)) else ():
        is_named = bool(row.cells) and bool(row.header) and merges.of_models.match(row.header[0])
        at = row.columns(merges.of_shares) if is_named else ()
        is_share = bool(at) and any(sign.isdigit() for sign in row.cells[at[0]])
        if is_share and is_model_name(row.cells[0]) and not _is_own(reading, row.cells[0]):
            yield _named(reading, row.cells[0], row)


def _named(reading: Reading, name: str, passage: Passage) -> Parent:
    return Parent(name, "merge", reading.from_card(passage), is_named_only="/" not in name)
