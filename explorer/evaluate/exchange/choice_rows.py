"""Rows that ask for one of several options, as public sets write them, each known by its fields.

Where a set always names the right option first, the options are shuffled, always the same way: else a model
that takes the first one would be right.
"""

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.evaluate.checks.choice_finding import MOST_OPTIONS


@dataclass(frozen=True)
class ChoiceQuestion:
    """``right``: the number of the right option. ``group``: what rows of one template have in common."""

    question: str
    options: tuple[str, ...]
    right: int
    group: str = ""

    @property
    def prompt(self) -> str:
        letters = (f"{chr(ord('A') + number)}. {one}" for number, one in enumerate(self.options))
        return "\n".join((self.question, "", *letters, "", "Answer with the letter alone."))

    @property
    def value(self) -> str:
        """Of the check."""
        return "\n".join(
            f"* {one}" if number == self.right else one for number, one in enumerate(self.options)
        )


@dataclass(frozen=True)
class ChoiceForm:
    """``name``: of the public set that has it; "" for what anybody writes. ``fields``: what tells it."""

    name: str
    fields: frozenset[str]
    read: Callable[[Mapping[str, Any]], ChoiceQuestion | None]


def form_of(fields: Sequence[str]) -> ChoiceForm | None:
    """By the names of fields, in small letters."""
    names = frozenset(fields)
    return next((form for form in FORMS if form.fields <= names), None)


def _truthful(row: Mapping[str, Any]) -> ChoiceQuestion | None:
    options = (_text(row.get("best answer")), _text(row.get("best incorrect answer")))
    return _shuffled(_text(row.get("question")), options, _text(row.get("category")))


def _targets(row: Mapping[str, Any]) -> ChoiceQuestion | None:
    targets = row.get("mc1_targets")
    if not isinstance(targets, Mapping):
        return None
    if "labels" not in targets:  # as the authors' file: option to 0 or 1
        choices, labels = list(targets), list(targets.values())
    else:
        choices, labels = _list(targets.get("choices")), _list(targets.get("labels"))
    if labels.count(1) != 1 or len(labels) != len(choices):
        return None
    options = [_text(one) for one in choices]
    options.insert(0, options.pop(labels.index(1)))
    return _shuffled(_text(row.get("question")), options)


def _bbq(row: Mapping[str, Any]) -> ChoiceQuestion | None:
    options = [_text(row.get(f"ans{number}")) for number in range(3)]
    question = f"{_text(row.get('context'))}\n{_text(row.get('question'))}".strip()
    group = f"{_text(row.get('category'))} {_text(row.get('question_index'))}".strip()
    return _sound(question, options, _whole(row.get("label")), group)


def _endings(row: Mapping[str, Any]) -> ChoiceQuestion | None:
    options = [_text(one) for one in _list(row.get("endings"))]
    return _sound(_text(row.get("ctx")), options, _whole(row.get("label")), _text(row.get("source_id")))


def _keyed(row: Mapping[str, Any]) -> ChoiceQuestion | None:
    """ARC, OpenBookQA, CommonsenseQA: texts and their labels apart."""
    choices, question = row.get("choices"), row.get("question", row.get("question_stem"))
    if isinstance(question, Mapping):  # as the authors' files: {"stem": …, "choices": [{"text", "label"}]}
        choices = question.get("choices") or choices
        question = question.get("stem")
    if isinstance(choices, Mapping):
        texts, labels = _list(choices.get("text")), _list(choices.get("label"))
    else:
        each = [one for one in _list(choices) if isinstance(one, dict) and {"text", "label"} <= one.keys()]
        texts, labels = [one["text"] for one in each], [one["label"] for one in each]
    key = _text(row.get("answerkey"))
    right = [_text(label) for label in labels].index(key) if key in map(_text, labels) else None
    return _sound(_text(question), [_text(one) for one in texts], right)


def _listed(row: Mapping[str, Any]) -> ChoiceQuestion | None:
    """A list of options, and which is right: by its number from 0, its letter, or its text."""
    options = [_text(one) for one in _list(row.get("choices", row.get("options")))]
    answer = row.get("answer", row.get("label", row.get("answer_index")))
    right = _whole(answer)
    if right is None:
        said = _text(answer)
        letter = (
            ord(said.upper()) - ord("A") if len(said) == 1 and said.isascii() and said.isalpha() else None
        )
        right = options.index(said) if said in options else letter
    return _sound(_text(row.get("question", row.get("prompt"))), options, right)


_RESTS = (("choices", "answer"), ("options", "answer"), ("choices", "label"), ("options", "answer_index"))
FORMS = (
    ChoiceForm("TruthfulQA", frozenset({"question", "best answer", "best incorrect answer"}), _truthful),
    ChoiceForm("TruthfulQA", frozenset({"question", "mc1_targets"}), _targets),
    ChoiceForm("BBQ", frozenset({"context", "question", "ans0", "ans1", "ans2", "label"}), _bbq),
    ChoiceForm("HellaSwag", frozenset({"ctx", "endings", "label"}), _endings),
    ChoiceForm("ARC", frozenset({"question", "answerkey"}), _keyed),
    ChoiceForm("OpenBookQA", frozenset({"question_stem", "answerkey"}), _keyed),
    *(ChoiceForm("", frozenset({"question", *rest}), _listed) for rest in _RESTS),
)


def _shuffled(question: str, options: Sequence[str], group: str = "") -> ChoiceQuestion | None:
    """Of options with the right one first."""
    order = list(range(len(options)))
    random.Random(hashlib.sha256(question.encode()).digest()).shuffle(order)  # noqa: S311  no secret
    return _sound(question, [options[number] for number in order], order.index(0) if order else None, group)


def _sound(
    question: str, options: Sequence[str], right: int | None, group: str = ""
) -> ChoiceQuestion | None:
    lines = [" ".join(one.split()) for one in options]
    is_sound = 2 <= len(lines) <= MOST_OPTIONS and all(lines) and len(set(lines)) == len(lines)
    if not question or not is_sound or right is None or not 0 <= right < len(lines):
        return None
    return ChoiceQuestion(question, tuple(lines), right, group)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 9:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
