"""What a chat template lets one choose of thinking, read from its text.

A template is a program by whoever made the file. It is not run here, but its tags are read, each once: which
variables it takes that others must give, and which values it names for them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from explorer.domain.answer_format import KNOWN
from explorer.domain.words import Words


@dataclass(frozen=True)
class ThinkingSwitch:
    """What a chat template lets one choose of thinking.

    ``choices``: "on", "off" and efforts such as "low", in the order they are offered. ``default``: what is
    done when nothing is chosen, "" where nobody says.
    """

    choices: tuple[str, ...] = ()
    default: str = ""

    def taken(self, choice: str) -> str:
        """What is done: the choice if there is such a one, else what is done by itself; "" if nobody says."""
        return choice if choice in self.choices else self.default

    def will_think(self, choice: str) -> bool:
        """Whether it thinks before an answer that is asked for so, as far as the template says."""
        return self.taken(choice) not in ("", "off")


NO_SWITCH = ThinkingSwitch()

_OFF_WORD = "/no_think"  # of templates that look for it in the system prompt
_ALWAYS = "enable_thinking"  # llama.cpp gives it to every template, as true
_BOOLEANS = (_ALWAYS, "thinking", "reasoning")
_EFFORT, _BUDGET, _MODE = "reasoning_effort", "thinking_budget", "thinking_mode"
_OFF_EFFORTS = ("none", "no_think")
_EFFORTS = ("minimal", "low", "medium", "high", "xhigh", "max")
CHOICES = ("on", "off", *_EFFORTS)  # all there may be, in the order they are offered
_STATED = frozenset((*_OFF_EFFORTS, *_EFFORTS))
_PRINTED_EFFORTS = ("low", "medium", "high")  # what is meant where any text is taken
_ON_MODES, _OFF_MODES = ("enabled", "on", "thinking"), ("disabled", "off", "chat")
_UNLIMITED, _NO_BUDGET = -1, 0

_OPENING = re.compile(r"\{[{%#]")
_ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<name>[A-Za-z_]\w*)"""
    r"""|(?P<number>\d+)|(?P<open>["'])|(?P<sign>[=!<>]=|.)""",
    re.DOTALL,
)
_JOINING = frozenset(("", "+", "~", "|", "(", ")", ","))  # stands around a value that is printed
_OR_UNDEFINED = (
    ("is", "not", "defined", "or"),
    ("is", "undefined", "or"),
    ("|", "default", "(", "true"),
    ("|", "default", "(", "True"),
)
_MOST = 200_000  # characters of a template that are read


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str

    @property
    def value(self) -> str:
        return self.text[1:-1] if self.kind == "text" else self.text


