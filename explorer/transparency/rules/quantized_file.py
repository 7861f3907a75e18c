"""This file: who quantized it and how, and whether its bytes are the published ones."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from explorer.domain.facts import Evidence, Finding, Proof, Verdict
from explorer.domain.quantization import label_of
from explorer.domain.words import Words, joined
from explorer.engine.local.gguf.header import file_type_of
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.hub_ids import id_of_url
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import FULL_TYPES, Reading
from explorer.transparency.rules.subject import own_name
from explorer.transparency.rules.telling import contradiction, told_in

file = phrases_of("file")
models = phrases_of("models")

_HEADER_KEYS = {
    "general.quantized_by": "by",
    "quantize.imatrix.dataset": "calibration",
    "quantize.imatrix.file": "imatrix",
}


class StatedFileType(NamedTuple):
    """One source's word: "Q4_K_M", and where it stands."""

    label: str
    evidence: Evidence


def quantization(reading: Reading) -> Finding:
    """Who, tool with version, calibration data: all is open, some is partial."""
    types = _types_of_file(reading)
    if not _is_quantized(reading, types):
        return _not_quantized(reading, types)
    value: dict[str, str] = {"type": _type_of(types)} if types else {}
    evidence = [said.evidence for said in types]
    _from_metadata(reading, value, evidence)
    _from_card(reading, value, evidence)
    if not evidence:
        _from_rows(reading, value, evidence)
    if not evidence:
        return reading.silent("quantization", value=value)
    is_whole = {"by", "version", "calibration"} <= set(value)
    verdict = Verdict.OPEN if is_whole else Verdict.PARTIAL
    text = quantization_text(value)
    return reading.found("quantization", verdict, text, value, evidence, _conflict_of(types))


def quantization_text(value: Mapping[str, str]) -> str:
    """Which type, who made it, with what."""
    by = Words("by {name}", name=value["by"]) if "by" in value else ""
    return joined(" · ", (value.get("type", ""), by, value.get("tool", ""))) or Words("Quantized")


def _not_quantized(reading: Reading, types: list[StatedFileType]) -> Finding:
    if not reading.searched:
        return Finding("quantization", Verdict.NOT_CHECKED, Words("Not checked"))
    text = joined(" · ", (Words("Not quantized"), _type_of(types)))
    evidence = [said.evidence for said in types]
    return reading.found("quantization", Verdict.NOT_APPLICABLE, text, None, evidence, _conflict_of(types))


def _is_quantized(reading: Reading, types: list[StatedFileType]) -> bool:
    """What the file says of itself stands before what its repo is called."""
    if types:
        return not all(said.label in FULL_TYPES for said in types)
    if reading.is_quantized or _has_quantized_files(reading):
        return True
    opening = [p for p in reading.own if p.block <= 12]
    return any(map(_type_in_label, opening)) or any(told_in(reading, p, file.said_name) for p in opening)


def _has_quantized_files(reading: Reading) -> bool:
    """Whether a table lists quantized files, and no other repository is linked that may hold them."""
    own = own_name(reading)
    files = [p for p in reading.rows if p.cells and file.gguf_file.fullmatch(p.cells[0])]
    if not files or not all(own in letters(url) for p in files for url in p.urls):
        return False
    elsewhere = (m for p in reading.own for url in p.urls if (m := file.gguf_repo.search(url)))
    return all(letters(m["name"]) == own for m in elsewhere)


def _from_metadata(reading: Reading, value: dict[str, str], evidence: list[Evidence]) -> None:
    for key, name in _HEADER_KEYS.items():
        if said := reading.header_text(key):
            value[name] = said
            evidence.append(reading.from_header(key))
    for key in ("general.file_type", "general.quantization_version"):
        if key in (reading.sources.header or {}):
            evidence.append(reading.from_header(key))
    if by := reading.texts("quantized_by"):
        value.setdefault("by", by[0])
        evidence.append(reading.from_yaml("quantized_by"))


def _from_card(reading: Reading, value: dict[str, str], evidence: list[Evidence]) -> None:
    phrases = (file.tool, file.made_with, file.by, file.calibration, file.calibrated, file.scheme)
    for passage in reading.likely(*phrases, also=(p for p in reading.own if p.label or p.cells)):
        found = _made_with(reading, passage)
        if by := passage.find(file.by):
            found["by"] = by["name"] or by["other"] or by["made"]
        if data := _calibration_of(reading, passage):
            found["calibration"] = data
        scheme = passage.find(file.scheme) if "type" not in value else None
        if type_ := _type_of_scheme(scheme, passage) or _type_in_label(passage):
            found["type"] = type_
        is_first_word = scheme is not None and not scheme.lastgroup and not evidence  # "quantized version of"
        if is_first_word or any(key not in value for key in found):
            evidence.append(reading.from_card(passage))
        for key, said in found.items():
            value.setdefault(key, said)
    notes = reading.card.comments if reading.card else ()
    evidence += [reading.from_card(n) for n in notes if file.note.search(n.text)][:1]


def _type_of_scheme(scheme: re.Match[str] | None, passage: Passage) -> str:
    """What it was quantized to; not of a file that will follow, nor of several, one of which is this one."""
    group = scheme.lastgroup if scheme else None
    is_later = group == "quant" and passage.find(file.other_quant)
    is_of_several = group == "type" and len(set(file.bits.findall(passage.text))) > 1
    return scheme[group] if scheme and group and not is_later and not is_of_several else ""


def _type_in_label(passage: Passage) -> str:
    """ "File: owl-q6_k.gguf · Q6_K", "Format | GGUF Q4_K_M", of the one file that there is."""
    if len(passage.cells) > 2 or not file.format_label.match(passage.label or "".join(passage.cells[:1])):
        return ""
    found = set(file.type.findall(passage.said))
    return found.pop() if len(found) == 1 else ""


