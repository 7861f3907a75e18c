"""How the models of a family write: the marks around a thought and around the answer after it.

They are read from what a chat template makes of an earlier answer with a thought. A list stands in where a
template does not show thoughts.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

_MARK = r"<[^<>\s]+>|\[/?[A-Z][A-Z ]*\]|◁[^◁▷\s]+▷"
_FIRST = re.compile(_MARK)
_LAST = re.compile(rf"(?:{_MARK})\s*\Z")
CHANNEL, HEADED, STARTED, ENDED = "<|channel|>", "<|message|>", "<|start|>", "<|end|>"  # of gpt-oss


@dataclass(frozen=True)
class AnswerFormat:
    """``opening``: before a thought, "" where it begins unmarked; ``between``: from a thought to the answer.

    Both with the spaces the family writes. ``befores`` and ``ends``: marks that may stand before and after
    the answer, and belong to neither.
    """

    opening: str
    between: str
    befores: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    @cached_property
    def mark(self) -> str:
        """What opens a thought."""
        return self.opening.strip()

    @cached_property
    def closing(self) -> str:
        """What ends a thought."""
        return _first_mark(self.between)

    @cached_property
    def has_channels(self) -> bool:
        """Whether an answer is several messages, whose headers say what each is."""
        return CHANNEL in self.opening

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """What an answer with a thought may begin with."""
        if self.has_channels:
            return (CHANNEL, STARTED)
        return (self.mark,) if self.mark else ()

    @cached_property
    def closings(self) -> tuple[str, ...]:
        """What may end a thought."""
        return (ENDED, STARTED, CHANNEL) if self.has_channels else (self.closing,)

    @property
    def tags(self) -> tuple[str, ...]:
        """Each mark around a thought by itself."""
        return tuple(_FIRST.findall(self.opening + self.between))

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is made of marks."""
        headers = (STARTED, "<|constrain|>") if self.has_channels else ()
        return (self.opening, self.between, *self.befores, *self.ends, *headers)


@dataclass(frozen=True)
class AnswerFormats:
    """Those an answer may have. ``is_guess``: nothing says that the model knows one of them."""

    items: tuple[AnswerFormat, ...] = ()
    is_guess: bool = False


# What may stand around an answer
_WRAPS = (
    ("<|START_RESPONSE|>", "<|END_RESPONSE|>"),  # Command R7B, Command A
    ("<|START_TEXT|>", "<|END_TEXT|>"),  # newer ones of Cohere
    ("<|begin_of_solution|>", "<|end_of_solution|>"),
    ("<response>", "</response>"),  # Granite, ERNIE
    ("<answer>", "</answer>"),  # Hunyuan
)


