"""What one may do with a model: who can get its weights, and what its use is restricted to."""

import re

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words
from explorer.hub.responses import files_of
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules import gate
from explorer.transparency.rules.heading_statements import titles
from explorer.transparency.rules.license_places import LICENSE_HEADING, LICENSE_LABEL
from explorer.transparency.rules.licensing import OF_OTHERS
from explorer.transparency.rules.stated_license import stated_licenses

_BY_LICENSE = {"policy": Verdict.PARTIAL, "bans": Verdict.CLOSED}  # by what the table says of a license
_FULL_WEIGHTS = (".safetensors", "pytorch_model.bin", ".pth", ".pt", ".msgpack")
_POLICY = re.compile(
    r"\bacceptable[- _]use (?:policy|guide\w+)|\bACCEPTABLE_USE\b|\bprohibited[- ]uses?(?: policy)?\b"
    r"|\battachment a\b"
    r"|\buse[- ]based restrictions?|\bguidelines for responsible use\b"
    r"|(?:不要|请勿|不得)(?:将|使用|利用)[^。]{0,30}(?:违法|非法|危害)"
    r"|\b(?<!licen[sc]e )(?:usage|use)[ _](?:restrictions|policy)\b|\bsubject to .{0,40}\bterms of use\b"
    r"|\busers? (?:are|is) not (?:allowed|permitted) to\b"
    r"|\b(?:call on|urge|ask|request) (?:all )?(?:the )?users not to use\b"
    r"|\bdo not use (?:the|this|these|our) (?:open[- ]source )?models? .{0,120}\bfor any\b"
    r"|\bif you bypass\b[^.]{0,400}\bguardrail\b[^.]{0,300}\brights\b[^.]{0,160}\bterminate\b",
    re.IGNORECASE,
)
_POLICY_TITLE = re.compile(
    r"^\W*(?:prohibited|forbidden|unacceptable|disallowed) (?:uses?|usage|applications)\b"
    r"|^\W*(?:licen[sc]es?(?: and| &) )?(?:use|usage) restrictions?\W*$|^\W*restrictions (?:on|of) use\b",
    re.IGNORECASE,
)
_STUDY = r"(?:academic|scientific|non[- ]?commercial|research|evaluation|educational)"
_NOT_ALLOWED = r"(?:not (?:be )?(?:allowed|permitted|licensed)|prohibited|forbidden|disallowed)"
# What one agrees to at a gate, or in a fence, as it was copied.
_TERMS = re.compile(r"\bagrees? (?:not to|to not|to never) use (?:the|this) model\b", re.IGNORECASE)
_BAN = re.compile(
    r"\b(?:should|must|can|may|is|are|to be)(?: be)? (?:only|solely|exclusively)(?: be)? (?:used"
    r"|intended|licensed)"
    rf" (?:for|in) (?:academic |scientific )?{_STUDY}"
    rf"|\b(?:for|to) {_STUDY}(?: (?:and|or) (?:development|{_STUDY}))?(?: (?:use|usage|purposes?))? only\b"
    rf"|\bstrictly (?:for )?{_STUDY}\b|\bresearch[- ]only (?:release|model|licen[sc]e|use)\b"
    rf"|\bcommercial (?:use|usage)\b[^.]{{0,30}}\b(?:is|are) (?:\w+ )?{_NOT_ALLOWED}"
    r"|\b(?:not|no|prohibits? (?:any )?|forbids? (?:any )?)(?: licensed| available| permitted"
    r"| intended)?(?: for)? ?commercial"
    r" (?:use|usage|purposes?)\b"
    r"|\b(?:cannot|can['’]t|may not|must not|do not|don['’]t|not (?:to )?be) (?:be )?(?:used?|sell"
    r"|sold)\b[^.]{0,50}"
    r"\bcommercial(?:ly| (?:use|purposes?))?\b(?![^.]{0,30}\bwithout (?!(?:[\w-]+ ){0,3}?"
    r"(?:permission|consent)\b))"
    r"|\bonly (?:be )?used? (?:(?:this|the|our|these) (?:models?|weights) |it )?(?:for|in) "
    rf"(?:academic |scientific )?{_STUDY}"
    rf"|\b{_STUDY} (?:use|purposes?) only\b"
    r"|\b(?:intended|meant|released|provided) (?:only|solely|exclusively|purely) for "
    rf"(?:academic |scientific )?{_STUDY}"
    rf"|\b(?:use|usage) (?:exclusively|solely|strictly) for (?:academic |scientific )?{_STUDY}"
    r"|\bmodels?\b[^.]{0,20}\b(?:is|are) strictly not (?:intended|meant|designed) (?:for|to be used)\b"
    r"|\blimited to (?:academic |non[- ]?commercial |scientific )*(?:research|use)\b"
    r"|\bmay not be used (?:for|to|in)\b"
    r"|\brestrict\w*\b[^.]{0,40}\b(?:to|for) (?:non[- ]?commercial|research|academic)\b"
    r"|\b(?:use|usage)(?: of (?:it|this|the) ?\w*)? (?:must|may|shall|should) not (?:be )?compet\w+ with\b"
    r"|\b(?:not|never) be used to compete with\b"
    r"|\bagree(?:s)? not to use\b|\b(?:must|shall) not (?:be )?used?(?: (?:the|this|our|it"
    r"|these))?(?: [\w-]+){0,2}? (?:for|to|in) "
    rf"|\b(?:use|using|usage)\b[^.]{{0,60}}(?<!that )\b(?:is|are) (?:strictly |expressly )?{_NOT_ALLOWED}"
    r"|\b(?:it|this)(?: is|['’]s) (?:strictly )?(?:forbidden|prohibited|not (?:allowed|permitted)) to use\b"
    r"|\bprohibits? (?:the )?(?:use|using)\b"
    r"|\b(?:can ?not|may not|must not|shall not|will not|not to|never) (?:be used\b|use (?:the |this |our )?"
    r"(?:materials?|models?|outputs?|weights|it)\b)[^.]{0,80}?\bto (?:improve|train|develop) (?:any )?"
    r"(?:other|another|competing) (?:large )?(?:language |ai )?models?\b"
    r"|\bdo not use (?:it|this|the model|this model) (?:for|to) (?:\w+ ){0,2}?(?:illegal|unlawful|harm\w*"
    r"|malicious|malware|unauthori[sz]ed|military"
    r"|deceiv\w+|mislead\w*|surveil\w*)\b"
    rf"|\bused (?:only|solely|exclusively) (?:for|in) (?:academic |scientific )?{_STUDY}"
    rf"|\blicensed for {_STUDY}(?: and {_STUDY})? purposes\b"
    r"|\bfor (?:legally )?authori[sz]ed (?:[\w-]+ ){1,4}?only\b|\bonly for (?:legally )?authori[sz]ed\b"
    r"|(?:허가|승인)(?:받은|된)[^.]{0,20}에만 사용"
    r"|\bnot (?:available|licensed|permitted)\b[^.]{0,40}\b(?:european union|the eu)\b"
    r"|(?:严禁|嚴禁|禁止)[^。，]{0,12}(?:用于|用於)"
    # Chinese, Japanese, Korean, German, French, Spanish, Portuguese
    r"|仅(?:供|限)[^。]{0,8}(?:研究|学术|非商业)|(?:禁止|不得)[^。]{0,10}(?:商业|商用)|商(?:用|業)利用[^。]{0,4}(?:禁止|不可)"
    r"|상업적[^.]{0,12}(?:금지|불가)|\bkommerzielle (?:nutzung|verwendung)\b[^.]{0,40}\b(?:nicht|verboten"
    r"|untersagt)\b"
    r"|\b(?:usage|utilisation) commerciale? (?:est )?(?:interdit|non autoris)"
    r"|\b(?:prohibido|proibido)\b[^.]{0,20}\bcomercial\b|\buso comercial\b[^.]{0,12}\b(?:prohibido"
    r"|proibido|no permitido)\b",
    re.IGNORECASE,
)
# Less than a ban, where the license is told: "Apache 2.0. It is intended for research and educational use."
_MEANT = re.compile(
    rf"\b(?:intended|meant|released|provided|available) (?:\w+ )?for {_STUDY}(?:(?:,|,? and|,? or) {_STUDY})*"
    r" (?:use|usage|purposes?)\b",
    re.IGNORECASE,
)
# What is denied, told of others, of the code, or of the data.
_NO_BAN = re.compile(
    r"\bno (?:commercial )?(?:use|usage) restrictions?\b|\b(?:is|are) not limited to\b"
    r"|(?:\b(?:no|without(?: an?y?)?|lacks?(?: an?y?)?|free of|(?:do|does|did) not (?:have|impose|apply|set"
    r"|define|publish|come with)(?: an?y?)?)|n['’]t (?:have|impose|apply|set|define|publish"
    r"|come with)(?: an?y?)?)"
    r" (?:[\w-]+ ){0,3}?(?:acceptable[- _]use|prohibited[- ]use|use[- ]based restrictions?"
    r"|(?:use|usage)[- ](?:restrictions?|polic\w+)|restrictions? (?:on|of|to) (?:the )?(?:use|usage))\b"
    r"|^\W*(?:there (?:is|are) )?(?:none|no restrictions?|n/?a)(?: \w+){0,2}\W*$"
    r"|^\W{0,4}unlike (?:other|most|many) models\b|\bremoved (?:everything|all|any)\b"
    r"|^\W{0,4}(?:the )?[\w-]+ data ?set (?:\w+ ){0,4}(?:is|are) (?:only )?for"
    r" (?:non-?commercial|research)\b"
    r"|^(?:(?!\b(?:models?|weights|checkpoints?)\b)[^.;])*\b(?:implementations?|scripts?|notebooks?|snippets?"
    rf"|(?:reference|example|sample) code)\b[^.;]{{0,30}} for {_STUDY}",
    re.IGNORECASE,
)


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
