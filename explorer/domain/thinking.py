"""What a model thought before it answered, told apart from the answer by the marks of its family."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Thought:
    """``is_done`` is false while the model still thinks; then ``answer`` is empty."""

    thought: str
    answer: str
    is_done: bool = True


@dataclass(frozen=True)
class Marks:
    """What a family of models puts before and after a thought."""

    opening: str
    closing: str


@dataclass(frozen=True)
class Switch:
    """What a chat template lets one choose of thinking.

    ``choices``: "on", "off" and efforts such as "low", in the order they are offered. ``default``: what is
    done when nothing is chosen, "" where nobody says.
    """

    choices: tuple[str, ...] = ()
    default: str = ""


NO_SWITCH = Switch()


def switch_of(template: str | None) -> Switch:
    """What this chat template takes."""
    if template is None:
        return NO_SWITCH
    if "reasoning_effort" in template:
        return Switch(("low", "medium", "high"), "medium")
    if "enable_thinking" in template:
        return Switch(("on", "off"), "on")
    return NO_SWITCH


FAMILIES = (
    Marks("<think>", "</think>"),  # DeepSeek R1, Qwen 3, QwQ, GLM, SmolLM 3, Nemotron
    Marks("[THINK]", "[/THINK]"),  # Magistral
    Marks("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),  # gpt-oss
    Marks("<|START_THINKING|>", "<|END_THINKING|>"),  # Command A reasoning
    Marks("<seed:think>", "</seed:think>"),  # Seed-OSS
    Marks("<thinking>", "</thinking>"),
    Marks("<thought>", "</thought>"),
    Marks("<reasoning>", "</reasoning>"),
    Marks("<|begin_of_thought|>", "<|end_of_thought|>"),  # Sky-T1 and its kin
    Marks("◁think▷", "◁/think▷"),  # Kimi-VL
)
# Control tokens that these marks are made of, or that stand around them: shown, so that they can be found
MARK_TOKENS = frozenset(
    {"<|channel|>", "<|message|>", "<|start|>", "<|end|>", "<|START_RESPONSE|>", "<|END_RESPONSE|>"}
    | {mark for family in FAMILIES for mark in (family.opening, family.closing)}
)
# What stands between a thought and the answer, or after it, and belongs to neither
_AROUND = re.compile(
    r"^\s*(?:<\|START_RESPONSE\|>|<\|begin_of_solution\|>)"
    r"|(?:<\|end\|>\s*(?:<\|start\|>assistant)?|<\|END_RESPONSE\|>|<\|end_of_solution\|>)\s*$"
)


def split_thinking(text: str) -> Thought:
    """A thought stands at the beginning, and ends at its closing mark.

    Some templates open the thought in the prompt, so that the text begins inside it: then only the closing
    mark is there.
    """
    bare = text.lstrip()
    for family in FAMILIES:
        if bare.startswith(family.opening):
            return _split(bare.removeprefix(family.opening), family.closing)
    if bare and any(family.opening.startswith(bare) for family in FAMILIES):
        return Thought("", "", is_done=False)  # the mark itself is still coming
    for family in FAMILIES:
        before, mark, after = bare.partition(family.closing)
        if mark:
            return Thought(_clean(before), _without(after).lstrip())
    return Thought("", text)


class Splitter:
    """Parts an answer while it comes. Feed it word for word."""

    def __init__(self) -> None:
        self._raw = self._text = self._thought = ""

    def feed(self, raw: str) -> tuple[str, str]:
        """What is certain now: more of what it says, and of the thought before."""
        self._raw += raw
        return self._more(split_thinking(self._raw))

    def finish(self) -> tuple[str, str]:
        """What was held back, at the end of the answer."""
        return self._more(split_thinking(self._raw))

    def _more(self, parts: Thought) -> tuple[str, str]:
        text, thought = parts.answer[len(self._text) :], parts.thought[len(self._thought) :]
        self._text, self._thought = self._text + text, self._thought + thought
        return text, thought


def opened_by(prompt: str) -> str:
    """The opening mark a prompt ends with, so that the answer begins inside a thought; "" if none."""
    end = prompt.rstrip()
    return next((family.opening for family in FAMILIES if end.endswith(family.opening)), "")


def _split(inside: str, closing: str) -> Thought:
    thought, mark, answer = inside.partition(closing)
    if mark:
        return Thought(_clean(thought), _without(answer).lstrip())
    return Thought(_clean(_without_part(inside, closing)), "", is_done=False)


def _clean(text: str) -> str:
    return _without(text).strip()


def _without(text: str) -> str:
    return _AROUND.sub("", text)


def _without_part(text: str, closing: str) -> str:
    """Without the beginning of a closing mark that is still coming."""
    for length in range(min(len(text), len(closing) - 1), 0, -1):
        if text.endswith(closing[:length]):
            return text[:-length]
    return text