class _Tag:
    """One tag: a statement, or a value that is printed."""

    def __init__(self, tokens: Sequence[_Token], *, is_print: bool) -> None:
        self._tokens = tokens
        self._is_print = is_print
        head = self._head()
        self.targets = frozenset(t.text for n, t in self._bare(0, head) if self._text(n + 1) != ".")
        self.reads = frozenset(t.text for n, t in self._bare(head, len(tokens)) if self._text(n + 1) != "=")
        self.values = frozenset(t.value for t in tokens if t.kind in ("text", "number"))

    def speaks_of(self, name: str) -> bool:
        return any(read.endswith(name) for read in self.reads | self.targets)

    def prints(self, name: str) -> bool:
        """Whether it prints a variable as it is."""
        if not self._is_print or "raise_exception" in self.reads:
            return False
        return any(
            token.text == name and self._text(n - 1) in _JOINING and self._text(n + 1) in _JOINING
            for n, token in self._bare(0, len(self._tokens))
        )

    def sets_true(self, name: str) -> bool:
        """Whether a variable that nobody gives is true to it."""
        words = [token.text for token in self._tokens]
        if name in self.targets and {"true", "True"} & set(words[-2:]):
            return True
        return any(
            words[n : n + 1 + len(after)] == [name, *after]
            for n in range(len(words))
            if words[n] == name
            for after in _OR_UNDEFINED
        )

    def default_effort(self) -> str:
        """What an effort is that nobody gives, if this tag says it."""
        efforts = [
            (n, t.value) for n, t in enumerate(self._tokens) if t.kind == "text" and t.value in _STATED
        ]
        if any(target.endswith(_EFFORT) for target in self.targets):
            stated = [value for n, value in efforts if self._text(n - 1) not in ("==", "!=")]
            return stated[-1] if stated else ""
        around = ((self._text(n - 4), self._text(n - 2), value) for n, value in efforts)
        return next((v for name, way, v in around if name.endswith(_EFFORT) and way == "default"), "")

    def looks_for(self, word: str) -> bool:
        """Whether it asks if a word stands somewhere."""
        return any(t.value == word and self._text(n + 1) == "in" for n, t in enumerate(self._tokens))

    def _head(self) -> int:
        """Where what it sets ends and what it reads begins."""
        end = {"set": "=", "for": "in"}.get(self._text(0)) if not self._is_print else None
        if self._text(0) == "macro" and not self._is_print:
            return len(self._tokens)
        return next((n for n, t in enumerate(self._tokens) if t.text == end), 0) if end else 0

    def _bare(self, start: int, end: int) -> Iterator[tuple[int, _Token]]:
        """Names that are not a part of something."""
        for n in range(start, end):
            if self._tokens[n].kind == "name" and self._text(n - 1) != ".":
                yield n, self._tokens[n]

    def _text(self, n: int) -> str:
        return self._tokens[n].text if 0 <= n < len(self._tokens) else ""


@dataclass(frozen=True)
class _Taken:
    """What a template takes from outside."""

    booleans: tuple[str, ...] = ()  # variables
    on_by_default: frozenset[str] = frozenset()  # of those
    efforts: tuple[str, ...] = ()
    effort: str = ""  # by default
    off_effort: str = ""
    on_mode: str = ""
    off_mode: str = ""
    has_budget: bool = False
    has_word: bool = False

    @property
    def can_be_off(self) -> bool:
        return bool(self.booleans or self.off_effort or self.off_mode or self.has_budget or self.has_word)

    @property
    def can_be_on(self) -> bool:
        return bool(self.booleans or self.on_mode or self.has_budget or self.has_word)

    @property
    def default(self) -> str:
        if self.effort in self.efforts:
            return self.effort
        if self.effort and self.effort == self.off_effort:
            return "off"
        if _ALWAYS in self.booleans or self.on_by_default or self.has_budget or self.has_word:
            return "on"
        return "off" if self.booleans else ""


def choice_text(choice: str) -> str:
    """What a choice is called; one that no list of ours has stands as it is."""
    return {
        "on": Words("on"),
        "off": Words("off"),
        "minimal": Words("minimal"),
        "low": Words("low"),
        "medium": Words("medium"),
        "high": Words("high"),
        "xhigh": Words("very high"),
        "max": Words("highest"),
    }.get(choice, choice)


def switch_of(template: str | None) -> ThinkingSwitch:
    """What this chat template takes."""
    taken = _taken_by(template or "")
    on, off = ["on"] * taken.can_be_on, ["off"] * taken.can_be_off
    choices = (*on, *off, *taken.efforts)
    return ThinkingSwitch(choices, taken.default) if len(choices) > 1 else NO_SWITCH


def opens_thought(template: str | None) -> bool:
    """Whether a thought is opened wherever an answer begins: such a model thinks, chosen or not."""
    _, asked, end = (template or "")[:_MOST].rpartition("add_generation_prompt")
    return bool(asked) and any(
        known.mark in end and known.closing not in end for known in KNOWN if known.mark
    )


