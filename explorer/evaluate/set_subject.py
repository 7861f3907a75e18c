"""A set of tests as what models are run on: prompts with their variables filled in, replies judged."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from explorer.domain.generation import ChatMessage
from explorer.domain.model_names import name_of_reference
from explorer.domain.tokens import NO_OPTIONS, AnswerOptions
from explorer.domain.variables import filled
from explorer.domain.words import Words, wording_of
from explorer.evaluate.checks.choice_finding import choice_of
from explorer.evaluate.checks.finding import UNTOLD, CheckFinding, quoted, untold
from explorer.evaluate.checks.held import HeldChecks
from explorer.evaluate.checks.judging import judge, judged_of, result_of
from explorer.evaluate.checks.kinds import kind_of
from explorer.evaluate.checks.second_pass import helped, helpers_of
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalSource
from explorer.evaluate.items import CheckResult, Help, Item, Judged, Outcome, Reply, ToEmbed, ToScore, ToWrite
from explorer.evaluate.store import StoredSet

_NEXT_TURN = AnswerOptions(stop=("\nUser:",))  # a base model would go on with it
NOT_MEASURABLE = Judged("unknown", wording_of(Words("not measurable")))

# Of paired tests: so many standard errors must a gap have to be seen in four of five runs (two-sided 5 %)
_SEEN = 1.959964 + 0.841621
_DIFFERING = 0.3  # of all tests: so many come out differently for two models, as a rule


class SetSubject:
    """``held`` looks at patterns and schemas; without one, each call that needs it starts a process. Whoever
    hands one in closes it, and does not judge in two threads at once.
    """

    def __init__(self, stored: StoredSet, held: HeldChecks | None = None) -> None:
        self.stored = stored
        self._held = held
        self._cases = {case.key: case for case in stored.document.cases}
        self._version = ""

    @property
    def document(self) -> EvalSet:
        return self.stored.document

    @property
    def id(self) -> str:
        return f"set:{self.stored.id}"

    @property
    def version(self) -> str:
        """Titles aside, which change nothing of what is measured."""
        if not self._version:
            self._version = digest_of(self.document)
        return self._version

    @property
    def title(self) -> str:
        return self.stored.title

    @property
    def is_timed(self) -> bool:
        return any(check.type == "latency" for case in self.document.cases for check in case.checks)

    def items(self, *, is_chat: bool) -> Sequence[Item]:
        """Of the cases that say something, in their order."""
        document = self.document
        return [item_of(document, case, is_chat=is_chat) for case in document.cases if says_something(case)]

    def item(self, key: str, *, is_chat: bool) -> Item | None:
        case = self._cases.get(key)
        return item_of(self.document, case, is_chat=is_chat) if case is not None else None

    def judge(self, item: Item, reply: Reply) -> Judged:
        if reply.not_measurable is not None:
            return NOT_MEASURABLE
        checks = self.checks(item.key)
        return judged_of(checks, [judge(check, reply, self._held) for check in checks])

    def settled(self, outcome: Outcome) -> Judged:
        """With the person's own verdict, for the checks that ask for it."""
        checks, results = self.checks(outcome.item), outcome.judged.results
        if len(checks) != len(results) or all(one.type != "person" for one in checks):
            return outcome.judged
        pairs = zip(checks, results, strict=True)
        own = [own_result(check, outcome.own) if check.type == "person" else one for check, one in pairs]
        return judged_of(checks, own)

    @property
    def needs_models(self) -> bool:
        kinds = {check.type: kind_of(check) for case in self.document.cases for check in case.checks}
        return any(kind is not None and kind.said_by in ("embedding", "judge") for kind in kinds.values())

    @property
    def judge_model(self) -> str:
        return self.document.judge

    def helpers(self, item: Item, outcome: Outcome) -> Mapping[int, tuple[ToEmbed | ToWrite, ...]]:
        pairs = zip(self.checks(item.key), outcome.judged.results, strict=False)  # no results: not measurable
        found = {
            place: helpers_of(check, item.ask, outcome.reply)
            for place, (check, known) in enumerate(pairs)
            if known.short == UNTOLD
        }
        return {place: asks for place, asks in found.items() if asks}

    def judge_helped(self, outcome: Outcome, check: int, helps: Sequence[Help]) -> Judged:
        checks, results = self.checks(outcome.item), [*outcome.judged.results]
        results[check] = helped(checks[check], helps, name_of_reference(self.judge_model))
        return judged_of(checks, results)

    def checks(self, key: str) -> tuple[Check, ...]:
        """Of a case, with variables in their places."""
        case = self._cases.get(key)
        return filled_checks(self.document, case) if case is not None else ()


