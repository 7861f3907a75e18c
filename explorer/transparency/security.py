"""What should make one careful: files that can run code, what scanners said, odd templates and headers.

Facts with their place, no alarm: a file that can run code is not a file that does harm.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from explorer.domain.enumeration import enumerated
from explorer.domain.words import Words
from explorer.engine.header import Header

type Weight = Literal["plain", "careful", "warning"]

_CODE = re.compile(r"\.(?:py|pyc|so|dll|dylib|exe|sh|bat|cmd|ps1|js|jar|wasm)$", re.IGNORECASE)
_PICKLE = re.compile(
    r"(?:pytorch_model[\w.-]*\.bin|\.(?:pt|pth|pkl|pickle|ckpt|joblib|npy|h5|keras|mar))$", re.IGNORECASE
)
_SIGNED = re.compile(r"(?:\.sig|\.sigstore(?:\.json)?|\.asc|\.minisig|model\.sig)$", re.IGNORECASE)
# What no template needs, and what a template that tries to leave its sandbox uses.
_ESCAPES = re.compile(
    r"__\w{2,40}__|\bmro\b|\bsubclasses\b|\bgetattr\b|\bimport\b|\battr\s?\(|\bself\._|\bcycler\b|\blipsum\b"
    r"|\bjoiner\b|\bos\.|\bpopen\b|\beval\b|\bexec\b",
)
_LONG_TEMPLATE = 100_000  # characters; the longest seen has about 20,000
_HIDDEN = re.compile("[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\U000e0000-\U000e007f]")
_MOST_NAMES = 3


@dataclass(frozen=True)
class SecurityFact:
    """One thing to know. ``place``: the files, or the key, that it was seen in."""

    text: Words
    weight: Weight
    place: str = ""


def of_repo(api: Mapping[str, Any]) -> tuple[SecurityFact, ...]:
    """From the Hub's answer alone: files, scan, signature."""
    siblings = api.get("siblings")
    names = (
        [str(s.get("rfilename", "")) for s in siblings if isinstance(s, Mapping)]
        if isinstance(siblings, list)
        else []
    )
    return tuple(_of_names(names)) + tuple(_of_scan(api))


def of_header(header: Header) -> tuple[SecurityFact, ...]:
    """From a GGUF header: its template and its texts."""
    return tuple(_of_template(header.chat_template or "")) + tuple(_of_texts(header))


def _of_names(names: list[str]) -> Iterator[SecurityFact]:
    if pickles := [n for n in names if _PICKLE.search(n)]:
        text = Words("Has weights in a format that can run code when it is opened. GGUF files cannot.")
        yield SecurityFact(text, "careful", _listed(pickles))
    if code := [n for n in names if _CODE.search(n)]:
        text = Words("Has program files. This app never runs any.")
        yield SecurityFact(text, "careful", _listed(code))
    signed = [n for n in names if _SIGNED.search(n)]
    if signed:
        yield SecurityFact(Words("Has signatures. This app does not check them."), "plain", _listed(signed))
    elif names:
        yield SecurityFact(Words("Not signed: nothing proves who made these files."), "plain")


def _of_scan(api: Mapping[str, Any]) -> Iterator[SecurityFact]:
    status = api.get("securityRepoStatus")
    if not isinstance(status, Mapping):
        yield SecurityFact(Words("The Hub’s scan was not asked for."), "plain")
        return
    issues = status.get("filesWithIssues")
    flagged = (
        [str(i.get("path", "")) for i in issues if isinstance(i, Mapping)] if isinstance(issues, list) else []
    )
    if flagged:
        yield SecurityFact(Words("The Hub’s scanners report issues in it."), "warning", _listed(flagged))
    elif status.get("scansDone") is True:
        yield SecurityFact(Words("The Hub’s scanners found nothing in it."), "plain")
    else:
        yield SecurityFact(Words("The Hub’s scanners are not done with it."), "plain")


def _of_template(template: str) -> Iterator[SecurityFact]:
    if found := sorted({m[0] for m in _ESCAPES.finditer(template[:_LONG_TEMPLATE])}):
        text = Words("Its chat template uses what no template needs. The sandbox refuses such things.")
        yield SecurityFact(text, "warning", _listed(found))
    if len(template) > _LONG_TEMPLATE:
        yield SecurityFact(
            Words("Its chat template is unusually long."), "careful", "tokenizer.chat_template"
        )
    if _HIDDEN.search(template):
        text = Words("Its chat template holds characters that cannot be seen.")
        yield SecurityFact(text, "careful", "tokenizer.chat_template")


def _of_texts(header: Header) -> Iterator[SecurityFact]:
    hidden = [
        k
        for k, v in header.metadata.items()
        if isinstance(v, str) and k != "tokenizer.chat_template" and _HIDDEN.search(v[:10_000])
    ]
    if hidden:
        text = Words("Texts of its header hold characters that cannot be seen.")
        yield SecurityFact(text, "careful", _listed(hidden))
    unknown = sorted({t.type_name for t in header.tensors if t.size is None})
    if unknown:
        yield SecurityFact(
            Words("Has tensor types that this app does not know."), "careful", _listed(unknown)
        )


def _listed(names: list[str]) -> str:
    shown = enumerated(name[:80] for name in names[:_MOST_NAMES])
    rest = len(names) - _MOST_NAMES
    return Words("{names} and {count} more", names=shown, count=rest) if rest > 0 else shown
