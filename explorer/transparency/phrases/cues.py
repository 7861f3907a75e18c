"""The words without which a regular expression cannot match, read off how it is written.

``\\bfine-?tun(?:ed|ing)\\b`` needs a word that begins with "fine"; that is its cue. Cues do not stand in
``resources/phrases``, so whoever adds a line there need not know of them. Only what those lines are made of
is read; anything else counts as a sign that may be any. What has no cue is tried on every sentence.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

# Runs of letters of A to Z, of other letters, and of digits, each a word of its own: "llama2" is two.
WORD = re.compile(r"[a-z]+|\d+|[^\W\d_a-z]+")
# Letters that ``re`` takes for one of others in either case, though that is not their lower case.
_GREEK = "\u00b5\u0345\u0390\u03a3\u03b0\u03c2\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f5\u1fbe\u1fd3\u1fe3"
_RUSSIAN = "\u1c80\u1c81\u1c82\u1c83\u1c84\u1c85\u1c86\u1c87\u1c88"
_TWINS = str.maketrans(
    {sign: sign.casefold() for sign in f"\u017f\u1e9b\ufb05\ufb06{_GREEK}{_RUSSIAN}"}
    | {"\u0130": "i", "\u0131": "i"}
)
_TWIN = re.compile(f"[{''.join(map(chr, _TWINS))}]")
_EVERYWHERE = frozenset(
    ("of", "to", "in", "is", "are", "the", "and", "for", "on", "a", "an", "by", "or", "be", "it", "ing")
)
# Words and beginnings that every card uses.
_COMMON = frozenset((
    "model", "models", "data", "train", "training", "this", "with", "from", "used", "language",
    "parameter", "weight", "generat", "generate", "chat", "prompt", "instruction", "output", "response",
    "answer", "question", "content", "perform", "performance", "that", "which", "will", "have", "test",
))  # fmt: skip

# What a pattern is rewritten to, in this order: letters; this, where anything may stand; groups, with a sign
# in front of them where they only look around; and any other sign where a word ends or begins.
_ANY = "\0"
_LOOKS = "\1"
_MAYBE = r"(?:[?*]|\{(?:0+|0*,\d*)\})[?+]?"
_OFTEN = r"(?:\+|\{0*[1-9]\d*,?\d*\})[?+]?"
_SIGNS = r"(?:\\.|[^]\\])*"  # in a class
_NO_LETTER_BEFORE = re.compile(rf"\(\?<!\[(?!\^)(?=\]?{_SIGNS}A-Za-z)\]?{_SIGNS}(?:\\d|0-9){_SIGNS}\]\)")
_REWRITTEN = (
    # "(?<![\w-])": nothing of a word stands before
    (rf"\(\?<!(?:\\[wS]|\[(?!\^)\]?{_SIGNS}\\w{_SIGNS}\])\)", " "),
    (r"\[-?(?:\\[sW]|\\[^\w\s]|[^]\\\w^-]|_)+-?\]|\\[bsWAZ]|\\[^\w\s]", " "),  # none of these is of a word
    (rf"\[\^?\]?{_SIGNS}\]|\\(?:N\{{[^}}]*\}}|U.{{8}}|u.{{4}}|x..|\d+|.)|\.", _ANY),
    (r"\(\?(?::|P<\w+>|-?i:)", "("),
    (r"\(\?<?[=!]", f"({_LOOKS}"),
    (r"\(\?", f"{_ANY}({_LOOKS}"),  # an odd one, such as one that repeats another
    (r"[<>]", " "),
    (rf"(?<=[ ^])(?:[^\w()|{_ANY}{_LOOKS}]{_MAYBE})+", ""),
    (rf"[^()|?*+}}]{_MAYBE}", _ANY),
    (rf"(?<=\w){_OFTEN}", _ANY),
    (rf"(?<=[^\w)]){_OFTEN}", ""),
)
_REWRITE = [(re.compile(sign), becomes) for sign, becomes in _REWRITTEN]
_GROUP = re.compile(rf"\(({_LOOKS}?)([^()]*)\)(?:({_MAYBE})|({_OFTEN}))?")
# A group that is read becomes one sign.
_READ = 0xF0000
_PART = re.compile(f"{WORD.pattern}|[{chr(_READ)}-{chr(0xFFFFD)}]")

type _Cues = frozenset[str]


@cache
def lines_by_cue(patterns: tuple[str, ...]) -> Mapping[str, Sequence[int]]:
    """The numbers of the patterns by their cues; by "" those that have none.

    A cue is in lower case. One with a space before it begins a word, and one with a space behind it ends it.
    All that a pattern matches has one of its cues.
    """
    lines: dict[str, list[int]] = {}
    # Another letter than A to Z may stand before; with one of A to Z it makes two words.
    apart = (_NO_LETTER_BEFORE.sub(" ", line) if line.isascii() else line for line in patterns)
    text = "\n".join(line.replace("\n", " ") for line in apart)
    for sign, becomes in _REWRITE:
        text = sign.sub(becomes, text)
    for number, line in enumerate(_without_twins(text).split("\n")):
        for cue in _cues_of(line) or ("",):
            lines.setdefault(cue, []).append(number)
    return lines


def _cues_of(text: str) -> _Cues:
    read: list[_Cues] = []

    def shortened(group: re.Match[str]) -> str:
        only_looks, inside, is_maybe, is_often = group.groups()
        if only_looks or (is_maybe and _keeps_apart(group)):
            return ""
        cues = _needed(inside, read) if not is_maybe else None
        if not cues:
            return _ANY
        read.append(frozenset(cue.strip("<>") for cue in cues) if is_often else cues)
        return chr(_READ + len(read) - 1)

    count = 1
    while count:
        text, count = _GROUP.subn(shortened, text)
    cues = _needed(text, read, _ANY, _ANY)
    return frozenset() if any(len(cue) == 1 and cue.isascii() for cue in cues) else cues


def words_by_twins(text: str) -> list[str]:
    """Words of a text that its lower case does not tell, most often none."""
    return WORD.findall(_without_twins(text)) if not text.isascii() and _TWIN.search(text) else []


def _without_twins(text: str) -> str:
    """In lower case, of letters that ``re`` takes for the same always the same one."""
    return text.translate(_TWINS).lower()


def _needed(text: str, read: Sequence[_Cues], begin: str = "<", end: str = ">") -> _Cues:
    """What a text without groups needs: of each choice the best.

    ``begin``, ``end``: stand for what is around it; of a group that is known later.
    """
    choices = [_best(f"{begin}{choice}{end}", read) for choice in text.split("|")]
    return frozenset[str]().union(*choices) if all(choices) else frozenset()


def _best(choice: str, read: Sequence[_Cues]) -> _Cues:
    found = []
    for part in _PART.finditer(choice):
        before, after = choice[part.start() - 1], choice[part.end()]
        if part[0] < chr(_READ):
            found.append(frozenset((f"{_edge(before)}{part[0]}{_edge(after)}",)))
            continue
        left, right = (_edge(sign) if not sign.isalnum() else "" for sign in (before, after))
        inside = read[ord(part[0]) - _READ]
        found.append(frozenset(cue.replace("<", left).replace(">", right) for cue in inside))
    return max(found, key=_worth, default=frozenset()) if len(found) != 1 else found[0]


def _keeps_apart(group: re.Match[str]) -> bool:
    """Whether words end around a group, with it and without, as with "\\b(?:the )?"."""
    text, choices = group.string, group[2].split("|")
    before, after = text[max(group.start() - 1, 0)], text[min(group.end(), len(text) - 1)]
    return (_is_gap(before) and all(choice and _is_gap(choice[-1]) for choice in choices)) or (
        _is_gap(after) and all(choice and _is_gap(choice[0]) for choice in choices)
    )


def _is_gap(sign: str) -> bool:
    return not sign.isalnum() and sign not in f"{_ANY}{_LOOKS}()|" and sign < chr(_READ)


def _edge(sign: str) -> str:
    """What stands beside a word: the end of its choice, anything, or no part of it."""
    return sign if sign in "<>" else "" if sign == _ANY or sign >= chr(_READ) else " "


def _worth(cues: _Cues) -> tuple[int, bool, int]:
    """Short parts and words that every card uses tell least."""
    shortest = min(map(_length, cues))
    return min(shortest, 4), all(cue[0] in " <" for cue in cues), -len(cues)


def _length(cue: str) -> int:
    word = cue.strip(" <>")
    length = len(word) if word.isascii() else 2 * len(word)  # a sign of Chinese tells more than a letter
    return 1 if word in _EVERYWHERE else 2 if word in _COMMON else length
