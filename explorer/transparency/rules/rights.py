"""What one may do with a model: who can get its weights, and what its use is restricted to."""

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words
from explorer.hub.responses import files_of
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license.license import stated_licenses
from explorer.transparency.rules.telling import told, told_in

_BY_LICENSE = {"policy": Verdict.PARTIAL, "bans": Verdict.CLOSED}  # by what the table says of a license
_FULL_WEIGHTS = (".safetensors", "pytorch_model.bin", ".pth", ".pt", ".msgpack")
_AROUND = 300  # characters of a long prompt before and behind what is quoted of it
terms = phrases_of("license")
rights = phrases_of("rights")


def weights(reading: Reading) -> Finding:
    """Whether anyone can download the model, and at full precision."""
    api = reading.sources.api
    if api is None or ("gated" not in api and "private" not in api):
        return Finding("weights", Verdict.NOT_CHECKED, Words("Not checked"), searched=reading.searched)
    if api.get("private"):
        return _weights(reading, Verdict.CLOSED, Words("Private"), "private")
    if api.get("disabled"):
        return _weights(reading, Verdict.CLOSED, Words("Disabled on the Hub"), "disabled")
    if gate := api.get("gated"):
        is_asked = gate == "manual"
        text = Words("After the maker’s approval") if is_asked else Words("After agreeing to conditions")
        return _weights(reading, Verdict.PARTIAL, text, "gated")
    if reading.is_quantized:
        return _weights(reading, Verdict.PARTIAL, Words("Open to all, quantized"), "gated")
    is_full = any(file.path.endswith(_FULL_WEIGHTS) for file in files_of(api))
    verdict = Verdict.OPEN if is_full else Verdict.PARTIAL
    return _weights(reading, verdict, Words("Open to all"), "gated")


def _weights(reading: Reading, verdict: Verdict, text: str, key: str) -> Finding:
    value = (reading.sources.api or {}).get(key)
    shown = str(value).lower() if isinstance(value, bool) else value
    return reading.found("weights", verdict, text, {key: value}, [reading.from_api(key, shown)])


def use_restrictions(reading: Reading) -> Finding:
    """What the card forbids in its own words, what its gate asks for, then what the license forbids."""
    bans = [one.passage for one in told(reading, rights.ban)]
    bans += [p for p in reading.fenced if rights.agreed.search(p.text)]
    bans += [title for title in reading.titles if title.find(rights.ban)]
    policies = [one.passage for one in told(reading, rights.policy)]
    policies += [one.passage for one in told(reading, rights.policy_title)]
    meant = [one.passage for one in told(reading, rights.meant) if _is_of_license(one.passage)]
    evidence = [reading.from_card(p) for p in [*bans, *meant, *policies]]
    prompt = _prompt(reading)
    if str(_asked(reading, "extra_gated_eu_disallowed")).strip().lower() == "true":
        evidence.insert(0, _of_gate(reading, "extra_gated_eu_disallowed"))
        return _restricted(reading, Verdict.CLOSED, Words("Not for the EU"), evidence)
    if bans:
        return _restricted(reading, Verdict.CLOSED, _ban_text(bans[0]), evidence)
    if agreed := next(filter(rights.ban.search, _to_be_agreed(reading)), ""):
        asked = [_of_gate(reading, "extra_gated_fields", agreed)]
        return _restricted(reading, Verdict.CLOSED, agreed, asked)
    if agreed_to := rights.agreed.search(prompt):
        asked = [_of_gate(reading, "extra_gated_prompt", agreed_to[0])]
        return _restricted(reading, Verdict.CLOSED, Words("Some uses are forbidden"), asked)
    if policy := rights.policy.search(prompt):
        evidence.append(_of_gate(reading, "extra_gated_prompt", policy[0]))
    if evidence:
        text = Words("Meant for research and education") if meant else Words("Acceptable-use policy")
        return _restricted(reading, Verdict.PARTIAL, text, evidence)
    return _of_original(reading) or _by_license(reading)


def _is_of_license(passage: Passage) -> bool:
    """Whether it stands with the license."""
    is_told_there = passage.is_labelled(terms.label) or passage.is_under(terms.heading, 1)
    return is_told_there or "in accordance with" in passage.lower


def _of_original(reading: Reading) -> Finding | None:
    """Of a quantized copy, what the original's card that it carries forbids."""
    bans = [p for p in reading.embedded if told_in(reading, p, rights.ban)]
    policies = [p for p in reading.embedded if told_in(reading, p, rights.policy)]
    if not (all_ := [*bans, *policies]):
        return None
    verdict = Verdict.CLOSED if bans else Verdict.PARTIAL
    text = Words("Of the original: {statement}", statement=all_[0].short)
    evidence = [reading.from_card(p) for p in all_[:4]]
    return reading.found("use_restrictions", verdict, text, all_[0].short, evidence)


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


# What one agrees to before the files are handed out: keys of the card's metadata, which the Hub reads out in
# its answer, also where it withholds the card itself.


def _prompt(reading: Reading) -> str:
    """The text above the button, "" where there is none."""
    said = _asked(reading, "extra_gated_prompt")
    return said if isinstance(said, str) else ""


def _to_be_agreed(reading: Reading) -> list[str]:
    """What people have to confirm: "I agree to use it for research only"."""
    fields = _asked(reading, "extra_gated_fields")
    return [name for name in fields if isinstance(name, str)] if isinstance(fields, dict) else []


def _asked(reading: Reading, key: str) -> object:
    if reading.card is not None and key in reading.card.entries:
        return reading.card.value(key)
    return reading.api_map("cardData").get(key)


def _of_gate(reading: Reading, key: str, part: str = "") -> Evidence:
    """``part``: of a long value, what is to be shown."""
    if reading.card is not None and key in reading.card.entries:
        return reading.from_yaml(key, part)
    value = reading.api_map("cardData").get(key)
    said = _line_of(value, part) if isinstance(value, str) else part
    return reading.from_api(f"cardData.{key}", said or str(value).lower())


def _line_of(text: str, part: str) -> str:
    """The line that holds a part of the text, cut to what is near it."""
    at = max(text.find(part), 0)
    start = max(text.rfind("\n", 0, at) + 1, at - _AROUND)
    end = text.find("\n", at + len(part))
    return text[start : min(end if end >= 0 else len(text), at + len(part) + _AROUND)].strip()