def _made_with(reading: Reading, passage: Passage) -> dict[str, str]:
    """The program that made the file, and which version of it."""
    tool, version = passage.find(file.tool), None
    if tool and file.made.search(f"{passage.text} {passage.heading}"):
        made, name = tool, tool[0]
        release = file.release.search(passage.text)
        version = tool["version"] or next((g for g in release.groups() if g) if release else iter(()), None)
    elif told := told_in(reading, passage, file.made_with):
        made, name = told.match, told.match["tool"]
    else:
        return {}
    if version is None and (numbered := file.version.match(passage.text, made.end())):
        version = numbered["said"] or numbered["short"]
    return {"tool": name, "version": version} if version else {"tool": name}


def _from_rows(reading: Reading, value: dict[str, str], evidence: list[Evidence]) -> None:
    """Where nothing else is said, the types of the files that a table lists."""
    own = own_name(reading)
    found: dict[str, Passage] = {}
    for row in reading.rows:
        if all(own in letters(url) for url in row.urls) and (kind := _listed(row)):
            found.setdefault(kind, row)
    if found:
        value["type"] = ", ".join(list(found)[:3])
        evidence += map(reading.from_card, found.values())


def _listed(row: Passage) -> str:
    if named := file.gguf_file.fullmatch(row.cells[0]) if row.cells else None:
        return str(named["type"])
    if any(map(file.speed.search, row.header)):
        return ""
    cells = (file.quant_cell.fullmatch(row.cells[column]) for column in row.columns(file.quant_column))
    return next((str(cell["type"]) for cell in cells if cell), "")


def integrity(reading: Reading) -> Finding:
    """The hash the Hub states against the one of the bytes on this disk."""
    source = reading.sources
    expected, measured = source.sha256_expected, source.sha256_measured
    if not expected and not measured:
        return Finding(
            "integrity", Verdict.NOT_CHECKED, Words("Not checked: that follows a download from the Hub")
        )
    evidence = [reading.of_file("sha256", measured)] if measured else []
    if expected:  # of an included model the app knows it before the Hub was ever asked
        noted = reading.of_file("origin.json", expected)
        evidence.insert(0, noted if source.api is None else reading.from_api("lfs.sha256", expected))
    if not expected or not measured:
        text = Words("Not checked yet") if expected else Words("Nothing to compare with")
        return Finding("integrity", Verdict.NOT_CHECKED, text, None, tuple(evidence), (Words("file"),))
    if expected.lower() == measured.lower():
        text = Words("Hash matches, not signed")
        return reading.found("integrity", Verdict.PARTIAL, text, True, evidence, proof=Proof.VERIFIED)
    conflict = Words("Hub: {published}… · file: {measured}…", published=expected[:12], measured=measured[:12])
    text = Words("Differs from the published file")
    return reading.found("integrity", Verdict.PARTIAL, text, False, evidence, conflict)


def _types_of_file(reading: Reading) -> list[StatedFileType]:
    """The header's word first, then the name's; empty where neither says any."""
    found, file_name = [], reading.sources.file or ""
    if label := file_type_of(reading.sources.header or {}):
        found.append(StatedFileType(label, reading.from_header("general.file_type")))
    if label := label_of(file_name):
        found.append(StatedFileType(label, reading.of_file(Words("name"), file_name)))
    return found


def _type_of(said: list[StatedFileType]) -> str:
    """The more exact of two that agree, else the header's."""
    labels = [one.label for one in said]
    return labels[0] if _conflict_of(said) else max(labels, key=len, default="")


def _conflict_of(said: list[StatedFileType]) -> str:
    """What each says, where they disagree."""
    if len(said) < 2 or _is_same(said[0].label, said[1].label):
        return ""
    return contradiction(*((one.evidence, one.label) for one in said))


def _is_same(header: str, name: str) -> bool:
    """Whether one is the other, said more exactly."""
    plain = name.removeprefix("UD-")
    if header.startswith(plain) or plain.startswith(header):
        return True
    if {header, plain} & FULL_TYPES or not file.own_mix.fullmatch(name):
        return False
    return models.digit.findall(header)[:1] == models.digit.findall(plain)[:1]


def _calibration_of(reading: Reading, passage: Passage) -> str:
    """Where the calibration data are to be found, or what is said of them."""
    if passage.urls and passage.find(file.calibration) and (url := _address(passage)):
        return url
    is_labelled = passage.is_labelled(file.calibration_label) and passage.length >= 4
    if is_labelled and file.uncalibrated.match(passage.said):
        return ""
    is_titled = passage.is_labelled(file.data_label) and passage.is_under(file.calibration_label, 1)
    if is_labelled or is_titled:
        return passage.short
    told = told_in(reading, passage, file.calibrated)
    before = passage.text[: told.match.start()] if told else ""
    return passage.short if told and not file.uncalibrated.search(before) else ""


def _address(passage: Passage) -> str:
    """The first address behind the words for the data, else the last one before them in their line."""
    quote, before = passage.quote, ""
    word = next((w for w in file.data_word.finditer(quote) if w["word"]), None)
    if word is None:
        return ""
    for url in passage.urls:
        at, id_ = quote.find(url), id_of_url(url)
        is_of_another = file.program.match(url) or (id_ and url.rstrip("/").endswith(id_))  # or of a model
        if is_of_another or file.next_label.search(quote, word.end(), max(at, 0)):
            continue
        if not 0 <= at < word.start():
            return url
        if "\n" not in quote[at : word.start()]:
            before = url
    return before
