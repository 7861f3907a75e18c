"""Names of models in a sentence: ids of the Hub, names that carry a size or a known family."""

import re
from dataclasses import dataclass

from explorer.transparency.card_text.letters import letters, name_letters
from explorer.transparency.card_text.markup import plain
from explorer.transparency.hub_ids import dataset_ids, id_of_url, is_likely_id
from explorer.transparency.phrases.phrase import phrase, phrases_of

models = phrases_of("models")

DATA = "¤"  # stands for a data set or another page of the Hub
ITSELF = "this model"
_MARK = "§"
_END = "\0"  # of a mark's number, while digits may follow it
MAY_NAME = phrase("models.may_name")
HAS_SIZE = phrase("models.has_size")
_FOLDERS = frozenset(
    ("data", "docs", "doc", "configs", "checkpoints", "scripts", "assets", "models", "examples")
)
_WORDY = 6  # words of a link that is no name
_LONGEST = 100  # characters
_ROLES = frozenset(("chat", "instruct", "transformer-xl"))  # "OpenChat" is a model


@dataclass(frozen=True)
class Mention:
    """``id`` of the Hub, or a name where ``is_named_only``. ``is_sure``: nothing but a model is called so.

    ``is_of_family``: it is sure because it bears the name of a known family.
    """

    id: str
    is_named_only: bool = False
    is_sure: bool = True
    is_of_family: bool = False

    @property
    def is_sized(self) -> bool:
        return bool(models.size.search(self.id) or models.size_word.search(self.id))

    @property
    def is_exact(self) -> bool:
        """Whether it is an id, or has a number: "Llama" and "gpt-neox" may be software or a paper."""
        return not self.is_named_only or bool(models.exact.search(self.id))


@dataclass(frozen=True)
class MarkedSentence:
    """A sentence without markup, with "§0", "§1" in the places of its mentions."""

    text: str
    mentions: tuple[Mention, ...]


NOTHING = MarkedSentence("", ())


class _Marker:
    def __init__(self, datasets: frozenset[str], own: str) -> None:
        self.found: list[Mention] = []
        self._datasets = datasets
        self._own = own

    def mark(self, mention: Mention) -> str:
        if len(self._own) > 3 and name_letters(mention.id) == self._own:
            return ITSELF
        self.found.append(mention)
        return f"{_MARK}{len(self.found) - 1}{_END}"

    def link(self, words: str, url: str) -> str:
        id_ = id_of_url(url)
        if id_ and words.endswith(url):  # "[GGUF of https://…](https://…)"
            return words.removesuffix(url) + self.mark(Mention(id_))
        if id_:
            return words if _is_aside(words, id_) else self.mark(Mention(self._meant(words, id_)))
        if models.bare_id.fullmatch(url) and (url.endswith(words) or _is_called(words, url)):
            return self.mark(Mention(url))  # "[Strix 7B](owl/strix-7b)"
        is_of_hub = "huggingface.co/" in url and not models.of_texts.search(url)
        return DATA if is_of_hub or dataset_ids((url,)) or "/" in words else words

    def _meant(self, words: str, id_: str) -> str:
        """ "[lake/owl-13b](…/lake/owl-7b)" in the card of owl-13b-chat is a slip of the address."""
        if not models.bare_id.fullmatch(words):
            return id_
        said, linked = (name_letters(id_) for id_ in (words, id_))
        found = map(models.size.search, (words, id_))
        sizes = [letters(size[0]) if size else "" for size in found]
        is_of_size = all(sizes) and sizes[0] in self._own and sizes[1] not in self._own
        is_slip = is_of_size or (said in self._own and linked not in self._own)
        return words if is_slip else id_

    def bare(self, match: re.Match[str]) -> str:
        id_ = match[1].rstrip(".-_")
        if id_.lower() in self._datasets:
            return DATA
        name = id_.split("/", 1)[1]
        if not any(c.isalpha() for c in name) or models.sizes.match(id_):  # "Owl-2.5/2.6", "3B/16B-parameter"
            return match[0]
        if "-" not in name and not is_likely_id(id_, match.string, match.start()):
            return match[0]
        is_of_family = bool(MAY_NAME.search(name) and not models.of_data.search(name))
        is_sure = is_of_family or bool(models.size.search(id_))
        mention = Mention(id_, is_sure=is_sure, is_of_family=is_of_family)
        return self.mark(mention) + match[1][len(id_) :]

    def name(self, match: re.Match[str]) -> str:
        if models.is_maker.match(match.string, match.end()) and not any(map(str.isdigit, match[0])):
            return match[0]
        name = models.based.sub("", match[0].rstrip(".- "))
        name = name.removesuffix(" base") if models.size.search(name) else name
        is_sure = bool(match["family"] or models.size.search(name) or models.says_base.search(name))
        mention = Mention(name, is_named_only=True, is_sure=is_sure, is_of_family=bool(match["family"]))
        return self.mark(mention) + match[0][len(name) :]

    def better(self, match: re.Match[str]) -> str:
        at = match[3] or match[4]
        first, second = self.found[int(match[1])], self.found[int(at)]
        is_longer = "-" in second.id and len(second.id) > len(first.id)
        is_better = first.is_named_only and (is_longer or not second.is_named_only)
        return f"{_MARK}{at}{_END}{match[2]}" if is_better else match[0]


