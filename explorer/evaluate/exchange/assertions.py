"""Checks from and to the assertions of promptfoo: as objects of its YAML, and as texts of its tables.

Kinds of ours that promptfoo does not have go under their own names.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from explorer.domain.number_text import number_text
from explorer.evaluate.checks.finding import options_of
from explorer.evaluate.checks.json_findings import names_of, schema_of
from explorer.evaluate.checks.kinds import KINDS
from explorer.evaluate.checks.text_findings import bounds_of
from explorer.evaluate.eval_set import Check
from explorer.evaluate.exchange.messages import plain_text

_KNOWN = {kind.type: kind for kind in KINDS}
_OURS = frozenset({"number", "choice", "length", "person"})
_LISTS = frozenset({"contains-all", "icontains-all", "contains-any", "icontains-any"})
_JSON = frozenset({"is-json", "contains-json"})
_OTHER_NAMES = {
    "grade": "llm-rubric",
    "model-graded-closedqa": "llm-rubric",
    "fn": "javascript",
    "eval": "javascript",
}
# In a table only these begin a check that is not known here; what else has a colon is a text
_UNKNOWN = frozenset({
    "javascript", "python", "ruby", "file", "answer-relevance", "bleu", "classifier",
    "context-faithfulness", "context-recall", "context-relevance", "cost", "factuality", "g-eval",
    "gleu", "guardrails", "html", "contains-html", "is-html", "is-sql", "contains-sql", "is-xml",
    "contains-xml", "is-refusal", "levenshtein", "meteor", "moderation", "perplexity",
    "perplexity-score", "pi", "rouge-n", "select-best", "max-score", "webhook",
    "is-valid-openai-function-call", "is-valid-openai-tools-call", "is-valid-function-call",
    "search-rubric", "model-graded-factuality", "conversation-relevance", "trace-span-count",
    "tool-call-f1",
})  # fmt: skip
_TEXT = re.compile(r"(not-)?([a-z][a-z-]*)(?:\((\d{1,12}(?:\.\d{1,6})?)\))?(?::(.*))?", re.DOTALL)
_USUAL_LIKENESS = 0.8  # promptfoo's, in tables


class UnknownAssertionError(Exception):
    """One that is not known here; its name."""


def check_of_assertion(assertion: Mapping[str, Any]) -> Check:
    """Raises UnknownAssertionError."""
    name = str(assertion.get("type") or "")
    plain = name.removeprefix("not-")
    kind = _OTHER_NAMES.get(plain, plain)
    value = assertion.get("value")
    if kind not in _KNOWN:
        raise UnknownAssertionError(name)
    if "file://" in (value if isinstance(value, str) else ""):
        raise UnknownAssertionError(f"{name}: file://")
    written = _value(kind, value)
    if written is None:
        raise UnknownAssertionError(f"{name}: …")
    return Check(kind, written, _threshold(kind, assertion.get("threshold")), name.startswith("not-"))


def check_of_text(text: str) -> Check:
    """Of a cell of a table: "contains:…", "not-regex:…", and anything else is what the answer equals. Raises
    UnknownAssertionError.
    """
    text = text.strip()
    found = _TEXT.fullmatch(text)
    name = _OTHER_NAMES.get(found[2], found[2]) if found else ""
    if found is None or (name not in _KNOWN and name not in _UNKNOWN):
        return Check("equals", text)
    if name in _UNKNOWN:
        raise UnknownAssertionError(name)
    value = (found[4] or "").strip()
    if found[4] is None and _KNOWN[name].is_needed:  # a word alone: "contains"
        return Check("equals", text)
    return check_of_assertion(
        {
            "type": f"{found[1] or ''}{name}",
            "value": value,
            "threshold": float(found[3]) if found[3] else None,
        }
    )


def assertion_of(check: Check) -> dict[str, Any] | None:
    """As promptfoo writes it; ``None`` for a kind that it does not have."""
    if check.type in _OURS or check.type not in _KNOWN:
        return None
    assertion: dict[str, Any] = {"type": f"not-{check.type}" if check.is_not else check.type}
    if check.type in _LISTS:
        assertion["value"] = list(options_of(check.value))
    elif check.type == "word-count":
        assertion["value"] = _count_out(check.value)
    elif check.value:
        assertion["value"] = _schema_out(check)
    if check.threshold is not None:
        assertion["threshold"] = check.threshold * 1000 if check.type == "latency" else check.threshold
    return assertion


def text_of_check(check: Check) -> str:
    """As a cell of a table, which ``check_of_text`` reads."""
    threshold = ""
    if check.threshold is not None:
        threshold = f"({number_text(check.threshold * (1000 if check.type == 'latency' else 1))})"
    value = check.value
    if check.type in _LISTS and "," not in value:
        value = ", ".join(options_of(value))
    name = f"{'not-' if check.is_not else ''}{check.type}{threshold}"
    return f"{name}: {value}" if value else name


def _value(kind: str, value: Any) -> str | None:  # noqa: PLR0911  one of each form
    """As it is typed here; ``None`` for what cannot be."""
    if kind in _LISTS:
        if isinstance(value, str):
            several = value.split("\n" if "\n" in value else ",")
        elif isinstance(value, list):
            several = [plain_text(one) for one in value]
        else:
            return None
        return "\n".join(" ".join(one.split()) for one in several if one.strip())
    if kind == "word-count" and isinstance(value, Mapping):
        return _count_in(value)
    if kind == "similar" and isinstance(value, list):
        return plain_text(value[0]) if len(value) == 1 else None
    if value is None:
        return ""
    if isinstance(value, Mapping | list):
        return _schema_in(value) if kind in _JSON else None
    return plain_text(value)


def _count_in(limits: Mapping[str, Any]) -> str:
    low, high = limits.get("min"), limits.get("max")
    if low is not None and high is not None:
        return f"{low}–{high}"
    return f"≥ {low}" if low is not None else f"≤ {high}"


def _count_out(value: str) -> Any:
    bounds = bounds_of(value)
    if bounds is None:
        return value
    low, high = bounds
    if low == high:
        return low
    return {**({"min": low} if low else {}), **({"max": high} if high < 1 << 60 else {})}


def _schema_in(schema: Mapping[str, Any] | list[Any]) -> str:
    if isinstance(schema, Mapping) and schema.keys() == {"type", "required"} and schema["type"] == "object":
        names = schema["required"]
        if isinstance(names, list) and all(isinstance(name, str) and name.isidentifier() for name in names):
            return ", ".join(names)
    return json.dumps(schema, ensure_ascii=False, default=str)


def _schema_out(check: Check) -> Any:
    """Names of keys as the schema that they stand for: promptfoo knows no names alone."""
    if check.type not in _JSON or schema_of(check.value) is not None:
        return check.value
    return {"type": "object", "required": list(names_of(check.value))}


def _threshold(kind: str, value: Any) -> float | None:
    usual = _USUAL_LIKENESS if kind == "similar" else _KNOWN[kind].usual
    if not _KNOWN[kind].threshold and kind != "number":
        return None
    if not isinstance(value, int | float) or isinstance(value, bool):
        return usual
    return float(value) / 1000 if kind == "latency" else float(value)
