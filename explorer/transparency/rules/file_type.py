"""The quantization of a file as its header states it and as its name does."""

from dataclasses import dataclass

from explorer.domain.facts import Evidence
from explorer.domain.quantization import label_of
from explorer.domain.words import Words, joined
from explorer.engine.local.gguf.header import file_type_of
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import FULL_TYPES, Reading

_OWN_MIX = phrase("file.own_mix")
_BITS = phrase("file.bits_of_file_type")


@dataclass(frozen=True)
class StatedFileType:
    """One source's word: "Q4_K_M", and where it stands."""

    label: str
    evidence: Evidence

    @property
    def is_full(self) -> bool:
        return self.label in FULL_TYPES


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
        and bool(_OWN_MIX.fullmatch(name))
        and _BITS.findall(header)[:1] == _BITS.findall(plain)[:1]
    )
