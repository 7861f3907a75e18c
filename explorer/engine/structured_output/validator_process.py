"""The process that validates one answer against its JSON schema.

A schema is foreign: its patterns may never end, its choices may be as many as they like. So what it costs
is held to from outside (``answer_check.py``). Request and verdict are JSON, on stdin and stdout. Nothing
that a schema refers to is fetched.
"""

import json
import warnings
from decimal import Decimal
from typing import Any, NoReturn

from explorer.base.child_process import begin_as_child, limit_memory, limit_time

_MEMORY = 1 << 30  # bytes more than it starts with, where the system holds a process to them
_SECONDS = 2  # of the processor; a fifth of one where a schema means no harm
_MAX_SHIFT = 30  # of a whole number's exponent; beyond, it is not written out


def main() -> int:
    """Judge the one request; the process's exit status."""
    requests, answers = begin_as_child()
    warnings.simplefilter("ignore")
    limit_memory(_MEMORY)
    limit_time(_SECONDS)
    request = json.loads(requests.read())
    with answers:
        answers.write(json.dumps(validated(request["schema"], request["text"])).encode())
    return 0


def validated(schema: str, text: str) -> dict[str, str]:
    """``{}`` if the text keeps to the schema; else the ``keyword`` it breaks and where, or a ``fault``."""
    from jsonschema.exceptions import best_match  # noqa: PLC0415  a fifth of a second
    from jsonschema.validators import Draft7Validator, Draft202012Validator, validator_for  # noqa: PLC0415
    from jsonschema_specifications import REGISTRY  # noqa: PLC0415

    try:
        rules, value = _read(schema), _read(text)
        kind = validator_for(rules, default=Draft202012Validator)
        if kind is Draft202012Validator and not _is_sound(kind, rules) and _is_sound(Draft7Validator, rules):
            kind = Draft7Validator  # what older schemas say without naming their draft
        kind.check_schema(rules)
        error = best_match(kind(rules, registry=REGISTRY).iter_errors(value))
    except Exception as failure:  # noqa: BLE001  a foreign program: whatever it raises is its failure
        return {"fault": f"{type(failure).__name__}: {str(failure)[:300]}"}
    return {"keyword": str(error.validator or "false"), "place": error.json_path} if error else {}


def _is_sound(kind: Any, rules: Any) -> bool:
    return next(kind(kind.META_SCHEMA).iter_errors(rules), None) is None


def _read(text: str) -> Any:
    """Numbers as they are written, so that 0.07 is a multiple of 0.01."""
    return json.loads(text, parse_float=_number, parse_constant=_no_number)


def _number(text: str) -> int | Decimal:
    number = Decimal(text)
    is_whole = number.adjusted() < _MAX_SHIFT and number == number.to_integral_value()
    return int(number) if is_whole else number


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)
