"""What a probe found, in the words of the page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.domain.endpoint import Endpoint, EndpointAbility, EndpointProbe, ProbeAnswer
from explorer.domain.units import context_text
from explorer.domain.words import Words

Ability = EndpointAbility

_TITLES = {
    Ability.CHAT: Words("Chat"),
    Ability.SCHEMA: Words("Answers in a schema"),
    Ability.PROBABILITIES: Words("Probabilities"),
    Ability.EMBEDDINGS: Words("Embeddings"),
    Ability.IMAGES: Words("Images"),
    Ability.MODELS: Words("List of its models"),
    Ability.COMPLETIONS: Words("Going on with a text"),
    Ability.SCORES: Words("Probabilities of a text"),
    Ability.USAGE: Words("Count of tokens"),
    Ability.SEED: Words("Follows a seed"),
    Ability.CONTEXT: Words("Context length"),
    Ability.AT_ONCE: Words("Answers at once"),
}
_YES = {
    Ability.CHAT: Words("yes, in one piece"),
    Ability.SCHEMA: Words("yes, JSON"),
    Ability.PROBABILITIES: Words("yes, {n} for each token"),
    Ability.EMBEDDINGS: Words("yes, {n} numbers for a text"),
    Ability.MODELS: Words("yes, {n}"),
    Ability.CONTEXT: Words("{n} tokens"),
    Ability.AT_ONCE: Words("{n}"),
}
_NO = {
    Ability.CHAT: Words("no: it can only go on with a text"),
    Ability.SCHEMA: Words("no: nothing makes it keep to one"),
    Ability.PROBABILITIES: Words("no: how sure it was stays unknown"),
    Ability.MODELS: Words("no: add them by name"),
    Ability.EMBEDDINGS: Words("no: documents are indexed here anyway"),
    Ability.SCORES: Words("no: packs that need them are not measurable"),
    Ability.USAGE: Words("no: tokens are counted as they come"),
}
_OPEN = {
    Ability.SCHEMA: Words("cannot tell: it wrote no answer"),
    Ability.IMAGES: Words("cannot tell: its answer does not show that it saw one"),
    Ability.SEED: Words("cannot tell: another seed says the same"),
    Ability.CONTEXT: Words("it does not say"),
}
_NOT_TESTED = Words("not tested")
_MEANS = {
    Ability.CHAT: Words("It answers a conversation, piece by piece or at once."),
    Ability.SCHEMA: Words("An answer keeps to a form such as JSON; else it can only be checked afterwards."),
    Ability.PROBABILITIES: Words("How sure the model was of each token that it wrote."),
    Ability.EMBEDDINGS: Words("Numbers for what a text means. Documents are indexed here in any case."),
    Ability.IMAGES: Words("It sees pictures that go along with a question."),
    Ability.MODELS: Words("It names its models; else you add them by name."),
    Ability.COMPLETIONS: Words("Without it base models and “continue” cannot be used."),
    Ability.SCORES: Words("How likely it finds a text that is given: some packs compare by it."),
    Ability.USAGE: Words("It says how many tokens there were; else they are counted as they come."),
    Ability.SEED: Words("The same answer for the same seed; else runs cannot be repeated exactly."),
    Ability.CONTEXT: Words("How long prompt and answer may be; else nothing warns of one that is too long."),
    Ability.AT_ONCE: Words("How many answers it writes side by side."),
}
_AS_SENT = Words("The prompt as the model read it. No such server tells it: its template is applied there.")
# The first are always seen: those that decide what can be done here.
FIRST = (Ability.CHAT, Ability.SCHEMA, Ability.PROBABILITIES, Ability.EMBEDDINGS)
REST = (
    Ability.MODELS, Ability.COMPLETIONS, Ability.SCORES, Ability.USAGE, Ability.SEED, Ability.CONTEXT,
    Ability.AT_ONCE,
)  # fmt: skip


@dataclass(frozen=True)
class AbilityLine:
    """``means``: what the title is about. ``is_able``: ``None`` where it is not known, and not ``is_asked``
    where nobody tried. ``said``: what the server answered.
    """

    title: Words
    words: Words
    means: Words
    is_able: bool | None
    is_asked: bool = True
    said: str = ""


def first_lines(probe: EndpointProbe | None) -> Sequence[AbilityLine]:
    lines = [_line(probe, ability) for ability in FIRST]
    is_known = probe is not None and bool(probe.model)
    prompt = Words("no: its template stays unknown") if is_known else _NOT_TESTED
    title, is_able = Words("The prompt as sent"), False if is_known else None
    as_sent = AbilityLine(title, prompt, _AS_SENT, is_able, is_known)
    return [*lines, as_sent, _line(probe, Ability.IMAGES)]


def rest_lines(endpoint: Endpoint) -> Sequence[AbilityLine]:
    lines = [_line(endpoint.probe, ability) for ability in REST]
    at_once = lines[-1]
    if at_once.is_able is None:
        words = Words("it does not say: {n} are asked at a time", n=endpoint.at_once)
        lines[-1] = replace(at_once, words=words)
    return lines


def ability_title(ability: EndpointAbility) -> Words:
    return Words("Writes as it goes") if ability is Ability.STREAMS else _TITLES[ability]


def _line(probe: EndpointProbe | None, ability: EndpointAbility) -> AbilityLine:
    answer = probe.of(ability) if probe is not None else ProbeAnswer(ability, None)
    is_asked = probe is not None and any(one.ability is ability for one in probe.answers)
    words = _words(answer) if is_asked else _NOT_TESTED
    if probe is not None and ability is Ability.CHAT and answer.is_able and probe.has(Ability.STREAMS):
        words = Words("yes, as it is written")
    return AbilityLine(_TITLES[ability], words, _MEANS[ability], answer.is_able, is_asked, answer.said)


def _words(answer: ProbeAnswer) -> Words:
    ability = answer.ability
    if answer.is_able:
        number = context_text(answer.amount) if ability is Ability.CONTEXT else f"{answer.amount:,}"
        found = _YES.get(ability, Words("yes"))
        return found.filled(n=number) if "{n}" in found.template else found
    if answer.is_able is None:
        return _OPEN.get(ability, Words("cannot tell"))
    return _NO.get(ability, Words("no"))
