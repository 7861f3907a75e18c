"""This file: who quantized it and how, and whether its bytes are the published ones."""

import re
from collections.abc import Mapping

from explorer.domain.facts import Evidence, Finding, Proof, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.calibration import ADVISED, calibration_of
from explorer.transparency.rules.file_type import StatedFileType, conflict_of, type_of, types_of_file
from explorer.transparency.rules.subject import own_name

_TOOL = re.compile(
    r"\b(?:(?:ik_)?llama\.?cpp(?:'s)?(?:\s{1,2}release \S{0,3}?(?P<version>b\d{3,5}))?|gptq-for-llama"
    r"|auto-?gptq|auto-?awq|exllamav[23]|gguf-my-repo"
    r"|llm[- ]?compressor|mlx-lm|bitsandbytes|automatically converted|ggml-org/convert)",
    re.IGNORECASE,
)
_RELEASE = re.compile(r"\brelease\b.{0,40}?\b(b\d{3,5})\b|\bllama\.?cpp.{0,30}?\b(b\d{3,5})\b", re.IGNORECASE)
# Programs that are also named where a file is to be run: only told of the making do they count.
_MADE_WITH = re.compile(
    r"\b(?:quanti[sz](?:ed|ation)|quants?|converted|compiled|compressed|produced)\b[^.;]{0,60}?"
    r"\b(?:with|using|via|by)\b[^.;]{0,40}?\b(?P<tool>mlc[-_ ]llm|lmdeploy|auto-?round|gptq-?model"
    r"|llama-quantize|(?:tensorrt )?model[- ]?opt(?:imizer)?\b|amd[- ]quark|quanto|torchao|hqq|nncf"
    r"|auto-?fp8|(?:intel )?neural compressor|optimum[\w-]*|unsloth|olive)\b",
    re.IGNORECASE,
)
# "mlx-lm version 0.18.1", "llm-compressor @ 623c8ce", "lmdeploy v0.4.2".
_VERSION = re.compile(
    r"\W{1,4}(?:\([^()]{0,40}\)\W{1,3})?(?:(?:version|commit|release|@|==)\W{0,4}"
    r"(?P<said>v?\d{1,2}(?:\.\d{1,3}){1,3}\w{0,12}|b\d{3,5}|[0-9a-f]{7,40})|(?P<short>v\d{1,2}(?:\.\d{1,3}){1,3}"
    r"|\d{1,2}(?:\.\d{1,3}){2}))\b",
    re.IGNORECASE,
)
_MADE = re.compile(r"quanti[sz]|convert|\bgguf\b|\bquants\b|imatrix", re.IGNORECASE)
_BY = re.compile(
    r"\bquanti[sz]ed by:?\s{0,3}\[?(?P<name>[\w.-]{2,40})"
    r"|\bgguf quanti[sz]ation:?\** provided by \[?(?P<other>[\w.-]{2,40})"
    r"|\bgguf (?:version|build|files|quants?) by \[?(?P<made>[\w.-]{2,40})",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^\s*(?:###\s*)?quantize_version:\s*\S+", re.IGNORECASE)
_SCHEME = re.compile(
    r"\b(?:weight quanti[sz]ation|quanti[sz]ati(?:on|e)(?: (?:scheme|method|type|format|level))?"
    r"|quantisierung|cuantización|quantização|quantification"
    r"|quanti[sz]ed (?:to|in(?:to)?|using|with|at)|quanti[sz]e the \w+ to|bits|QAT)"
    r"[\s:*|`]{1,6}(?:\w+ ){0,3}?(?P<type>int[48]|fp8\w*|nf4|nvfp4|mxfp4|i?q[2-8](?:_\w+)?|w\d+a\d+\w*"
    r"|q[1-8]f(?:16|32)(?:_\d)?|\d(?:\.\d+)?[- ]?(?:bits?|bpw)|awq|gptq|exl[23])\b"
    r"|\bquanti[sz]ed (?:version|model|weights|gguf|tensor|file)s? (?:of|for)\b|\bquants (?:of|for)\b"
    r"|\b(?:(?:in )?mlc format \W?|with )(?P<mlc>q[1-8]f(?:16|32)(?:_\d)?)\b"
    r"|^\W{0,4}(?:(?:this|it) is )?(?:(?:an?|the) )?(?:[\w.-]+ ){0,4}?(?P<made>mixed-precision"
    r"|w\d+a\d+\w{0,4}|nvfp4|mxfp4|fp8|int[48]|nf4|awq|gptq|i?q[2-8]_\w+|\d(?:\.\d)?[- ]bits?)[\w-]{0,12}"
    r" quanti[sz]ation (?:that|of (?!(?:the )?(?:kv|key|activation|weights|cache|llms|models)))"
    r"|\b(?P<quant>nvfp4|mxfp4|fp8|int[48]|nf4|awq|gptq|exl[23]|\d-?bit) quant\b"
    r"(?!\W{0,3}(?:here|available|by|link|can|is|from|http|files?|types?))"
    r"|\b(?:converted|compressed) (?:in)?to (?P<into>int[48]|nf4|[48]-?bit)\b"
    r"|\bquanti[sz]ed (?:models?|weights|versions?|files) in (?:the )?gguf formats?\b[^.;]{0,20}?"
    r"(?P<listed>i?q[2-8]_\w{1,6}(?:, i?q[2-8]_\w{1,6}){0,7})"
    r"|\bfine-grained (?P<fine>fp8|int8) quanti[sz]ation\b"
    r"|\bcorresponds to (?P<like>i?q\d_\w{1,4}) quanti[sz]ation\b"
    r"|(?<![\w-])(?P<plain>w\d{1,2}a\d{1,2}\w{0,4})\b|\bdynamic (?P<dynamic>\d-?bit) quants?\b"
    r"|\bthat (?:is|are) (?P<that>awq|gptq|nf4|fp8)[- ]quanti[sz]ed\b"
    r"|^\W{0,4}(?:weight-only )?quanti[sz]ation of\b(?:[^.;|]|\.(?=\w)){0,80}? (?:via|using"
    r"|with) (?P<via>gptq|awq|rtn|hqq"
    r"|auto-?round)\b"
    r"|\b(?:created|made|produced|obtained) (?:using|with|via|by) (?P<how>[\w-]{2,20} quanti[sz]ation)\b"
    r"|\b(?P<build>i?q[2-8](?:_\w+)?) gguf (?:build|file|version|conversion|quanti[sz]ation)\b"
    r"|\b(?P<bits>\d(?:-bit| bits)) quanti[sz]ation\b|(?P<east>int[48]|[48] ?bit) ?量化"
    r"|\b(?P<format>gguf|gptq|awq|exl[23]) (?:format|files?) (?:of|for)\b"
    r"|^\W{0,4}directly quanti[sz]ed (?P<direct>\d-?bit) models?\b",
    re.IGNORECASE,
)
_BITS = re.compile(r"\d(?:\.\d{1,2})? ?(?:bits|bpw)\b")
_TYPE = re.compile(r"(?<![\w.-])I?Q[2-8]_(?:K(?:_[SML])?|[01]|XXS|XS|NL|[SM])\b(?!\.gguf)", re.IGNORECASE)
_FORMAT_LABEL = re.compile(r"^(?:file )?(?:format|file|type|quanti[sz]ation|weights)\b", re.IGNORECASE)
# "An FP8 quant will follow": another file than this one.
_OTHER_QUANT = re.compile(r"\b(?:will|soon|follows?(?=\W{0,3}$)|published by|for smaller)\b", re.IGNORECASE)
_SAID_NAME = re.compile(
    r"\b(?:is|are) (?:a )?(?:\w+ )?quanti[sz]ed\b"
    r"|\bis an? (?:[\w-]+ ){1,3}?quanti[sz]ed (?:version|copy|variant|build)\b"
    r"|\bthis model (?:was|is|has been) (?:created|made|produced|obtained) (?:using|by|with|via|through)"
    r" (?:[\w-]+ ){0,2}quanti[sz]ation\b|^\W{0,4}(?:an? )?quanti[sz]ed (?:version|weights"
    r"|variant) of\b|\bthis repo\w* (?:only )?(?:contains|provides|holds|hosts) (?:the |an? )?"
    r"(?:\w+[- ]){0,2}quanti[sz]ed (?:tensors|weights|files|models?|versions?)\b"
    r"|^\W{0,4}gguf (?:version|build|weights|quants?)(?: by [\w .-]{2,30})?\W{0,4}$"
    r"|^\W{0,4}format(?: (?:&|and) quanti[sz]ation)?\W{1,6}gguf\W{1,4}i?q[2-8]_"
    r"|\bconverted to \w+ format\b|\bgptq \d-?bit\b",
    re.IGNORECASE,
)

_QUANT_COLUMN = re.compile(r"^quant(?:i[sz]ation)?(?: (?:type|method|level))?$", re.IGNORECASE)
_QUANT_CELL = re.compile(r"(?P<type>(?:UD-)?I?Q[2-8](?:_\w{1,6})?)(?: ?\(\d-bit\))?", re.IGNORECASE)
_SPEED = re.compile(
    r"\b(?:throughput|tok|ttft|latency|speed|perplexity|ppl|score|accuracy|kld?)\b", re.IGNORECASE
)
_GGUF_FILE = re.compile(r"[\w.-]{1,80}[-.](?P<type>(?:IQ|Q)\d_\w{1,8})\.gguf", re.IGNORECASE)
_GGUF_REPO = re.compile(r"huggingface\.co/[\w.-]{1,60}/(?P<name>[\w.-]{0,80}gguf[\w.-]{0,20})", re.IGNORECASE)


def quantization(reading: Reading) -> Finding:
    """Who, tool with version, calibration data: all is open, some is partial."""
    types = types_of_file(reading)
    if not _is_quantized(reading, types):
        return _not_quantized(reading, types)
    value: dict[str, str] = {"type": type_of(types)} if types else {}
    evidence = [said.evidence for said in types]
    _from_header(reading, value, evidence)
    _from_yaml(reading, value, evidence)
    _from_card(reading, value, evidence)
    if not evidence:
        _from_rows(reading, value, evidence)
    if not evidence:
        return reading.silent("quantization", value=value)
    is_whole = {"by", "version", "calibration"} <= set(value)
    verdict = Verdict.OPEN if is_whole else Verdict.PARTIAL
    return reading.found(
        "quantization", verdict, quantization_text(value), value, evidence, conflict_of(types)
    )


def quantization_text(value: Mapping[str, str]) -> str:
    """Which type, who made it, with what."""
    by = Words("by {name}", name=value["by"]) if "by" in value else ""
    return joined(" · ", (value.get("type", ""), by, value.get("tool", ""))) or Words("Quantized")


def _not_quantized(reading: Reading, types: list[StatedFileType]) -> Finding:
    if not reading.searched:
        return Finding("quantization", Verdict.NOT_CHECKED, Words("Not checked"))
    text = joined(" · ", (Words("Not quantized"), type_of(types)))
    evidence = [said.evidence for said in types]
    return reading.found("quantization", Verdict.NOT_APPLICABLE, text, None, evidence, conflict_of(types))


def _is_quantized(reading: Reading, types: list[StatedFileType]) -> bool:
    """What the file says of itself stands before what its repo is called."""
    if types:
        return not all(said.is_full for said in types)
    if reading.is_quantized or _has_quantized_files(reading):
        return True
    opening = [p for p in reading.own if p.block <= 12]
    if any(map(_type_in_label, opening)):
        return True
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
        found = _made_with(passage)
        if by := passage.find(_BY):
            found["by"] = by["name"] or by["other"] or by["made"]
        if data := calibration_of(passage):
            found["calibration"] = data
        scheme = passage.find(_SCHEME) if "type" not in value else None
        if scheme and scheme.lastgroup and not _is_of_other_files(scheme, passage):
            found["type"] = scheme[scheme.lastgroup]
        elif type_ := _type_in_label(passage):
            found["type"] = type_
        is_first_word = scheme is not None and not scheme.lastgroup and not evidence  # "quantized version of"
        if is_first_word or any(key not in value for key in found):
            evidence.append(reading.from_card(passage))
        for key, said in found.items():
            value.setdefault(key, said)
    notes = reading.card.comments if reading.card else ()
    evidence += [reading.from_card(n) for n in notes if _NOTE.search(n.text)][:1]


def _is_of_other_files(scheme: re.Match[str], passage: Passage) -> bool:
    """Of a file that will follow, or of several, one of which is this one."""
    if scheme.lastgroup == "quant":
        return bool(passage.find(_OTHER_QUANT))
    return scheme.lastgroup == "type" and len(set(_BITS.findall(passage.text))) > 1


def _type_in_label(passage: Passage) -> str:
    """ "File: owl-q6_k.gguf · Q6_K", "Format | GGUF Q4_K_M", of the one file that there is."""
    if len(passage.cells) > 2 or not _FORMAT_LABEL.match(passage.label or "".join(passage.cells[:1])):
        return ""
    found = set(_TYPE.findall(passage.said))
    return found.pop() if len(found) == 1 else ""


def _made_with(passage: Passage) -> dict[str, str]:
    """The program that made the file, and which version of it."""
    tool = passage.find(_TOOL)
    if tool and _MADE.search(f"{passage.text} {passage.heading}"):
        end, found = tool.end(), {"tool": tool[0]}
        release = _RELEASE.search(passage.text)
        version = tool["version"] or next((g for g in release.groups() if g) if release else iter(()), None)
    elif (made := passage.find(_MADE_WITH)) and not passage.find(ADVISED):
        end, version = made.end(), None
        found = {"tool": made["tool"]}
    else:
        return {}
    if version is None and (numbered := _VERSION.match(passage.text, end)):
        version = numbered["said"] or numbered["short"]
    return found | ({"version": version} if version else {})


def _from_rows(reading: Reading, value: dict[str, str], evidence: list[Evidence]) -> None:
    """Where nothing else is said, the types of the files that a table lists."""
    own = own_name(reading)
    kinds: list[str] = []
    for passage in reading.rows:
        is_here = all(own in letters(url) for url in passage.urls)
        if is_here and (kind := _listed(passage)) and kind not in kinds:
            kinds.append(kind)
            evidence.append(reading.from_card(passage))
    if kinds:
        value["type"] = ", ".join(kinds[:3])


def _listed(row: Passage) -> str:
    if file := _GGUF_FILE.fullmatch(row.cells[0]) if row.cells else None:
        return str(file["type"])
    if any(map(_SPEED.search, row.header)):
        return ""
    cells = (_QUANT_CELL.fullmatch(row.cells[column]) for column in row.columns(_QUANT_COLUMN))
    return next((str(cell["type"]) for cell in cells if cell), "")


def integrity(reading: Reading) -> Finding:
    """The hash the Hub states against the one of the bytes on this disk."""
    source = reading.sources
    expected, measured = source.sha256_expected, source.sha256_measured
    if not expected and not measured:
        return Finding(
            "integrity", Verdict.NOT_CHECKED, Words("Not checked: that follows a download from the Hub")
        )
    evidence = []
    if expected:  # of an included model the app knows it before the Hub was ever asked
        noted = reading.of_file("origin.json", expected)
        evidence.append(noted if source.api is None else reading.from_api("lfs.sha256", expected))
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
