"""Which of several options an answer chooses: by what it says, or by what the model finds likeliest.

Options stand one a line; the right one has a star before it. Without one, each is right. Letters name them
too: A the first, B the second.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.domain.words import Words
from explorer.evaluate.checks.finding import LETTER, CheckFinding, Spans, brief, options_of, quoted, untold
from explorer.evaluate.eval_set import Check
from explorer.evaluate.items import Reply

MOST_OPTIONS = 26
_STAR = re.compile(r"\*\s*")
_AROUND = " \t\r\n.,;:!?\"'“”‘’`*_()[]"
# A letter that names an option, and is no word: "B", "B)", "(B)", "**B.**", "the answer is B"
_AFTER = r"[)\].:,;*_`\"'”）。，、：；]"
_LETTER_FIRST = re.compile(rf"[\s\"'“*_`(\[（]*([A-Z])(?={_AFTER}|\s*$|\s+[-–—])")
# A small one only at the end or before a sign: "the answer is a city" names none
_LETTER_NAMED = re.compile(
    r"(?i:\b(?:answer|option|choice|antwort|réponse|respuesta|risposta)|答案|选项|答え|정답)"
    r"\W{0,4}(?i:is|ist|est|es|è|是|为|は|은)?\W{0,4}"
    rf"([A-Z](?![A-Za-z0-9])|[a-z](?={_AFTER}|\s*$))"
)


@dataclass(frozen=True)
class CheckChoice:
    """``right``: the numbers of the options that are."""

    options: tuple[str, ...]
    right: frozenset[int]


def choice_of(value: str) -> CheckChoice:
    lines = options_of(value)
    starred = {number for number, line in enumerate(lines) if _STAR.match(line)}
    options = tuple(_STAR.sub("", line, count=1) if line.startswith("*") else line for line in lines)
    return CheckChoice(options, frozenset(starred or range(len(lines))))


def choice_problem(check: Check) -> Words | None:
    choice = choice_of(check.value)
    if len(choice.options) < 2:
        return Words("Write each option in a line of its own, and a * before the right one.")
    if len(choice.options) > MOST_OPTIONS:
        return Words("There can be {count} options at most.", count=MOST_OPTIONS)
    if not all(choice.options):
        return Words("An option is empty.")
    if len({one.casefold() for one in choice.options}) < len(choice.options):
        return Words("An option stands there twice.")
    return None


def chooses(check: Check, reply: Reply) -> CheckFinding:
    choice = choice_of(check.value)
    if reply.scores:
        return _by_likelihood(choice, reply)
    if not reply.text.strip():
        return CheckFinding(False, Words("It is empty."), Words("empty"))
    named = named_options(choice.options, reply.text)
    if len(named) != 1:
        return _none_or_several(choice.options, named)
    ((number, spans),) = named.items()
    option = choice.options[number]
    says = Words("It names “{option}”.", option=quoted(option))
    if number not in choice.right and len(choice.right) == 1:
        right = choice.options[min(choice.right)]
        says = Words("It names “{option}”, not “{right}”.", option=quoted(option), right=quoted(right))
    return CheckFinding(number in choice.right, says, Words("“{text}”", text=brief(option)), spans)


def named_options(options: Sequence[str], text: str) -> dict[int, Spans]:
    """The numbers of those that it names, and where."""
    said = text.strip(_AROUND).casefold()
    for number, option in enumerate(options):
        if said == option.strip(_AROUND).casefold():
            start = len(text) - len(text.lstrip(_AROUND))
            return {number: ((start, start + len(text.strip(_AROUND))),)}
    named = _mentioned(options, text)
    if (letter := _letter(options, text)) is not None:
        named.setdefault(letter[0], (letter[1],))
    return named


def _letter(options: Sequence[str], text: str) -> tuple[int, tuple[int, int]] | None:
    if any(len(option) == 1 for option in options):
        return None  # they are letters themselves
    for found in (_LETTER_FIRST.match(text), _LETTER_NAMED.search(text)):
        if found and (number := ord(found[1].upper()) - ord("A")) < len(options):
            return number, found.span(1)
    return None


def _mentioned(options: Sequence[str], text: str) -> dict[int, Spans]:
    """Longer ones first: who says "not urgent" does not say "urgent"."""
    taken: list[tuple[int, int]] = []
    named: dict[int, Spans] = {}
    for number in sorted(range(len(options)), key=lambda n: -len(options[n])):
        option = options[number]
        flags = 0 if len(option) == 1 else re.IGNORECASE
        for match in re.finditer(rf"(?<!{LETTER}){re.escape(option)}(?!{LETTER})", text, flags):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                named[number] = (*named.get(number, ()), match.span())
            if len(taken) > 100:
                break
    return named


def _none_or_several(options: Sequence[str], named: dict[int, Spans]) -> CheckFinding:
    if not named:
        return CheckFinding(False, Words("It names none of the options."), Words("names none"))
    both = [f"“{quoted(options[number], 30)}”" for number in sorted(named)[:5]]
    spans = tuple(sorted(span for each in named.values() for span in each))
    says = Words("It names several options: {options}.", options=", ".join(both))
    return CheckFinding(False, says, Words("names several"), spans)


def _by_likelihood(choice: CheckChoice, reply: Reply) -> CheckFinding:
    """A byte's, because options are of different lengths."""
    if len(reply.scores) != len(choice.options):
        return untold(Words("Not every option was scored."))
    likely = [one.logprob / max(1, one.bytes) for one in reply.scores]
    best = max(range(len(likely)), key=likely.__getitem__)
    if likely.count(likely[best]) > 1:
        return untold(Words("Two options are as likely."))
    option = choice.options[best]
    says = Words("It finds “{option}” likeliest.", option=quoted(option))
    return CheckFinding(best in choice.right, says, Words("“{text}”", text=brief(option)), is_telling=True)
