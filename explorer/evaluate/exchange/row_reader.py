"""Rows with named fields, of a table or of lines of JSON, become tests.

promptfoo's fields (``__expected1``, ``__description`` …) mean what they mean there, and all others are
variables. Without them one field is the prompt, one is what is expected, and others count where a prompt
names them. What is expected is looked for in the answer: as a number, as one
of a few labels, as a text in any case; and by its meaning where it is too long to be said word for word.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from explorer.domain.number_text import read_number
from explorer.domain.variables import variables_of
from explorer.domain.words import Words, enumerated
from explorer.evaluate.checks.choice_finding import choice_problem
from explorer.evaluate.eval_set import Check, EvalCase, EvalTurn, Variable
from explorer.evaluate.exchange.assertions import UnknownAssertionError, check_of_text
from explorer.evaluate.exchange.choice_rows import ChoiceForm, form_of
from explorer.evaluate.exchange.messages import plain_text, turns_of
from explorer.evaluate.exchange.portable_set import SetReading, names_words

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


_MOST_LABELS = 6  # different answers of a table that sorts
_LONG_ANSWER = 12  # words; nobody says a longer one word for word
_LIKENESS = 0.8
_KINDS = {
    "number": Words("as a number"),
    "choice": Words("as one of all that are expected"),
    "icontains": Words("as a text in it, in any case"),
    "icontains-any": Words("as one of several texts in it, in any case"),
    "similar": Words("as a text that means much the same"),
}


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


class RowReader:
    """All rows of one file, and then ``cases``: what a field is may depend on all of them."""

    def __init__(self, columns: SetColumns, reading: SetReading) -> None:
        self._columns = columns
        self._reading = reading
        self._rows: list[tuple[int, Row]] = []

    def add(self, line: int, row: Row) -> None:
        self._reading.count()
        self._rows.append((line, row))

    def cases(self) -> tuple[EvalCase, ...]:
        """Of the rows that say something; tells how they were understood."""
        if self._columns.form is not None:
            made = [self._choice(line, row) for line, row in self._rows]
            if name := self._columns.form.name:
                self._reading.public = name
                said = Words("These are questions with options, written as those of {name}.", name=name)
                self._reading.told.append(said)
            return with_keys(made)
        used, labels, kinds = self._used(), self._labels(), Counter[str]()
        made = [self._case(line, row, used, labels, kinds) for line, row in self._rows]
        self._tell(used, kinds)
        return with_keys(made)

    def _choice(self, line: int, row: Row) -> EvalCase | None:
        assert self._columns.form is not None  # noqa: S101
        found = self._columns.form.read({name.strip().casefold(): value for name, value in row.items()})
        if found is None:
            self._reading.leave_out(
                line, Words("Its question, its options or its answer is missing or damaged.")
            )
            return None
        turns = (EvalTurn("user", found.prompt),)
        return EvalCase("", turns=turns, checks=(Check("choice", found.value),), group=found.group)

    def _case(
        self, line: int, row: Row, used: Sequence[str], labels: Sequence[str], kinds: Counter[str]
    ) -> EvalCase | None:
        columns = self._columns
        system, turns = turns_of(row.get(columns.prompt))
        answer = row.get(columns.answer)
        if turns and turns[-1].role == "assistant":  # written to train with
            answer = answer or turns[-1].text
            turns = turns[:-1]
        if not any(turn.text.strip() for turn in turns):
            self._reading.leave_out(line, Words("It has no prompt."))
            return None
        checks = self._written(row) if columns.expected else answer_checks(answer, labels)
        kinds.update(check.type for check in checks)
        values = ((name, plain_text(row.get(name))) for name in used)
        system = plain_text(row.get(columns.system)) or system
        return EvalCase(
            plain_text(row.get(columns.key)),
            " ".join(plain_text(row.get(columns.title)).split()),
            self._framed(row, turns),
            checks,
            tuple(Variable(name, value) for name, value in values if value),
            system or None,
            plain_text(row.get(columns.group)),
        )

    def _framed(self, row: Row, turns: tuple[EvalTurn, ...]) -> tuple[EvalTurn, ...]:
        """With promptfoo's text before and after the prompt."""
        before, after = plain_text(row.get(self._columns.prefix)), plain_text(row.get(self._columns.suffix))
        if not (before or after):
            return turns
        return (*turns[:-1], EvalTurn(turns[-1].role, f"{before}{turns[-1].text}{after}"))

    def _written(self, row: Row) -> tuple[Check, ...]:
        checks = []
        for name in self._columns.expected:
            if text := plain_text(row.get(name)).strip():
                try:
                    checks.append(check_of_text(text))
                except UnknownAssertionError as error:
                    self._reading.unknown[str(error)] += 1
        return tuple(checks)

    def _used(self) -> tuple[str, ...]:
        """Fields that are variables: of promptfoo all, else those that a prompt names."""
        if self._columns.is_promptfoo:
            return self._columns.others
        named = set[str]()
        for _line, row in self._rows:
            for name in (self._columns.prompt, self._columns.system):
                if "{{" in (text := str(row.get(name) or "")):
                    named.update(variables_of(text))
        return tuple(name for name in self._columns.others if name in named)

    def _labels(self) -> tuple[str, ...]:
        """The answers of a table that sorts: a few words, again and again."""
        found = Counter[str]()
        for _line, row in self._rows:
            answer = row.get(self._columns.answer)
            text = plain_text(answer).strip()
            if not isinstance(answer, str | bool) or read_number(text) is not None or len(text.split()) > 4:
                return ()
            found[text] += 1
            if len(found) > _MOST_LABELS:
                return ()
        labels = tuple(sorted(found))
        is_sorting = len(labels) > 1 and len(self._rows) >= 3 * len(labels)
        return labels if is_sorting and choice_problem(Check("choice", "\n".join(labels))) is None else ()

    def _tell(self, used: Sequence[str], kinds: Counter[str]) -> None:
        columns, told = self._columns, self._reading.told
        if columns.prompt:
            told.append(Words("{name} is the prompt.", name=names_words([columns.prompt])))
        if columns.answer and kinds:
            ways = enumerated(_KINDS[kind] for kind, _count in kinds.most_common() if kind in _KINDS)
            answer = names_words([columns.answer])
            told.append(Words("{name} is looked for in the answer: {ways}.", name=answer, ways=ways))
        if used:
            told.append(Words("Variables: {names}.", names=names_words(list(used))))
        if left := [name for name in columns.others if name not in used]:
            told.append(Words("Left out: {names}.", names=names_words(left)))
        if not columns.answer and not columns.expected and not kinds:
            told.append(Words("No field says what is expected, so there are no checks yet."))