def _around(wraps: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(before for before, _ in wraps), tuple(end for _, end in wraps)


_LONGEST = 200  # characters of marks; what is longer is none
FINAL = "[BEGIN FINAL RESPONSE]"
KNOWN = (
    AnswerFormat("", f"\n{FINAL}\n", ends=("[END FINAL RESPONSE]",)),  # Apriel
    AnswerFormat(
        f"{CHANNEL}analysis{HEADED}",  # gpt-oss
        f"{ENDED}{STARTED}assistant{CHANNEL}final{HEADED}",
        ends=(ENDED, "<|return|>", "<|call|>"),
    ),
    AnswerFormat(
        "<|channel>thought\n",
        "\n<channel|>",
        ("<channel|>",),
        ("<|channel>thought\n<channel|>", "<channel|>"),
    ),
    AnswerFormat("<|START_THINKING|>", "<|END_THINKING|>", *_around(_WRAPS[:2])),  # Cohere
    AnswerFormat("<|inner_prefix|>", "<|inner_suffix|>"),  # Apertus
    AnswerFormat("<|begin_of_thought|>", "<|end_of_thought|>\n\n", *_around(_WRAPS[2:3])),  # Sky-T1
    AnswerFormat("<seed:think>", "</seed:think>"),  # Seed-OSS
    AnswerFormat("<mm:think>\n", "\n</mm:think>\n\n"),  # MiniMax M3
    AnswerFormat("<think:opensource>", "</think:opensource>"),  # Hunyuan 3
    AnswerFormat("[THINK]", "[/THINK]"),  # Magistral, Ministral
    AnswerFormat("◁think▷", "◁/think▷"),  # Kimi-VL
    AnswerFormat("<think>\n", "\n</think>\n\n"),  # DeepSeek, Qwen, GLM, SmolLM 3, Kimi, Nemotron
    AnswerFormat("<thinking>\n", "\n</thinking>\n\n"),
    AnswerFormat("<thought>\n", "\n</thought>\n\n"),  # EXAONE Deep
    AnswerFormat("<reasoning>\n", "\n</reasoning>\n\n"),
)
GUESSES = AnswerFormats(tuple(known for known in KNOWN if known.opening), is_guess=True)


def read_format(shown: str, prompt: str, thought: str, answer: str) -> AnswerFormat | None:
    """The format of a template. ``None`` if it shows no thought, or not between marks.

    ``shown`` is what it makes of a turn and an answer with a thought, ``prompt`` of the turn alone, up to
    where an answer begins.
    """
    head, _, rest = shown.partition(thought)
    between, is_after, after = rest.partition(answer)
    first = _FIRST.search(between[:_LONGEST])
    opening = _opening(head, prompt)
    if not is_after or first is None or len(opening) + len(between) > _LONGEST:
        return None
    before = between[first.end() :]
    befores = tuple(before[mark.start() :].strip() for mark in _FIRST.finditer(before))
    if CHANNEL in opening:
        befores = ()  # headers: read as they come
    known = next((k for k in KNOWN if (k.mark, k.closing) == (opening.strip(), first.group())), None)
    ends = known.ends if known is not None else ()
    if befores and (end := _FIRST.search(after[:_LONGEST])):
        ends = (*ends, end.group())
    return AnswerFormat(opening, between, (*befores, *(known.befores if known else ())), ends)


def listed(source: str, has_token: Callable[[str], bool]) -> AnswerFormats:
    """The formats of the list that a template speaks of, or else those whose marks are the model's tokens."""
    spoken = [known for known in KNOWN if _is_in(source, known)]
    found = spoken or [known for known in GUESSES.items if has_token(_first_mark(known.opening))]
    return AnswerFormats(tuple(found)) if found else GUESSES


def wrapped(formats: AnswerFormats, is_known: Callable[[str], bool]) -> AnswerFormats:
    """The formats, with what this model is known to put around answers."""
    wraps = [wrap for wrap in _WRAPS if is_known(wrap[0])]
    if formats.is_guess or not wraps:
        return formats
    befores, ends = _around(wraps)
    return AnswerFormats(
        tuple(replace(f, befores=(*f.befores, *befores), ends=(*f.ends, *ends)) for f in formats.items)
    )


def leading_marks(raw: str) -> list[str]:
    """What may be the mark of a thought at the very beginning of an answer."""
    known = [known.mark for known in GUESSES.items if raw.startswith(known.mark)]
    first = _FIRST.match(raw)
    return known or ([first.group()] if first else [])


def _opening(head: str, prompt: str) -> str:
    """What stands before the thought: more than the prompt ends with, or the mark at the prompt's end."""
    more = head.removeprefix(prompt)
    if more != head and _FIRST.search(more[:_LONGEST]):
        return more
    last = (
        None
        if prompt.rstrip().startswith(head) and prompt.rstrip() != head
        else _LAST.search(head[-_LONGEST:])
    )
    return last.group() if last else ""


def _is_in(source: str, known: AnswerFormat) -> bool:
    """Whether a template speaks of these marks; of the closing one alone, where it cuts old thoughts away."""
    is_closed = known.closing in source and not known.has_channels
    return is_closed or bool(known.opening and _first_mark(known.opening) in source)


def _first_mark(text: str) -> str:
    found = _FIRST.search(text)
    return found.group() if found else text.strip()
