"""promptfoo's configurations: prompts × tests, with variables and assertions.

What stands in other files, or is a program, is not followed: it is told by its name, and how often. Checks
that promptfoo does not have go along as metadata, from where an import takes them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from explorer.domain.errors import KnownError
from explorer.domain.words import Words
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn, Variable
from explorer.evaluate.exchange.assertions import UnknownAssertionError, assertion_of, check_of_assertion
from explorer.evaluate.exchange.messages import messages_text, plain_text, turns_of
from explorer.evaluate.exchange.portable_set import SetReading, names_words
from explorer.evaluate.exchange.row_reader import with_keys
from explorer.evaluate.set_subject import values_of

OWN = "open-model-explorer"
_READ = {"prompts", "tests", "defaultTest", "description"}
_FILE = re.compile(
    r"(?:file|https?|exec|package|huggingface)://|\S+\.(?:txt|json|jsonl|ya?ml|csv|md|j2|py|js|ts|xlsx)$"
)
_PLAIN = re.compile(r"[a-zA-Z][a-zA-Z-]{5,}|raw|label|vars|type|value|key|at|group")  # keys without quotes
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_FILTER = re.compile(r"\{\{[^{}]*[|.(\[][^{}]*\}\}|\{%")


@dataclass(frozen=True)
class _Prompt:
    label: str
    system: str
    turns: tuple[EvalTurn, ...]


@dataclass(frozen=True)
class _Test:
    title: str
    values: tuple[tuple[Variable, ...], ...]  # of each variable those there are: a case for each combination
    checks: tuple[Check, ...]
    before: str
    after: str
    prompts: tuple[str, ...]
    key: str
    group: str


def is_promptfoo(value: Any) -> bool:
    return isinstance(value, Mapping) and "prompts" in value


def promptfoo_cases(config: Mapping[str, Any], name: str, reading: SetReading) -> tuple[EvalCase, ...]:
    """Of a configuration. Raises KnownError where there is no prompt in it."""
    prompts = list(_prompts(config.get("prompts"), reading))
    if not prompts:
        raise KnownError(
            Words("There is no prompt in {file} itself.", file=name),
            Words("Write the prompts into the file: those of other files are not followed."),
        )
    usual = config.get("defaultTest")
    if not isinstance(usual, Mapping):
        _refuse(reading, usual, "defaultTest")
        usual = {}
    cases = list(_cases(prompts, _tests(config, usual, reading), reading))
    if left := sorted(str(key) for key in config if key not in _READ):
        reading.told.append(Words("Left out: {names}.", names=names_words(left)))
    if any(_FILTER.search(turn.text) for prompt in prompts for turn in prompt.turns):
        reading.told.append(
            Words("A prompt has template code that is not run here: only variables get their values.")
        )
    return with_keys(cases)


def _cases(prompts: list[_Prompt], tests: Iterable[_Test], reading: SetReading) -> Iterator[EvalCase]:
    labelled = {one.label: one for one in prompts if one.label}
    for number, test in enumerate(tests, 1):
        named = [labelled[label] for label in test.prompts if label in labelled]
        mine = named or prompts
        is_several = len(mine) > 1 or any(len(values) > 1 for values in test.values)
        group = test.group or (f"test {number}" if is_several else "")
        for variables in product(*test.values):
            for prompt in mine:
                reading.count()
                title = test.title
                if len(mine) > 1 and prompt.label:
                    title = f"{title} · {prompt.label}" if title else prompt.label
                yield EvalCase(
                    test.key,
                    title,
                    _framed(prompt.turns, test),
                    test.checks,
                    variables,
                    prompt.system or None,
                    group,
                )


def _framed(turns: tuple[EvalTurn, ...], test: _Test) -> tuple[EvalTurn, ...]:
    if not (test.before or test.after):
        return turns
    return (*turns[:-1], EvalTurn(turns[-1].role, f"{test.before}{turns[-1].text}{test.after}"))


def _prompts(written: Any, reading: SetReading) -> Iterator[_Prompt]:
    for one in written if isinstance(written, list) else [written]:
        label, raw = "", one
        if isinstance(one, Mapping) and "role" not in one:
            raw = one.get("raw", one.get("messages", one.get("id")))
            label = plain_text(one.get("label"))
        if (isinstance(raw, str) and _FILE.fullmatch(raw.strip())) or (
            isinstance(raw, str) and raw.startswith("file://")
        ):
            _refuse(reading, raw, "prompt")
            continue
        system, turns = turns_of(raw)
        if turns:
            yield _Prompt(label, system, turns)


def _tests(config: Mapping[str, Any], usual: Mapping[str, Any], reading: SetReading) -> Iterator[_Test]:
    written = config.get("tests")
    if isinstance(written, str):
        _refuse(reading, written, "tests")
        written = []
    if not written:
        yield _test({}, usual, reading)  # the prompts alone
        return
    for number, one in enumerate(written if isinstance(written, list) else [written], 1):
        if isinstance(one, Mapping):
            yield _test(one, usual, reading)
        elif isinstance(one, str):
            _refuse(reading, one, "tests")
        else:
            reading.leave_out(number, Words("It is no test."))


def _test(one: Mapping[str, Any], usual: Mapping[str, Any], reading: SetReading) -> _Test:
    values = {**_mapping(usual.get("vars")), **_mapping(one.get("vars"))}
    options = {**_mapping(usual.get("options")), **_mapping(one.get("options"))}
    metadata = _mapping(one.get("metadata"))
    own = _mapping(metadata.get(OWN))
    for name in ("provider", "threshold", "assertScoringFunction"):
        if one.get(name) is not None:
            reading.unknown[name] += 1
    prompts = one.get("prompts")
    return _Test(
        " ".join(plain_text(one.get("description")).split()),
        tuple(_variables(values, reading)),
        tuple(_checks((*_merged(one, own), *_list(usual.get("assert"))), reading)),
        plain_text(options.get("prefix")),
        plain_text(options.get("suffix")),
        tuple(plain_text(label) for label in prompts) if isinstance(prompts, list) else (),
        plain_text(own.get("key")),
        plain_text(own.get("group")),
    )


def _variables(values: Mapping[str, Any], reading: SetReading) -> Iterator[tuple[Variable, ...]]:
    """Of each variable its values: one may be a list, as promptfoo reads them."""
    for name, value in values.items():
        several = value if isinstance(value, list) and value else [value]
        texts = [plain_text(one) for one in several]
        for text in texts:
            _refuse(reading, text, "vars")
        yield tuple(Variable(str(name), text) for text in texts)


def _merged(test: Mapping[str, Any], own: Mapping[str, Any]) -> list[Any]:
    """The assertions, with our own ones in their places."""
    merged = _list(test.get("assert")).copy()
    for check in _list(own.get("checks")):
        if isinstance(check, Mapping) and isinstance(at := check.get("at"), int):
            merged.insert(at, check)
    return merged


def _checks(assertions: Iterable[Any], reading: SetReading) -> Iterator[Check]:
    for one in assertions:
        if not isinstance(one, Mapping):
            continue
        if one.get("transform") is not None:
            reading.unknown[f"{plain_text(one.get('type'))}: transform"] += 1
            continue
        try:
            yield check_of_assertion(one)
        except UnknownAssertionError as error:
            reading.unknown[str(error)] += 1


def _refuse(reading: SetReading, value: Any, name: str) -> None:
    """What stands in another file."""
    if isinstance(value, str) and _FILE.match(value.strip()):
        reading.elsewhere[name] += 1


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def promptfoo_yaml(title: str, document: EvalSet) -> bytes:
    """Texts in quotes: no reader takes one for a number, a date or a yes."""
    lines = ["# yaml-language-server: $schema=https://promptfoo.dev/config-schema.json"]
    for key, value in _config(title, document).items():
        lines.extend(_lines(value, "", f"{key}:"))
    return "\n".join([*lines, ""]).encode()


def _lines(value: Any, indent: str, head: str) -> Iterator[str]:
    """YAML in blocks; ``head``: the key or the dash before it."""
    if not value or not isinstance(value, dict | list):
        yield f"{indent}{head} {_quoted(value)}"
        return
    if isinstance(value, dict):
        within = [(key if _PLAIN.fullmatch(key) else _quoted(key), one) for key, one in value.items()]
        parts = [line for key, one in within for line in _lines(one, f"{indent}  ", f"{key}:")]
    else:
        parts = [line for one in value for line in _lines(one, f"{indent}  ", "-")]
    if head == "-":  # the first part stands beside its dash
        yield f"{indent}- {parts[0].lstrip()}"
        yield from parts[1:]
    else:
        yield f"{indent}{head}"
        yield from parts


def _quoted(value: Any) -> str:
    """As JSON, which YAML is too; without signs that YAML would not have."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _config(title: str, document: EvalSet) -> dict[str, Any]:
    """Each prompt once, with a label by which its tests name it."""
    prompts: dict[str, str] = {}
    tests = []
    for case in document.cases:
        system = document.system if case.system is None else case.system
        label = prompts.setdefault(messages_text(case.turns, system), f"prompt {len(prompts) + 1}")
        tests.append(_written_test(document, case, label))
    if len(prompts) == 1:
        for test in tests:
            del test["prompts"]
    written: list[Any] = [{"raw": raw, "label": label} for raw, label in prompts.items()]
    return {"description": title, "prompts": written, "providers": [], "tests": tests}


def _written_test(document: EvalSet, case: EvalCase, label: str) -> dict[str, Any]:
    pairs = [(check, assertion_of(check)) for check in case.checks]
    own: dict[str, Any] = {"key": case.key, **({"group": case.group} if case.group else {})}
    ours = [_own_check(at, check) for at, (check, assertion) in enumerate(pairs) if assertion is None]
    if ours:
        own["checks"] = ours
    return {
        **({"description": case.title} if case.title else {}),
        "prompts": [label],
        "vars": values_of(document, case),
        "assert": [assertion for _check, assertion in pairs if assertion is not None],
        "metadata": {OWN: own},
    }


def _own_check(at: int, check: Check) -> dict[str, Any]:
    """``at``: its place among all checks of the test."""
    name = f"not-{check.type}" if check.is_not else check.type
    return {
        "at": at,
        "type": name,
        "value": check.value,
        **({} if check.threshold is None else {"threshold": check.threshold}),
    }
