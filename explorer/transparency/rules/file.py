"""This file: who quantized it and how, and whether its bytes are the published ones."""

import re

from explorer.domain.facts import Evidence, Finding, Proof, Verdict
from explorer.domain.quantization import label_of
from explorer.domain.words import Words, joined
from explorer.transparency.letters import letters
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name

_TOOL = re.compile(
    r"\b(?:llama\.?cpp(?:'s)?(?:\s{1,2}release \S{0,3}?(?P<version>b\d{3,5}))?|gptq-for-llama"
    r"|auto-?gptq|auto-?awq|exllamav[23]|gguf-my-repo"
    r"|llm-compressor|mlx-lm|bitsandbytes|automatically converted|ggml-org/convert)",
    re.IGNORECASE,
)
_RELEASE = re.compile(r"\brelease\b.{0,40}?\b(b\d{3,5})\b|\bllama\.?cpp.{0,30}?\b(b\d{3,5})\b", re.IGNORECASE)
_MADE = re.compile(r"quanti[sz]|convert|\bgguf\b|\bquants\b|imatrix", re.IGNORECASE)
_BY = re.compile(
    r"\bquanti[sz]ed by:?\s{0,3}\[?(?P<name>[\w.-]{2,40})"
    r"|\bgguf quanti[sz]ation:?\** provided by \[?(?P<other>[\w.-]{2,40})",
    re.IGNORECASE,
)
_CALIBRATION = re.compile(
    r"\bimatrix\b.{0,80}\bdataset|\bcalibrat\w+.{0,60}\b(?:data|dataset)|\bgptq dataset\b"
    r"|\bdataset\b.{0,80}\b(?:imatrix|calibrat\w+)",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^\s*(?:###\s*)?quantize_version:\s*\S+", re.IGNORECASE)
_SCHEME = re.compile(
    r"\b(?:weight quanti[sz]ation|quanti[sz]ation(?: (?:scheme|method|type|format|level))?"
    r"|quanti[sz]ed (?:to|in(?:to)?|using|with|at)|quanti[sz]e the \w+ to|bits|QAT)"
    r"[\s:*|`]{1,6}(?:\w+ ){0,3}?(?P<type>int[48]|fp8\w*|nf4|nvfp4|mxfp4|i?q[2-8](?:_\w+)?|w\d+a\d+\w*"
    r"|\d(?:\.\d+)?[- ]?(?:bits?|bpw)|awq|gptq|exl[23])\b"
    r"|\bquanti[sz]ed (?:version|model|weights|gguf)s? (?:of|for)\b|\bquants (?:of|for)\b"
    r"|^\W{0,4}(?:weight-only )?quanti[sz]ation of\b(?:[^.;|]|\.(?=\w)){0,80}? (?:via|using"
    r"|with) (?P<via>gptq|awq|rtn|hqq"
    r"|auto-?round)\b"
    r"|\b(?P<build>i?q[2-8](?:_\w+)?) gguf (?:build|file|version|conversion|quanti[sz]ation)\b"
    r"|\b(?P<bits>\d-bit) quanti[sz]ation\b|(?P<east>int[48]|[48] ?bit) ?量化"
    r"|\b(?P<format>gguf|gptq|awq|exl[23]) (?:format|files?) (?:of|for)\b",
    re.IGNORECASE,
)
_SAID_NAME = re.compile(
    r"\b(?:is|are) (?:a )?(?:\w+ )?quanti[sz]ed\b|^\W{0,4}(?:an? )?quanti[sz]ed (?:version|weights"
    r"|variant) of\b|\bconverted to \w+ format\b|\bgptq \d-?bit\b",
    re.IGNORECASE,
)

_GGUF_FILE = re.compile(r"[\w.-]{1,80}[-.](?:IQ|Q)\d_\w{1,8}\.gguf", re.IGNORECASE)
_GGUF_REPO = re.compile(r"huggingface\.co/[\w.-]{1,60}/(?P<name>[\w.-]{0,80}gguf[\w.-]{0,20})", re.IGNORECASE)


def quantization(reading: Reading) -> Finding:
    """Who, tool with version, calibration data: all is open, some is partial."""
    if not _is_quantized(reading):
        if not reading.searched:
            return Finding("quantization", Verdict.NOT_CHECKED, Words("Not checked"))
        text = Words("Not quantized")
        return Finding("quantization", Verdict.NOT_APPLICABLE, text, searched=reading.searched)
    value: dict[str, str] = {}
    evidence: list[Evidence] = []
    _from_header(reading, value, evidence)
    _from_yaml(reading, value, evidence)
    _from_card(reading, value, evidence)
    label = label_of(reading.sources.file or "")
    if label:
        value.setdefault("type", label)
        evidence.append(reading.of_file(Words("name"), reading.sources.file or ""))
    if not evidence:
        return reading.silent("quantization", value=value)
    is_whole = {"by", "version", "calibration"} <= set(value)
    by = Words("by {name}", name=value["by"]) if "by" in value else ""
    text = joined(" · ", (value.get("type", ""), by, value.get("tool", ""))) or Words("Quantized")
    verdict = Verdict.OPEN if is_whole else Verdict.PARTIAL
    return reading.found("quantization", verdict, text, value, evidence)


def _is_quantized(reading: Reading) -> bool:
    if reading.is_quantized:
        return True
    if _has_quantized_files(reading):
        return True
    opening = [p for p in reading.own if p.block <= 12]
    return any(p.find(_SAID_NAME) and not re.search(r"\bcan be\b|available", p.text) for p in opening)


def _has_quantized_files(reading: Reading) -> bool:
    """Whether a table lists quantized files, and no other repository is linked that may hold them."""
    own = own_name(reading)
    files = [p for p in reading.rows if p.cells and _GGUF_FILE.fullmatch(p.cells[0])]
    if not files or not all(own in letters(url) for p in files for url in p.urls):
        return False
    elsewhere = (m for p in reading.own for url in p.urls if (m := _GGUF_REPO.search(url)))
    return all(letters(m["name"]) == own for m in elsewhere)


def _from_header(reading: Reading, value: dict[str, str], evidence: list[Evidence]) -> None:
    for key, name in (
        ("general.quantized_by", "by"),
        ("quantize.imatrix.dataset", "calibration"),
        ("quantize.imatrix.file", "imatrix"),
    ):
        if said := reading.header_text(key):
            value[name] = said
            evidence.append(reading.from_header(key))
    for key in ("general.file_type", "general.quantization_version"):
        if key in (reading.sources.header or {}):
            evidence.append(reading.from_header(key))


def _from_yaml(reading: Reading, value: dict[str, str], evidence: list[Evidence]) -> None:
    if by := reading.texts("quantized_by"):
        value.setdefault("by", by[0])
        evidence.append(reading.from_yaml("quantized_by"))


def _from_card(reading: Reading, value: dict[str, str], evidence: list[Evidence]) -> None:
    for passage in reading.own:
        text = passage.text
        found = {}
        if (tool := passage.find(_TOOL)) and _MADE.search(f"{text} {passage.heading}"):
            found["tool"] = tool[0]
            if version := tool["version"] or next(
                (g for m in [_RELEASE.search(text)] if m for g in m.groups() if g), None
            ):
                found["version"] = version
        if by := passage.find(_BY):
            found["by"] = by["name"] or by["other"]
        if passage.urls and passage.find(_CALIBRATION):
            found["calibration"] = passage.urls[0]
        if "type" not in value and (scheme := passage.find(_SCHEME)):
            found["type"] = scheme[scheme.lastgroup or 0]
        if any(key not in value for key in found):
            evidence.append(reading.from_card(passage))
        for key, said in found.items():
            value.setdefault(key, said)
    notes = reading.card.comments if reading.card else ()
    evidence += [reading.from_card(n) for n in notes if _NOTE.search(n.text)][:1]


def integrity(reading: Reading) -> Finding:
    """The hash the Hub states against the one of the bytes on this disk."""
    source = reading.sources
    expected, measured = source.sha256_expected, source.sha256_measured
    if not expected and not measured:
        return Finding("integrity", Verdict.NOT_CHECKED, Words("Not checked"))
    evidence = [reading.from_api("lfs.sha256", expected)] if expected else []
    if measured:
        evidence.append(reading.of_file("sha256", measured))
    if not expected or not measured:
        text = Words("Not checked yet") if expected else Words("Nothing to compare with")
        return Finding("integrity", Verdict.NOT_CHECKED, text, None, tuple(evidence), (Words("file"),))
    if expected.lower() == measured.lower():
        text = Words("Hash matches, not signed")
        return reading.found("integrity", Verdict.PARTIAL, text, True, evidence, proof=Proof.VERIFIED)
    conflict = Words("Hub: {published}… · file: {measured}…", published=expected[:12], measured=measured[:12])
    text = Words("Differs from the published file")
    return reading.found("integrity", Verdict.PARTIAL, text, False, evidence, conflict)