def variables_for(template: str, think: str) -> Mapping[str, object]:
    """What to give it for a choice; for "", or for what it does not take, as llama.cpp does."""
    taken, is_off = _taken_by(template), think == "off"
    given: dict[str, object] = {_ALWAYS: not is_off}
    if think in ("on", "off") or think in taken.efforts:
        given |= dict.fromkeys(taken.booleans, not is_off)
    if think in taken.efforts:
        given[_EFFORT] = think
    elif is_off and taken.off_effort:
        given[_EFFORT] = taken.off_effort
    if mode := taken.off_mode if is_off else taken.on_mode if think == "on" else "":
        given[_MODE] = mode
    if taken.has_budget and think in ("on", "off"):
        given[_BUDGET] = _NO_BUDGET if is_off else _UNLIMITED
    return given


def word_for(template: str, think: str) -> str:
    """What to write into the system prompt for a choice, where the template itself looks for it there."""
    return _OFF_WORD if think == "off" and _taken_by(template).has_word else ""


@lru_cache(64)
def _taken_by(template: str) -> _Taken:
    if not any(word in template for word in (*_BOOLEANS, _EFFORT, _OFF_WORD)):
        return _Taken()
    tags = list(_tags(template[:_MOST]))
    outside = _outside_names(tags)
    booleans = tuple(name for name in _BOOLEANS if name in outside)
    named = _named_beside(tags, _EFFORT) if _EFFORT in outside else frozenset()
    modes = _named_beside(tags, _MODE) if _MODE in outside else frozenset()
    return _Taken(
        booleans,
        frozenset(name for name in booleans if any(tag.sets_true(name) for tag in tags)),
        _efforts(tags, named) if _EFFORT in outside else (),
        next((effort for tag in tags if (effort := tag.default_effort())), ""),
        next((effort for effort in _OFF_EFFORTS if effort in named), ""),
        next((mode for mode in _ON_MODES if mode in modes), ""),
        next((mode for mode in _OFF_MODES if mode in modes), ""),
        has_budget=_BUDGET in outside and str(_NO_BUDGET) in _named_beside(tags, _BUDGET),
        has_word=not booleans and any(tag.looks_for(_OFF_WORD) for tag in tags),
    )


def _efforts(tags: Sequence[_Tag], named: frozenset[str]) -> tuple[str, ...]:
    """Those it names; where it only prints what it gets, the usual ones."""
    efforts = tuple(effort for effort in _EFFORTS if effort in named)
    is_free = len(efforts) < 2 and any(tag.prints(_EFFORT) for tag in tags)
    return _PRINTED_EFFORTS if is_free else efforts


def _outside_names(tags: Sequence[_Tag]) -> frozenset[str]:
    """The variables it reads before it sets them itself."""
    outside, own = set[str](), set[str]()
    for tag in tags:
        outside |= tag.reads - own
        own |= tag.targets
    return frozenset(outside)


def _named_beside(tags: Sequence[_Tag], name: str) -> frozenset[str]:
    """The texts and numbers in tags that speak of a variable, or of one that is called after it."""
    return frozenset(chain.from_iterable(tag.values for tag in tags if tag.speaks_of(name)))


def _tags(template: str) -> Iterator[_Tag]:
    """Each is read once: the time grows with the length, whatever stands there."""
    at = 0
    while found := _OPENING.search(template, at):
        end = template.find(_ENDS[found[0]], found.end())
        if end < 0:
            return
        at = end + 2
        if found[0] != "{#":
            yield _Tag(_tokens(template[found.end() : end]), is_print=found[0] == "{{")


def _tokens(inside: str) -> tuple[_Token, ...]:
    tokens = list[_Token]()
    for found in _TOKEN.finditer(inside):
        kind = found.lastgroup or ""
        if kind == "open":  # a text without an end
            break
        if kind != "space":
            tokens.append(_Token(kind, found[0]))
    start, end = (1 if tokens and tokens[n].text in "-+" else 0 for n in (0, -1))  # "{%- … -%}"
    return tuple(tokens[start : len(tokens) - end])