def _is_called(words: str, id_: str) -> bool:
    """Whether a link to "owl/strix-7b" is called as the model is: no file in a folder of the repo."""
    folder, name = id_.split("/")
    if folder.lower() in _FOLDERS or not (HAS_SIZE.search(name) or MAY_NAME.search(name)):
        return False
    first = letters(words.split(" ", maxsplit=1)[0])
    return len(first) > 3 and letters(name).startswith(first) and "." not in id_[-5:]


def _is_aside(words: str, id_: str) -> bool:
    """ "[even a few percent can hurt](…/owl-7b)": a link that proves something, and names no model."""
    said = words.split()
    name = letters(id_)
    return len(said) >= _WORDY and not any(len(w) > 2 and w in name for w in map(letters, said))


def _ended(text: str) -> str:
    """The marks as they stay: "§1 2nd", where "§12" would be another mention."""
    return models.end_or_space.sub(lambda m: f" {m[1]}" if m[1] else "", text) if _END in text else text


def marked(
    quote: str, datasets: frozenset[str] = frozenset(), own: str = "", *, has_names: bool = True
) -> MarkedSentence:
    """A sentence as written, with its models marked.

    ``datasets``: ids, in lower case, known to be data. ``own``: the letters of this model's name.
    ``has_names``: there may be others than ids in it.
    """
    marker = _Marker(datasets, own)
    text = models.marks.sub(" ", quote) if any(sign in quote for sign in f"{_MARK}{DATA}{_END}&") else quote
    if "](" in text:
        text = models.link.sub(lambda m: "" if m[0][0] == "!" else marker.link(m[1], m[2]), text)
    if "<a" in text:
        text = models.anchor.sub(lambda m: marker.link(m[2], m[1]), text)
    if "//" in text:
        text = models.address.sub(lambda m: marker.link("/", m[0]), text)
    if "/" in text:
        text = models.bare_id.sub(marker.bare, text)
    text = plain(text)
    if has_names:
        text = models.name.sub(marker.name, text)
    if "§" in text:
        text = _ended(models.then_id.sub(marker.better, models.in_quotes.sub(r"\1", text)))
    return MarkedSentence(text, tuple(marker.found))


def is_model_name(name: str) -> bool:
    """Whether a text that stands in the place of a parent's name can be one."""
    text = name.strip(" .:*`_()[]")
    if models.id.fullmatch(text):
        return text.lower() != "n/a"
    if not text or len(text) > _LONGEST or models.no_name.search(text) or not models.letters.search(text):
        return False
    return text.lower() not in _ROLES and not models.kind.fullmatch(text)


def comes_after(name: str, own: str) -> bool:
    """Whether a name is that of a later version of ``own``, or of what was made from it."""
    stem, number = _versioned(name)
    own_stem, own_number = _versioned(own)
    if stem == own_stem:
        return number > (own_number or (1,))
    rest = letters(name).removeprefix(letters(own)) if own and letters(name).startswith(letters(own)) else ""
    return len(letters(own)) > 3 and bool(models.derived.match(rest))


def _versioned(name: str) -> tuple[str, tuple[int, ...]]:
    found = models.version.search(name)
    number = tuple(int(n) for n in found["number"].split(".")) if found else ()
    return letters(models.version.sub("", name, count=1)), number
