"""Makes up chat templates, most of them hostile: each must end in a text or in words, within limits.

``python -m tests.fuzz.templates --minutes 60 [--seed N]`` prints how they ended; a few seconds of it run in
the suite. The process that renders may be ended and started anew; nothing else may.
"""

import math
import random
import sys
import time
from collections.abc import Callable

from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage
from explorer.engine.local.template.renderer import TemplateRenderer
from tests.fuzz.outcome import Outcome, by_hand

MEMORY = 900 << 20  # bytes the process may ever have held: what it was given, and what it starts with
_SECONDS = 0.3  # the limit that is tried
LIMIT_S = 30.0  # for one template, on a busy machine
_CHAT = (ChatMessage("system", "Be <brief>."), ChatMessage("user", "Hi “you” 日本 😀\n"))
_LARGE = (0, 1, -1, 2, 7, 64, 99_999, 10**6, 10**8, 3 * 10**8, 2**31 - 1, 2**31, 2**63, 10**12, 10**30, 1e308)
_TEXTS = (
    "''", "'x'", "'a b\\n c'", r"'\ud800'", r"'\ude00\ud83d'", r"'\x00'", "'{:>999999999}'", "'%0999999999d'",
    "'{0.__class__}'", "'日本'", "'\\u202e'", "messages[-1].content", "bos_token",
)  # fmt: skip
_NAMES = (
    "messages", "messages[0]", "tools", "loop", "self", "namespace()", "cycler", "joiner('x')", "range(9)",
    "dict(a=1)", "lipsum", "none", "undefined", "strftime_now", "raise_exception", "varargs", "caller",
)  # fmt: skip
_FILTERS = (
    "abs", "attr({})", "batch({}, {})", "capitalize", "center({})", "count", "default({})", "dictsort",
    "escape", "filesizeformat", "first", "float", "forceescape", "format({}, {})", "groupby({})",
    "indent({})",
    "int({})", "items", "join({})", "last", "length", "list", "lower", "map({})", "max", "min", "pprint",
    "random",
    "reject({})", "rejectattr({})", "replace({}, {})", "reverse", "round({})", "safe", "select({})",
    "selectattr({})", "slice({}, {})", "sort", "string", "striptags", "sum(start={})", "title", "tojson",
    "tojson(indent={})", "trim", "truncate({})", "unique", "upper", "urlencode", "urlize", "wordcount",
    "wordwrap({}, wrapstring={})", "xmlattr",
)  # fmt: skip
_METHODS = (
    ".format({})", ".join({})", ".replace({}, {})", ".ljust({})", ".zfill({})", ".split({})", ".encode({})",
    ".translate({})", ".expandtabs({})", ".items()", ".append({})", ".__class__", ".__init__.__globals__",
    ".mro()", "[{}]", "[{}:{}]", "({})", "()", ".bit_length()", ".to_bytes({}, {})", ".copy()",
)  # fmt: skip
_BINARY = ("+", "-", "*", "/", "//", "%", "**", "~", "==", "<", "in", "and", "or", "is not")
_STATEMENTS = (
    "{{% for v in {0} %}}{1}{{% endfor %}}",
    "{{% for v in {0} recursive %}}{{{{ loop({0}) }}}}{1}{{% endfor %}}",
    "{{% if {0} %}}{1}{{% else %}}x{{% endif %}}",
    "{{% set v = {0} %}}{1}",
    "{{% set v %}}{1}{{% endset %}}{{{{ v }}}}",
    "{{% macro m(a) %}}{1}{{{{ m({0}) }}}}{{% endmacro %}}{{{{ m(1) }}}}",
    "{{% set n = namespace(x={0}) %}}{{% for i in range(999) %}}{{% set n.x = n.x ~ n.x %}}{{% endfor %}}{1}",
    "{{% set n = namespace(x=[]) %}}{{% for i in range(99999) %}}{{% set n.x = n.x + [{0}] %}}{{% endfor %}}",
    "{{% filter upper %}}{1}{{% endfilter %}}",
    "{{% call(x) {0} %}}{1}{{% endcall %}}",
    "{{% generation %}}{1}{{% endgeneration %}}",
    "{{% include {0} %}}",
    "{{% import {0} as v %}}{1}",
    "{{% extends {0} %}}",
    "{{% raw %}}{1}{{% endraw %}}",
    "{{# {1} #}}",
    "{{% block b %}}{1}{{{{ self.b() }}}}{{% endblock %}}",
)
_SOUND = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate') }}{% endif %}{{ '<|im_start|>' + message['role']"
    " + '\n' + message['content'] | trim + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}"
    "{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def expression(rng: random.Random, depth: int) -> str:
    """Something between ``{{`` and ``}}``."""
    if depth <= 0:
        return rng.choice((rng.choice(_TEXTS), rng.choice(_NAMES), str(rng.choice(_LARGE))))

    def part() -> str:
        return expression(rng, rng.randrange(depth))

    match rng.randrange(6):
        case 0 | 1:
            return f"({part()} | {_filled(rng.choice(_FILTERS), part)})"
        case 2:
            return f"({part()}{_filled(rng.choice(_METHODS), part)})"
        case 3:
            return f"({part()} {rng.choice(_BINARY)} {part()})"
        case 4:
            return f"[{', '.join(part() for _ in range(rng.randrange(4)))}]"
        case _:
            return f"({part()} if {part()} else {part()})"


