"""What one may do with a model: who can get its weights, and what its use is restricted to."""

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words
from explorer.hub.responses import files_of
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules import gate
from explorer.transparency.rules.heading_statements import titles
from explorer.transparency.rules.license_places import LICENSE_HEADING, LICENSE_LABEL
from explorer.transparency.rules.licensing import OF_OTHERS
from explorer.transparency.rules.stated_license import stated_licenses

_BY_LICENSE = {"policy": Verdict.PARTIAL, "bans": Verdict.CLOSED}  # by what the table says of a license
_FULL_WEIGHTS = (".safetensors", "pytorch_model.bin", ".pth", ".pt", ".msgpack")
_POLICY = phrase("rights.policy")
_POLICY_TITLE = phrase("rights.policy_title")
_TERMS = phrase("rights.terms")
_BAN = phrase("rights.ban")
_MEANT = phrase("rights.meant")
_NO_BAN = phrase("rights.no_ban")


def weights(reading: Reading) -> Finding:
    """Whether anyone can download the model, and at full precision."""
    api = reading.sources.api
    if api is None or ("gated" not in api and "private" not in api):
        return Finding("weights", Verdict.NOT_CHECKED, Words("Not checked"), searched=reading.searched)
    if api.get("private"):
        return _weights(reading, Verdict.CLOSED, Words("Private"), "private")
    if api.get("disabled"):
        return _weights(reading, Verdict.CLOSED, Words("Disabled on the Hub"), "disabled")
    gate = api.get("gated")
    if gate:
        is_asked = gate == "manual"
        text = Words("After the maker’s approval") if is_asked else Words("After agreeing to conditions")
        return _weights(reading, Verdict.PARTIAL, text, "gated")
    if any(file.path.endswith(_FULL_WEIGHTS) for file in files_of(api)) and not reading.is_quantized:
        return _weights(reading, Verdict.OPEN, Words("Open to all"), "gated")
    text = Words("Open to all, quantized") if reading.is_quantized else Words("Open to all")
    return _weights(reading, Verdict.PARTIAL, text, "gated")


def _weights(reading: Reading, verdict: Verdict, text: str, key: str) -> Finding:
    value = (reading.sources.api or {}).get(key)
    shown = str(value).lower() if isinstance(value, bool) else value
    return reading.found("weights", verdict, text, {key: value}, [reading.from_api(key, shown)])


def use_restrictions(reading: Reading) -> Finding:
    """What the card forbids in its own words, then what the license does."""
    told = (p for p in reading.likely(_BAN) if p.find(_BAN) and not OF_OTHERS.match(p.text))
    bans = [p for p in told if not p.find(_NO_BAN)]
    bans += [p for p in reading.card.fenced if _TERMS.search(p.text)] if reading.card else []
    bans += [title for title in titles(reading) if title.find(_BAN)]
    policies = [p for p in reading.likely(_POLICY) if p.find(_POLICY) and not p.find(_NO_BAN)]
    policies += [p for p in reading.under(_POLICY_TITLE, 1) if not p.find(_NO_BAN)]
    meant = [p for p in reading.likely(_MEANT) if p.find(_MEANT) and _is_of_license(p)]
    evidence = [reading.from_card(p) for p in [*bans, *meant, *policies]]
    if gate.is_closed_to_eu(reading):
        evidence.insert(0, gate.evidence_of(reading, "extra_gated_eu_disallowed"))
        return _restricted(reading, Verdict.CLOSED, Words("Not for the EU"), evidence)
    if bans:
        return _restricted(reading, Verdict.CLOSED, _ban_text(bans[0]), evidence)
    if agreed := next(filter(_BAN.search, gate.to_be_agreed(reading)), ""):
        asked = [gate.evidence_of(reading, "extra_gated_fields", agreed)]
        return _restricted(reading, Verdict.CLOSED, agreed, asked)
    if terms := _TERMS.search(gate.prompt(reading)):
        asked = [gate.evidence_of(reading, "extra_gated_prompt", terms[0])]
        return _restricted(reading, Verdict.CLOSED, Words("Some uses are forbidden"), asked)
    if policy := _POLICY.search(gate.prompt(reading)):
        evidence.append(gate.evidence_of(reading, "extra_gated_prompt", policy[0]))
    if evidence:
        text = Words("Meant for research and education") if meant else Words("Acceptable-use policy")
        return _restricted(reading, Verdict.PARTIAL, text, evidence)
    return _of_original(reading) or _by_license(reading)


def _is_of_license(passage: Passage) -> bool:
    """Whether it stands with the license, and is said of no data."""
    is_told_there = passage.is_labelled(LICENSE_LABEL) or passage.is_under(LICENSE_HEADING, 1)
    is_told_there = is_told_there or "in accordance with" in passage.lower
    return is_told_there and not (OF_OTHERS.match(passage.text) or passage.find(_NO_BAN))


def _of_original(reading: Reading) -> Finding | None:
    """Of a quantized copy, what the original's card that it carries forbids."""
    told = [p for p in reading.embedded if not p.find(_NO_BAN)]
    bans = [p for p in told if p.find(_BAN) and not OF_OTHERS.match(p.text)]
    policies = [p for p in told if p.find(_POLICY)]
    if not bans and not policies:
        return None
    verdict = Verdict.CLOSED if bans else Verdict.PARTIAL
    told = [*bans, *policies]
    text = Words("Of the original: {statement}", statement=told[0].short)
    evidence = [reading.from_card(p) for p in told[:4]]
    return reading.found("use_restrictions", verdict, text, told[0].short, evidence)


def _restricted(reading: Reading, verdict: Verdict, text: str, evidence: list[Evidence]) -> Finding:
    return reading.found("use_restrictions", verdict, text, text, evidence)


def _ban_text(passage: Passage) -> Words:
    is_research = any(word in passage.lower for word in ("research", "academic", "研究", "学术"))
    return Words("Research only") if is_research else Words("Some uses are forbidden")


def _by_license(reading: Reading) -> Finding:
    """Where the card is silent or was not read: what the license is known to say."""
    stated = next((s for s in stated_licenses(reading) if not s.is_nameless), None)
    verdict = _BY_LICENSE.get(stated.license.restrictions) if stated is not None else None
    if stated is None or verdict is None:
        return reading.silent("use_restrictions", Words("None stated"))
    text = Words("The {license} license forbids some uses", license=stated.license.short)
    if dated := stated.license.dated:
        text = Words("{what}, by its text of {date}", what=text, date=dated)
    return reading.found("use_restrictions", verdict, text, stated.license.restrictions, stated.evidence)
