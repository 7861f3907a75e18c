"""Why a candidate is here, what speaks against it, and what nobody says of it. Each reason is one sentence
without its full stop; an unknown one goes on after "Not known:".
"""

from collections.abc import Iterator

from explorer.choose.candidate import Candidate, Reason
from explorer.choose.need import Need, Pace, Privacy, Purpose
from explorer.choose.need_words import PURPOSES
from explorer.choose.proposing.drafts import Prospect
from explorer.choose.proposing.queries import signs_of
from explorer.domain.endpoint import EndpointModel
from explorer.domain.facts import Dossier, Evidence, Finding, SourceKind, Verdict, is_said
from explorer.domain.fit import Fit, FitWord, speed_text
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Whereabouts
from explorer.domain.words import Words

_UNKNOWN = {  # of the rubric, as they go on after "Not known:"
    "pretraining_data": Words("its training data"),
    "post_training": Words("what it was tuned with"),
    "personal_data": Words("whether personal data was removed"),
    "data_availability": Words("whether its training data can be had"),
    "evaluation": Words("how it was tested"),
    "risks": Words("which risks its maker sees"),
    "intended_use": Words("what its maker means it for"),
    "cutoff_and_size": Words("how recent its data is"),
    "training_code": Words("how it was trained"),
}
_USUAL = ("pretraining_data", "personal_data", "evaluation", "risks", "cutoff_and_size")
_MATTERS = {  # what matters most for a purpose, first
    Purpose.HEALTHCARE: ("risks", "pretraining_data", "evaluation", "personal_data", "intended_use"),
    Purpose.FINANCE: ("cutoff_and_size", "pretraining_data", "risks", "evaluation"),
    Purpose.SCIENCE: ("pretraining_data", "evaluation", "data_availability", "cutoff_and_size"),
    Purpose.CODE: ("pretraining_data", "data_availability", "evaluation"),
    Purpose.DOCUMENTS: ("personal_data", "pretraining_data", "evaluation"),
    Purpose.EXTRACTION: ("pretraining_data", "personal_data", "evaluation"),
}
_MOST_UNKNOWN = 4
TOO_SLOW = 8.0  # tokens a second: slower than most people read


def fit_reason(fit: Fit | None) -> Reason:
    """How it runs on this machine."""
    if fit is None:
        return Reason("unknown", Words("whether it runs here: its size is not stated"), about="fit")
    speed = speed_text(fit.speed) if fit.speed else ""
    numbers = (fit.text,)
    if not fit.word.is_possible:
        return Reason("against", Words("{fit} for this machine", fit=fit.word), about="fit", more=numbers)
    if fit.word is FitWord.RUNS_SLOWLY:
        slow = Words("{speed} tokens/s here: slower than you read", speed=speed)
        return Reason("against", slow, about="fit", more=numbers)
    if fit.word is FitWord.TIGHT:
        return Reason("against", Words("Memory will be tight here"), about="fit", more=numbers)
    if not speed:
        fits = Words("It fits here; how fast it answers is known once it has run")
        return Reason("for", fits, about="fit", more=numbers)
    return Reason("for", Words("It runs well here"), about="fit", more=numbers)


def leaves_out_by_pace(fit: Fit | None, need: Need) -> bool:
    return need.pace is Pace.READING and fit is not None and 0 < fit.speed < TOO_SLOW


def use_signs(draft: Prospect, need: Need) -> Iterator[Reason]:
    """By which sign it was found for a purpose: what a repo says of itself, no promise."""
    row = draft.row
    if row is None:
        return
    found = {one.purpose: one.sign for one in reversed(signs_of(need)) if one.sign.is_on(row)}
    for purpose, sign in found.items():
        if purpose is not None:
            words = Words("Listed for {purpose}: {sign}", purpose=PURPOSES[purpose], sign=sign.words)
            quote = Evidence(SourceKind.API, sign.kind.value, sign.value, row.id)
            yield Reason("for", words, quote, about="use")


def converses_reason(draft: Prospect) -> Reason | None:
    """Whether it was made to answer: a base model only goes on with a text."""
    if draft.converses:
        return None
    if draft.converses is None:
        return Reason("unknown", Words("whether it answers, or only continues a text"), about="use")
    return Reason("against", Words("Continues a text; not made to answer questions"), about="use")


def place_reasons(draft: Prospect) -> Iterator[Reason]:
    """Where it is, and what stands before its files."""
    candidate, row = draft.candidate, draft.row
    if isinstance(candidate.model, LocalModel):
        app = candidate.model.app
        told = Words("Already here, in the folder of {app}", app=app.value) if app else Words("Already here")
        yield Reason("for", told, about="place")
    elif row is not None and row.gate.is_closed:
        gate = Words("Its maker asks for a form or an approval before the download")
        yield Reason("against", gate, Evidence(SourceKind.API, "gated", row.gate, row.id), about="place")


def endpoint_reasons(model: EndpointModel, need: Need) -> Iterator[Reason]:
    """What is known of a model that runs elsewhere is what its provider says; this app read none of it. On a
    server of one's own there is no contract: the license of the model holds.
    """
    if model.where is Whereabouts.AWAY:
        contract = Words("Use by contract; this app has not read its terms")
        yield Reason("conditions", contract, dimension="commercial_use", about="license")
    elif not model.entry.repo:
        yield Reason("unknown", Words("its license"), dimension="commercial_use", about="license")
    if need.provider == model.id:
        yield Reason("for", Words("You asked for it, to compare"), about="privacy")
    if model.where is Whereabouts.AWAY:
        away = Words("What you ask it leaves this machine and goes to {host}", host=model.host)
        yield Reason("against", away, about="privacy")
    elif model.where is Whereabouts.BESIDE:
        yield Reason("for", Words("It runs in another program on this machine"), about="privacy")
    if model.why_not_usable:
        offline = Words("It cannot be asked now: {why}", why=model.why_not_usable)
        yield Reason("against", offline, about="place")
    yield Reason("unknown", Words("its size, its data, the prompt as it is sent"), about="more")
    if model.entry.repo:
        said = Words("whether it is {repo}, as you say", repo=model.entry.repo)
        yield Reason("unknown", said, about="more")


def may_go_there(model: EndpointModel, need: Need) -> bool:
    """Where prompts may go: not said counts as private. The provider was named to be compared with."""
    is_allowed = need.privacy is Privacy.SERVER or need.provider == model.id
    return is_allowed or model.where is not Whereabouts.AWAY


def unknown_reasons(dossier: Dossier, need: Need, candidate: Candidate) -> Iterator[Reason]:
    """What nobody discloses, what matters for this need first."""
    if not candidate.is_read:
        yield Reason("unknown", Words("what its card says (not read yet)"), about="more")
    else:
        silent = (dossier.get(one) for one in _mattering(need))
        told = [one for one in silent if one is not None and not is_said(one)][:_MOST_UNKNOWN]
        yield from (_silence(one, is_first=not place) for place, one in enumerate(told))


def _mattering(need: Need) -> tuple[str, ...]:
    first = (one for purpose in need.purposes for one in _MATTERS.get(purpose, ()))
    return tuple(dict.fromkeys((*first, *_USUAL)))


def _silence(finding: Finding, *, is_first: bool) -> Reason:
    """``is_first``: why nothing was read is told once."""
    is_told = is_first and finding.verdict is Verdict.NOT_CHECKED and finding.text != ""
    more = (finding.text,) if is_told else ()
    return Reason("unknown", _UNKNOWN[finding.dimension], None, finding.dimension, more=more)
