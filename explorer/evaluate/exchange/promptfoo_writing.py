"""A set as a configuration of promptfoo. Checks that promptfoo does not have go along as metadata, from
where an import takes them.
"""

from typing import Any

from explorer.evaluate.eval_set import Check, EvalCase, EvalSet
from explorer.evaluate.exchange.assertions import assertion_of
from explorer.evaluate.exchange.messages import messages_text
from explorer.evaluate.set_subject import values_of

OWN = "open-model-explorer"


def promptfoo_yaml(title: str, document: EvalSet) -> bytes:
    import yaml  # noqa: PLC0415  only whoever writes such a file needs it

    dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    config = promptfoo_config(title, document)
    text = yaml.dump(config, Dumper=dumper, allow_unicode=True, sort_keys=False, width=100)
    return f"# yaml-language-server: $schema=https://promptfoo.dev/config-schema.json\n{text}".encode()


def promptfoo_config(title: str, document: EvalSet) -> dict[str, Any]:
    """Each prompt once, with a label by which its tests name it."""
    prompts: dict[str, str] = {}
    tests = []
    for case in document.cases:
        system = document.system if case.system is None else case.system
        label = prompts.setdefault(messages_text(case.turns, system), f"prompt {len(prompts) + 1}")
        tests.append(_test(document, case, label))
    if len(prompts) == 1:
        for test in tests:
            del test["prompts"]
    written: list[Any] = [{"raw": raw, "label": label} for raw, label in prompts.items()]
    return {"description": title, "prompts": written, "providers": [], "tests": tests}


def _test(document: EvalSet, case: EvalCase, label: str) -> dict[str, Any]:
    pairs = [(check, assertion_of(check)) for check in case.checks]
    own: dict[str, Any] = {"key": case.key, **({"group": case.group} if case.group else {})}
    if ours := [_own(at, check) for at, (check, assertion) in enumerate(pairs) if assertion is None]:
        own["checks"] = ours
    return {
        **({"description": case.title} if case.title else {}),
        "prompts": [label],
        "vars": values_of(document, case),
        "assert": [assertion for _check, assertion in pairs if assertion is not None],
        "metadata": {OWN: own},
    }


def _own(at: int, check: Check) -> dict[str, Any]:
    """``at``: its place among all checks of the test."""
    name = f"not-{check.type}" if check.is_not else check.type
    return {
        "at": at,
        "type": name,
        "value": check.value,
        **({} if check.threshold is None else {"threshold": check.threshold}),
    }