def template(rng: random.Random) -> str:
    """A whole one: statements around expressions, or a sound one with a few letters wrong."""
    if rng.random() < 0.2:
        return _damaged(_SOUND, rng)
    text = f"{{{{ {expression(rng, rng.randrange(5))} }}}}"
    for _ in range(rng.choice((0, 0, 1, 1, 2, 4, 30))):
        text = rng.choice(_STATEMENTS).format(expression(rng, rng.randrange(3)), text)
    if rng.random() < 0.05:
        text *= rng.choice((10, 1000, 100_000 // len(text) + 1))
    return _damaged(text, rng) if rng.random() < 0.1 else text


def _filled(layout: str, part: Callable[[], str]) -> str:
    while "{}" in layout:
        layout = layout.replace("{}", part(), 1)
    return layout


def _damaged(text: str, rng: random.Random) -> str:
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(text)) if text else 0
        text = (
            text[:at] + rng.choice(("", "{", "}", "%", "(", "'", "\0", "😀", text[at:] * 2)) + text[at + 1 :]
        )
    return text


def run(seed: int, count: int = sys.maxsize, minutes: float = math.inf) -> Outcome:
    """Render so many made-up templates, or for so long."""
    outcome, rng, renderer, peak = Outcome(), random.Random(seed), TemplateRenderer(_SECONDS), _peak()
    until = time.monotonic() + minutes * 60
    try:
        while outcome.counts.total() < count and time.monotonic() < until:
            _judge(template(rng), renderer, outcome, peak)
    finally:
        renderer.close()
    return outcome


def _judge(source: str, renderer: TemplateRenderer, outcome: Outcome, before: int) -> None:
    """``before``: bytes of the largest process that had ended when the run began."""
    begun = time.monotonic()
    try:
        text = renderer.render(source, _CHAT)
        problem, kind = _problem_of(text), "rendered"
    except KnownError as error:
        problem, kind = ("" if error.what and error.advice else "no words"), str(error.what).split(":")[0]
    except Exception as error:  # noqa: BLE001  that there is none is what is tried
        problem = kind = f"{type(error).__name__}: {error}"
    taken = time.monotonic() - begun
    outcome.slowest_s = max(outcome.slowest_s, taken)
    outcome.counts[kind] += 1
    problem = problem or ("too slow" if taken > LIMIT_S else "")
    if (peak := _peak()) > max(MEMORY, before):
        problem = f"{peak >> 20} MB were taken"
    if problem:
        outcome.failures.append(f"{problem[:300]}: {source[:2000]!r}")


def _problem_of(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return "no text"
    return ""


def _peak() -> int:
    """The most bytes that a child which has ended ever took."""
    if sys.platform == "win32":
        return 0
    import resource  # Windows has none

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit


if __name__ == "__main__":
    sys.exit(by_hand("Render made-up chat templates.", run))