def item_of(document: EvalSet, case: EvalCase, *, is_chat: bool) -> Item:
    """What a model is asked. One that only goes on with a text chooses between options by how likely it
    finds them, if that is all that is checked; what it is to answer is written out as a text.
    """
    messages = messages_of(document, case)
    checks = filled_checks(document, case)
    title, group = case.title or _first_words(messages), case.group
    if is_chat:
        return Item(case.key, title, ToWrite(messages, document.sampling), group)
    prompt = raw_prompt(messages)
    if (
        len(checks) == 1
        and checks[0].type == "choice"
        and len(options := choice_of(checks[0].value).options) > 1
    ):
        return Item(case.key, title, ToScore(prompt, tuple(f" {one}" for one in options)), group)
    options_of_answer = _NEXT_TURN if len(messages) > 1 else NO_OPTIONS
    return Item(case.key, title, ToWrite(prompt, document.sampling, options_of_answer), group)


def messages_of(document: EvalSet, case: EvalCase) -> tuple[ChatMessage, ...]:
    """With the system prompt of the case or the set, and variables in their places."""
    values = values_of(document, case)
    system = filled(document.system if case.system is None else case.system, values)
    said = (ChatMessage(turn.role, filled(turn.text, values)) for turn in case.turns)
    return ((ChatMessage("system", system),) if system.strip() else ()) + tuple(said)


def raw_prompt(messages: Sequence[ChatMessage]) -> str:
    """For a model that only goes on with a text: one question stands as it is, under the system prompt; of
    several turns each has its speaker before it.
    """
    system = [one.text for one in messages if one.role == "system"]
    turns = [one for one in messages if one.role != "system"]
    if len(turns) == 1:
        return "\n\n".join((*system, turns[0].text))
    said = (f"{'User' if one.role == 'user' else 'Assistant'}: {one.text}" for one in turns)
    return "\n\n".join((*system, "\n".join((*said, "Assistant:"))))


def values_of(document: EvalSet, case: EvalCase) -> dict[str, str]:
    """Of the variables: a case's own come before those of the set."""
    return {one.name: one.value for one in (*document.variables, *case.variables)}


def filled_checks(document: EvalSet, case: EvalCase) -> tuple[Check, ...]:
    """What they look for may be a variable too."""
    values = values_of(document, case)
    return tuple(replace(one, value=filled(one.value, values)) for one in case.checks)


def says_something(case: EvalCase) -> bool:
    return any(turn.text.strip() for turn in case.turns)


def own_result(check: Check, own: str) -> CheckResult:
    """Of the check that the person is to say."""
    if not own:
        finding = untold(Words("You have not said yet."))
    elif own == "good":
        finding = CheckFinding(True, Words("You said that it is good."), Words("good"), is_telling=True)
    else:
        finding = CheckFinding(False, Words("You said that it is bad."), Words("bad"), is_telling=True)
    return result_of(check, finding)


def digest_of(document: EvalSet) -> str:
    """Of all that a result depends on."""
    untitled = tuple(replace(case, title="") for case in document.cases)
    measured = replace(document, cases=untitled, source=EvalSource())
    return hashlib.sha256(msgspec.json.encode(measured)).hexdigest()


def smallest_gap(count: int) -> float:
    """Between two models on so many tests that both answer: the smallest difference of their rates that four
    of five runs show (McNemar's test, two-sided 5 %, three tests in ten coming out differently); 1.0 and
    more where none can be shown.
    """
    if count == 0:
        return 1.0
    gap = _SEEN * math.sqrt(_DIFFERING / count)
    return gap if gap <= _DIFFERING else _SEEN * _SEEN / count  # then all that differ, differ one way


def enough_words(cases: Sequence[EvalCase]) -> Words:
    """What these tests are enough for: those of one template count as one, as alike as they may be."""
    keys = [case.group or f"\0{case.key}" for case in cases if says_something(case)]
    count = len(set(keys))
    points = 100 * smallest_gap(count)
    if points >= 95 and count < len(keys):
        return Words("Too few templates to tell models apart")
    if points >= 95:
        return Words("Too few to tell models apart")
    whole = int(round(points, -1 if points > 25 else 0))
    if whole <= 1:
        return Words("Enough to see gaps of 1 point")
    return Words("Enough to see gaps of {points} points", points=whole)


def _first_words(messages: Sequence[ChatMessage]) -> str:
    return quoted(next((one.text for one in messages if one.role == "user"), ""))
