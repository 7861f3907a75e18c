"""This file: who quantized it and how, and whether its bytes are the published ones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

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

file = phrases_of("file")


@dataclass(frozen=True)
class StatedFileType:
    """One source's word: "Q4_K_M", and where it stands."""

    label: str
    evidence: Evidence

    @property
    def is_full(self) -> bool:
        return self.label in FULL_TYPES


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
    return any(p.find(file.said_name) and not re.search(r"\bcan be\b|available", p.text) for p in opening)


def _has_quantized_files(reading: Reading) -> bool:
    """Whether a table lists quantized files, and no other repository is linked that may hold them."""
    own = own_name(reading)
    files = [p for p in reading.rows if p.cells and file.gguf_file.fullmatch(p.cells[0])]
    if not files or not all(own in letters(url) for p in files for url in p.urls):
        return False
    elsewhere = (m for p in reading.own for url in p.urls if (m := file.gguf_repo.search(url)))
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
        if by := passage.find(file.by):
            found["by"] = by["name"] or by["other"] or by["made"]
        if data := calibration_of(passage):
            found["calibration"] = data
        scheme = passage.find(file.scheme) if "type" not in value else None
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
    evidence += [reading.from_card(n) for n in notes if file.note.search(n.text)][:1]


def _is_of_other_files(scheme: re.Match[str], passage: Passage) -> bool:
    """Of a file that will follow, or of several, one of which is this one."""
    if scheme.lastgroup == "quant":
        return bool(passage.find(file.other_quant))
    return scheme.lastgroup == "type" and len(set(file.bits_of_quantized_file.findall(passage.text))) > 1


def _type_in_label(passage: Passage) -> str:
    """ "File: owl-q6_k.gguf · Q6_K", "Format | GGUF Q4_K_M", of the one file that there is."""
    if len(passage.cells) > 2 or not file.format_label.match(passage.label or "".join(passage.cells[:1])):
        return ""
    found = set(file.type.findall(passage.said))
    return found.pop() if len(found) == 1 else ""


def _made_with(passage: Passage) -> dict[str, str]:
    """The program that made the file, and which version of it."""
    tool = passage.find(file.tool)
    if tool and file.made.search(f"{passage.text} {passage.heading}"):
        end, found = tool.end(), {"tool": tool[0]}
        release = file.release.search(passage.text)
        version = tool["version"] or next((g for g in release.groups() if g) if release else iter(()), None)
    elif (made := passage.find(file.made_with)) and not passage.find(file.advised):
        end, version = made.end(), None
        found = {"tool": made["tool"]}
    else:
        return {}
    if version is None and (numbered := file.version.match(passage.text, end)):
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


def types_of_file(reading: Reading) -> list[StatedFileType]:
    """The header's word first, then the name's; empty where neither says any."""
    header, name = file_type_of(reading.sources.header or {}), label_of(reading.sources.file or "")
    found = [StatedFileType(header, reading.from_header("general.file_type"))] if header else []
    return (
        [*found, StatedFileType(name, reading.of_file(Words("name"), reading.sources.file or ""))]
        if name
        else found
    )


def type_of(said: list[StatedFileType]) -> str:
    """The more exact of two that agree, else the header's."""
    labels = [one.label for one in said]
    return labels[0] if conflict_of(said) else max(labels, key=len, default="")


def conflict_of(said: list[StatedFileType]) -> str:
    """What each says, where they disagree."""
    if len(said) < 2 or _is_same(said[0].label, said[1].label):
        return ""
    told = [Words("{place}: {statement}", place=s.evidence.place, statement=s.label) for s in said]
    return joined(" · ", told)


def _is_same(header: str, name: str) -> bool:
    """Whether one is the other, said more exactly."""
    plain = name.removeprefix("UD-")
    if header.startswith(plain) or plain.startswith(header):
        return True
    is_reduced = not {header, plain} & FULL_TYPES
    return (
        is_reduced
        and bool(file.own_mix.fullmatch(name))
        and file.bits_of_file_type.findall(header)[:1] == file.bits_of_file_type.findall(plain)[:1]
    )


def calibration_of(passage: Passage) -> str:
    """Where the calibration data are to be found, or what is said of them."""
    if passage.urls and passage.find(file.calibration) and (url := _address(passage)):
        return url
    is_labelled = passage.is_labelled(file.calibration_label) and passage.length >= 4
    if is_labelled and file.uncalibrated.match(passage.said):
        return ""
    is_titled = passage.is_labelled(file.data_label) and passage.is_under(file.calibration_label, 1)
    if is_labelled or is_titled:
        return passage.short
    told = None if passage.find(file.advised) else passage.find(file.calibrated)
    return passage.short if told and not file.uncalibrated.search(passage.text[: told.start()]) else ""


def _address(passage: Passage) -> str:
    """The first address behind the words for the data, else the last one before them in their line."""
    quote, before = passage.quote, ""
    word = next((w for w in file.data_word.finditer(quote) if w["word"]), None)
    if word is None:
        return ""
    for url in passage.urls:
        at = quote.find(url)
        if _is_of_another(url) or file.next_label.search(quote, word.end(), max(at, 0)):
            continue
        if not 0 <= at < word.start():
            return url
        if "\n" not in quote[at : word.start()]:
            before = url
    return before


def _is_of_another(url: str) -> bool:
    """Of the program, or of a model."""
    id_ = id_of_url(url)
    return bool(file.program.match(url)) or bool(id_ and url.rstrip("/").endswith(id_))