def answer_checks(answer: Any, labels: Sequence[str] = ()) -> tuple[Check, ...]:
    """What is looked for where an answer is expected plainly; nothing where none is."""
    if isinstance(answer, list):
        texts = [" ".join(plain_text(one).split()) for one in answer]
        texts = [text for text in texts if text]
        if len(texts) > 1:
            return (Check("icontains-any", "\n".join(texts)),)
        answer = texts[0] if texts else ""
    text = plain_text(answer).strip()
    if not text:
        return ()
    if text in labels:
        return (Check("choice", "\n".join(f"* {one}" if one == text else one for one in labels)),)
    if read_number(text) is not None:
        return (Check("number", text),)
    if len(text.split()) > _LONG_ANSWER:
        return (Check("similar", text, _LIKENESS),)
    return (Check("icontains", text),)


def with_keys(cases: Iterable[EvalCase | None]) -> tuple[EvalCase, ...]:
    """Each with a key of its own: the one it has, if no other has it, else its number."""
    taken = set[str]()
    keyed = []
    for number, case in enumerate((case for case in cases if case is not None), 1):
        key = case.key.strip()[:100]
        if not key or key in taken:
            key = str(number)
            while key in taken:
                key += "’"
        taken.add(key)
        keyed.append(replace(case, key=key) if key != case.key else case)
    return tuple(keyed)


def _plain(name: str) -> str:
    return "_".join(name.strip().casefold().replace("-", " ").split())
