"""What each field of a row is, told by its name.

promptfoo's fields (``__expected1``, ``__description`` …) mean what they mean there, and all others are
variables. Without them one field is the prompt, one is what is expected, and others count where a prompt
names them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.evaluate.exchange.choice_rows import ChoiceForm, form_of

type Row = Mapping[str, Any]

_PROMPTS = ("prompt", "question", "input", "query", "instruction", "text", "request", "user", "frage",
            "问题", "提示", "messages", "problem", "goal", "ctx")  # fmt: skip
_ANSWERS = (
    "expected", "expected_output", "expected_answer", "answer", "ideal", "target", "reference", "output",
    "label", "response", "completion", "best_answer", "gold", "solution", "antwort", "答案",
)  # fmt: skip
_TITLES = ("title", "name", "description")
_SYSTEMS = ("system", "system_prompt")
_GROUPS = ("group", "template", "template_id")
_KEYS = ("key", "id")


@dataclass(frozen=True)
class SetColumns:
    """The names of fields. "" and none where there is no such field. ``expected``: promptfoo's checks;
    ``answer``: what is expected, plainly. ``form``: of rows with options, which needs no other field.
    """

    prompt: str = ""
    answer: str = ""
    expected: tuple[str, ...] = ()
    title: str = ""
    system: str = ""
    group: str = ""
    key: str = ""
    prefix: str = ""
    suffix: str = ""
    others: tuple[str, ...] = ()
    is_promptfoo: bool = False
    form: ChoiceForm | None = None


def columns_of(names: Sequence[str]) -> SetColumns:
    """By the names of the fields, in their order; the first one is the prompt where none is called so."""
    form = form_of([name.strip().casefold() for name in names])
    if form is not None:
        return SetColumns(form=form)
    special = {_plain(name): name for name in names if name.strip().startswith("__")}
    left = [name for name in names if not name.strip().startswith("__")]

    def take(known: Iterable[str]) -> str:
        found = (name for plain in known for name in left if _plain(name) == plain)
        if name := next(found, ""):
            left.remove(name)
        return name

    prompt = take(_PROMPTS) or (left.pop(0) if left else "")
    expected = tuple(name for plain, name in special.items() if plain.startswith("__expected"))
    answer = "" if special else take(_ANSWERS)
    return SetColumns(
        prompt=prompt,
        answer=answer,
        expected=expected,
        title=special.get("__description", "") or ("" if special else take(_TITLES)),
        system=take(_SYSTEMS),
        group=special.get("__metadata:group", "") or ("" if special else take(_GROUPS)),
        key=special.get("__metadata:key", "") or ("" if special else take(_KEYS)),
        prefix=special.get("__prefix", ""),
        suffix=special.get("__suffix", ""),
        others=tuple(left),
        is_promptfoo=bool(special),
    )


def _plain(name: str) -> str:
    return "_".join(name.strip().casefold().replace("-", " ").split())
