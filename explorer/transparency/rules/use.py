"""What a model is made for and what not, what it gets wrong, and what harm it may do."""

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words
from explorer.transparency.card_text.card import parts_of
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import CardSection, Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.phrases.phrase import Finder, phrase, phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import is_this_model, own_name

risks = phrases_of("risks")
use = phrases_of("use")

_FOR = phrase("use.for")
_TICKED = ("✅", "✔")  # what is fine, in a list of both


@apart_from_base
def intended_use(reading: Reading) -> Finding:
    """Open: what it is for and what not. Partial: one of them."""
    told = [
        p for title in (use.intended, use.opens) for part in _parts(reading, title) for p in part.passages
    ]
    running = {p.block for p in told if p.find(use.of_running)}
    told = [p for p in told if not use.how_to.search(p.heading) and p.block not in running]
    meant = [p for p in told if not use.out_of_scope.search(p.heading) or p.text.startswith(_TICKED)]
    meant = meant or [p for p in reading.rows if _is_use_row(reading, p)]
    likely = reading.likely(use.intended_text, _FOR, use.by_name, use.opens)
    meant = meant or [
        p for opener in likely if opener.find(use.opens) for p in _listed_below(reading, opener)
    ]
    meant = meant or [p for p in likely if _says_purpose(reading, p) and not p.find(use.a_part)]
    excluded = [p for part in _parts(reading, use.out_of_scope) for p in part.passages]
    excluded = [p for p in excluded if not p.urls or p.length > 4]  # more than a link to a policy
    excluded = [p for p in excluded if not p.text.startswith(_TICKED)]
    excluded = excluded or [p for p in meant if p.find(use.out_of_scope_text)]
    unmeant = [
        p for p in reading.likely(use.not_meant) if p.find(use.not_meant) and not p.find(use.of_scores)
    ]
    excluded = excluded or unmeant
    if not meant and not excluded:
        return _of_original(reading)
    evidence = [reading.from_card(p) for p in [*meant[:2], *excluded[:2]]]
    verdict = Verdict.OPEN if meant and excluded else Verdict.PARTIAL
    text = (meant or excluded)[0].short
    return reading.found("intended_use", verdict, text, text, evidence)


def _of_original(reading: Reading) -> Finding:
    """Of a quantized copy, what stands under the headings of the original's card that it carries."""
    parts = parts_of(reading.embedded, use.uses)
    told = [p for part in parts for p in part.passages if p.length >= 4 and not p.header]
    told = [p for p in told if not use.how_to.search(p.heading) and not p.find(use.of_running)]
    told = [
        *(p for p in told if _is_for_something(p) and not p.find(use.a_part)),
        *(p for p in told if use.out_of_scope.search(p.heading)),
    ]
    if not told:
        return reading.silent("intended_use")
    text = Words("Of the original: {statement}", statement=told[0].short)
    evidence = [reading.from_card(p) for p in told[:3]]
    return reading.found("intended_use", Verdict.PARTIAL, text, told[0].short, evidence)


def _is_use_row(reading: Reading, row: Passage) -> bool:
    """Whether a row of a table that sets models side by side has a cell on the use of this one."""
    if len(row.cells) <= 2 or not use.use_row.match(row.cells[0]):
        return False
    stem = use.stem.match(own_name(reading))
    names = ((letters(title), cell) for title, cell in zip(row.header[1:], row.cells[1:], strict=False))
    return stem is not None and any(cell and stem[0] in name for name, cell in names)


def _listed_below(reading: Reading, opener: Passage) -> list[Passage]:
    """The items right below "Perfect for:"."""
    found, block = [], opener.block
    for passage in reading.own:
        if passage.is_item and passage.block == block + 1 and passage.section == opener.section:
            found.append(passage)
            block = passage.block
    return found


def _says_purpose(reading: Reading, passage: Passage) -> bool:
    """Whether a sentence tells what a model is for; where it begins with a name, this model's."""
    if passage.find(use.of_format) or passage.text.rstrip().endswith("?"):
        return False
    begins = passage.find(use.begins_with_name)
    stem = use.stem.match(letters(begins["name"])) if begins else None
    if stem and stem[0] not in own_name(reading):
        return False
    if _is_for_something(passage):
        return True
    named = passage.find(use.by_name)
    return bool(named and own_name(reading).startswith(letters(named["name"])))


