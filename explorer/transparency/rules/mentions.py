"""Names of models in a sentence: ids of the Hub, and names that carry a size or a known family."""

import re
from dataclasses import dataclass

from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.markup import plain
from explorer.transparency.hub_ids import dataset_ids, id_of_url, is_likely_id

DATA = "¤"  # stands for a data set or another page of the Hub
ITSELF = "this model"
_MARK = "§"
_END = "\0"  # of a mark's number, while digits may follow it
_END_OR_SPACE = re.compile(r"\0(\d?)")
_MARKS = re.compile("[§¤\0]|&(?:sect|curren|#0*16[47]|#[xX]0*[aA][47]);?")  # as signs and as HTML writes them
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\(([^()\s]{1,500})[^()\n]{0,200}\)")
_ANCHOR = re.compile(
    r"<a\b[^<>]{0,200}?href=[\"']?([^\"'\s<>]{1,500})[^<>]{0,200}>(.{0,200}?)</a>", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\])]{1,500}")
_BARE_ID = re.compile(
    r"(?<![\w/.:@-])((?=[\d.]*[A-Za-z_-])[A-Za-z0-9][\w.-]{1,60}/[\w.-]{2,100})(?![\w-]|\.\w|/\w)",
    re.ASCII,
)
# Names of families are a help where no size follows; the patterns of sentences do not depend on them.
_FAMILY = (
    r"(?:(?:[A-Z][a-z]*[A-Z]\w* \d\.\d )?"  # "OpenKestrel 2.5 Mistral"
    r"(?i:(?:code[ -]?)?(?:tiny|open)?-?llama(?!fi(?:ed|cation)|[.-]?cpp|[ -]?(?:factory|index|edge)|file)"
    r"|(?<=based on )mistralai(?=[.,])|mistralai(?=[- ]based\b)|mistral(?!ai)(?:[ -](?:nemo|small"
    r"|medium|large)\b)?"
    r"|mixtral|qwen|gemma|pythia|bloomz?|gpt-?(?:neo(?:x(?![a-z]))?|j|2)"
    r"|deepseek|starcoder|internlm|baichuan|chatglm|rwkv|olmo|smollm|nemotron|stablelm|roberta|m?deberta|minilm"
    r"|vicuna|xlm-r|wav2vec|(?:m|byt|umt|flan-|code)t5)"
    r"|Falcon|Solar(?=[ -](?:\d|[Bb]ased|Pro|Mini))|BART|mBART|ELECTRA|ALBERT|Whisper|SOLAR|Phi|phi-|MPT|T5"
    r"|Yi|OPT|(?!Key|SBERT)[A-Za-z]{0,12}BERT(?!opic|Score)|bert|Granite"
    r"|Command|GLM|Zephyr|Stable Diffusion|PEGASUS|NLLB|opus-mt)"
)
_TAIL = (
    r"(?: (?:- )?(?:\d+(?:\.\d+)?[BbMm]?|[vV](?:ersion )?\d[\w.-]*|[Bb]ase(?! model)|[Cc]hat|[Ii]nstruct"
    r"|[Dd]eduped|[Hh][Ff]|[Ss]mall|[Mm]edium|[Ll]arge(?:-v\d)?(?! [Ll]anguage)|[Tt]iny|MoE|XX?L"
    r"|\d+[xX]\d+[bB]|Coder|Math|VL|Vision|Omni|Guard(?:ian)?|[Mm]ini|Nano|Super|Ultra|Reasoning|Thinking"
    r"|Nemotron|R1|Distill (?:Qwen|Llama)|3n|E[24]B)\b"
    r"(?!-?(?:shot|bit)))*"
)
# A word of a name that has its size behind a space: no "Figure 3b" and no "Frankenmerge 11b".
_PROPER = (
    r"(?!(?:Fig(?:ure)?|Table|Sec(?:tion)?|Appendix|Chapter|Step|Part|Phase|Stage|Task|Question"
    r"|(?:Franken|Self-?)?[Mm]erge[dr]?|Version|Model)\b)[A-Z][\w.+-]*"
)
_NAME = re.compile(
    r"(?<![\w/.§\0-])(?:"
    rf"(?P<family>{_FAMILY}[\w.-]*{_TAIL}(?:/{_FAMILY}[\w.-]*)?)"
    rf"|(?P<sized>[A-Za-z][\w.]*-(?:[\w.]+-)*(?:\d+[xX])?\d+(?:\.\d+)?[bBM](?:-[\w.-]+)?{_TAIL})"
    r"|(?P<worded>(?!(?i:knowledge|data|user|code|customer|fact|rule|very|extra|ultra)-)"
    r"[A-Za-z][\w.]*-(?:[\w.]+-)*(?i:base|small|large|xl|xxl|medium)(?![a-z])(?:-[\w-]+)?)"
    r"|(?P<spaced>(?!(?:The|An?|Our|This|These|All|Both|Only|With|For|On|Of|In|At|And|Its?|Each|Using|From"
    rf"|[\w-]+tuned|To|We|Is)\b){_PROPER}(?: {_PROPER})?(?: \d(?:\.\d)?| v\d(?:\.\d)?)? \d+(?:\.\d+)?[bBM]\b"
    rf"{_TAIL})"
    r")(?!\.\d)(?![\w/])",
    re.ASCII,
)
# What is in every name but an id and what HAS_SIZE finds.
MAY_NAME = re.compile(
    r"llama|mistral|mixtral|qwen|gemma|pythia|bloom|gpt|deepseek|starcoder|internlm|baichuan|chatglm|rwkv|olmo|smollm"
    r"|nemotron|stablelm|bert|minilm|vicuna|xlm-r|wav2vec"
    r"|\b(?:falcon|m?bart|electra|whisper|solar|phi|mpt|yi|opt|granite|command|glm|zephyr"
    r"|stable diffusion|pegasus"
    r"|nllb|opus-mt)"
    r"|-(?:base|small|large|xl|xxl|medium)(?![A-Za-z])",
    re.IGNORECASE,
)
HAS_SIZE = re.compile(r"\d[bBM](?![A-Za-z])|[tT]5")
# "the model “owl/strix-7b”": an id in quotation marks.
_IN_QUOTES = re.compile(r"[\"'“‘«„](§\d+\0)[\"'”’»“]")
# "Owl 7B (owl/strix-7b)", "the small Owl (§1) model": the id says it best.
_THEN_ID = re.compile(
    r"§(\d+)\0((?:-based)?(?: [\w.-]+)?)"
    r"(?: \((?:see |from |i\.?e\.?,? )?§(\d+)\0\)"
    r"|,? (?:specifically|namely|in particular):? (?:the )?§(\d+)\0)"
)
_BASED = re.compile(r"-(?:based|like|style|derived|generated)$", re.IGNORECASE)
_IS_MAKER = re.compile(r"(?: AI)?['’´]s [A-Z]")  # "Mistral AI's Mixtral 8x7B"
_EXACT = re.compile(r"\d|-(?:base|small|large|medium)(?![a-z])", re.IGNORECASE)
_SAYS_BASE = re.compile(r"^[A-Z].*-Base$")
_OF_DATA = re.compile(
    r"data|corpus|mixture|feedback|pairs|conversations|instructions|prompts|\d[kK](?![a-z])", re.IGNORECASE
)
_SIZE = re.compile(r"\d+[bBM]\b")
_SIZES = re.compile(r"\d+(?:\.\d+)?[bBM]/\d+(?:\.\d+)?[bBM]\b")
_OF_TEXTS = re.compile(
    r"/(?:collections|model_doc)/|huggingface\.co/[\w-]+/?$"
)  # of the Hub, and neither data nor a story
_FOLDERS = frozenset(
    ("data", "docs", "doc", "configs", "checkpoints", "scripts", "assets", "models", "examples")
)
_WORDY = 6  # words of a link that is no name
_SIZE_WORD = re.compile(r"-(?:base|small|large)$", re.IGNORECASE)


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
        return bool(_SIZE.search(self.id) or _SIZE_WORD.search(self.id))

    @property
    def is_exact(self) -> bool:
        """Whether it is an id, or has a number: "Llama" and "gpt-neox" may be software or a paper."""
        return not self.is_named_only or bool(_EXACT.search(self.id))


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
        if len(self._own) > 3 and letters(mention.id.split("/")[-1]) == self._own:
            return ITSELF
        self.found.append(mention)
        return f"{_MARK}{len(self.found) - 1}{_END}"

    def link(self, words: str, url: str) -> str:
        id_ = id_of_url(url)
        if id_ and words.endswith(url):  # "[GGUF of https://…](https://…)"
            return words.removesuffix(url) + self.mark(Mention(id_))
        if id_:
            return words if _is_aside(words, id_) else self.mark(Mention(self._meant(words, id_)))
        if _BARE_ID.fullmatch(url) and (url.endswith(words) or _is_called(words, url)):
            return self.mark(Mention(url))  # "[Strix 7B](owl/strix-7b)"
        is_of_hub = bool(dataset_ids((url,))) or ("huggingface.co/" in url and not _OF_TEXTS.search(url))
        return DATA if is_of_hub or "/" in words else words

    def _meant(self, words: str, id_: str) -> str:
        """ "[lake/owl-13b](…/lake/owl-7b)" in the card of owl-13b-chat is a slip of the address."""
        if not _BARE_ID.fullmatch(words):
            return id_
        said, linked = (letters(id_.rsplit("/", 1)[-1]) for id_ in (words, id_))
        sizes = [letters(found[0]) if found else "" for found in (_SIZE.search(words), _SIZE.search(id_))]
        is_of_size = all(sizes) and sizes[0] in self._own and sizes[1] not in self._own
        is_slip = is_of_size or (said in self._own and linked not in self._own)
        return words if is_slip else id_

    def bare(self, match: re.Match[str]) -> str:
        id_ = match[1].rstrip(".-_")
        if id_.lower() in self._datasets:
            return DATA
        name = id_.split("/", 1)[1]
        if not any(c.isalpha() for c in name) or _SIZES.match(id_):  # "Owl-2.5/2.6", "3B/16B-parameter"
            return match[0]
        if "-" not in name and not is_likely_id(id_, match.string, match.start()):
            return match[0]
        is_of_family = bool(MAY_NAME.search(name) and not _OF_DATA.search(name))
        mention = Mention(id_, is_sure=is_of_family or bool(_SIZE.search(id_)), is_of_family=is_of_family)
        return self.mark(mention) + match[1][len(id_) :]

    def name(self, match: re.Match[str]) -> str:
        if _IS_MAKER.match(match.string, match.end()) and not any(map(str.isdigit, match[0])):
            return match[0]
        name = _BASED.sub("", match[0].rstrip(".- "))
        name = name.removesuffix(" base") if _SIZE.search(name) else name
        is_sure = bool(match["family"] or _SIZE.search(name) or _SAYS_BASE.search(name))
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
    return _END_OR_SPACE.sub(lambda m: f" {m[1]}" if m[1] else "", text) if _END in text else text


def marked(
    quote: str, datasets: frozenset[str] = frozenset(), own: str = "", *, has_names: bool = True
) -> MarkedSentence:
    """A sentence as written, with its models marked.

    ``datasets``: ids, in lower case, known to be data. ``own``: the letters of this model's name.
    ``has_names``: there may be others than ids in it.
    """
    marker = _Marker(datasets, own)
    text = _MARKS.sub(" ", quote) if any(sign in quote for sign in f"{_MARK}{DATA}{_END}&") else quote
    if "](" in text:
        text = _LINK.sub(lambda m: "" if m[0][0] == "!" else marker.link(m[1], m[2]), text)
    if "<a" in text:
        text = _ANCHOR.sub(lambda m: marker.link(m[2], m[1]), text)
    if "//" in text:
        text = _ADDRESS.sub(lambda m: marker.link("/", m[0]), text)
    if "/" in text:
        text = _BARE_ID.sub(marker.bare, text)
    text = plain(text)
    if has_names:
        text = _NAME.sub(marker.name, text)
    if "§" in text:
        text = _ended(_THEN_ID.sub(marker.better, _IN_QUOTES.sub(r"\1", text)))
    return MarkedSentence(text, tuple(marker.found))