def _is_for_something(passage: Passage) -> bool:
    return bool(passage.find(use.intended_text) or passage.find(_FOR))


def _parts(reading: Reading, title: Finder) -> list[CardSection]:
    return parts_of(reading.own, title)


@apart_from_base
def risks_of(reading: Reading) -> Finding:
    """Open: limits of this model. Partial: a sentence that fits any model, or one of the original's card."""
    passages = _told_risks(reading, reading.own)
    if not passages:
        return _risks_elsewhere(reading)
    # What it gets wrong is said before how its safety was tested.
    passages.sort(key=lambda p: not risks.weakness.search(f"{p.label} {p.heading}"))
    specific = [p for p in passages if not p.find(risks.generic)]
    is_brief = sum(len(p.text) for p in specific) < 600 or all(map(_is_disclaimed, passages))
    is_generic = len(specific) < len(passages) and is_brief
    verdict = Verdict.PARTIAL if is_generic or not specific else Verdict.OPEN
    shown = specific or passages
    text = shown[0].short
    return reading.found("risks", verdict, text, text, [reading.from_card(p) for p in shown[:4]])


def _told_risks(reading: Reading, own: tuple[Passage, ...]) -> list[Passage]:
    """Under a heading of risks, but no model's name with "safety" in it; else what tells of risk anywhere."""
    parts = (part for part in parts_of(own, risks.risks) if not risks.not_risks.search(part.title))
    parts = (part for part in parts if own_name(reading) not in letters(part.title))
    told = [(part.title, p) for part in parts for p in part.passages if p.length >= 4]
    told = [(title, p) for title, p in told if not any(map(risks.other_part.match, _below(p, title)))]
    told = [
        (title, p) for title, p in told if not (risks.of_terms.match(p.text) or risks.no_risks.match(p.said))
    ]
    passages = [p for title, p in told if not risks.mixed.search(title) or p.find(risks.says_risk)]
    passages = [p for p in passages if not _is_disclaimed(p) or p.find(risks.says_harm)]
    passages = [
        p for p in passages if not (risks.of_software.match(p.heading) and p.find(risks.software_fails))
    ]
    told_so = (p for p in own if (p.find(risks.tells_of_risk) or _is_troubled(reading, p)) and not p.header)
    return passages or [p for p in told_so if not (p.find(risks.caught) or risks.no_risks.match(p.said))]


def _is_troubled(reading: Reading, passage: Passage) -> bool:
    """Whether this model, and no other, is said to have issues such as hallucinations."""
    troubled = passage.find(risks.troubled)
    return bool(troubled and is_this_model(reading, troubled["subject"].strip()))


def _below(passage: Passage, title: str) -> tuple[str, ...]:
    """The headings between a part's and a passage of it."""
    section = passage.section
    return section[section.index(title) + 1 :] if title in section else section[-1:]


def _is_disclaimed(passage: Passage) -> bool:
    """Whether it stands under "Disclaimer" or "Warning", and under nothing that tells more of risks."""
    return bool(
        risks.disclaimed.match(passage.label)
        or (not passage.label and risks.disclaimed.match(passage.heading))
    )


def _risks_elsewhere(reading: Reading) -> Finding:
    """What one has to read before access is given; of a quantized copy, what the original's card says."""
    gate = " ".join(reading.texts("extra_gated_prompt"))
    if found := risks.tells_of_risk.search(gate[:20_000]):
        text = found[0][:90]
        return reading.found("risks", Verdict.PARTIAL, text, text, [reading.from_yaml("extra_gated_prompt")])
    if passages := _told_risks(reading, reading.embedded):
        text = Words("Of the original: {statement}", statement=passages[0].short)
        evidence = [reading.from_card(p) for p in passages[:3]]
        return reading.found("risks", Verdict.PARTIAL, text, passages[0].short, evidence)
    return reading.silent("risks")
