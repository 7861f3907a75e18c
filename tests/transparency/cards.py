"""Model cards written for these tests, and short ways to read them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from explorer.base.resources import resource
from explorer.domain.facts import Dossier, Finding
from explorer.transparency.dossier import read_dossier
from explorer.transparency.licensing.licenses import Licenses, load_licenses
from explorer.transparency.sources import Sources

WREN = """---
license: apache-2.0
language:
- en
- de
datasets:
- meadow/field-notes
pipeline_tag: text-generation
---

# Wren 1B

Wren 1B is a decoder-only transformer with 1.2 billion parameters, 24 layers and a context length of 4,096.

## Training data

Wren was pre-trained on [Field Notes](https://huggingface.co/datasets/meadow/field-notes) and Wikipedia,
in all 2 trillion tokens. The knowledge cutoff is March 2024.

## Intended use

Wren is meant for summaries of short texts. It is not meant for medical advice.

## Limitations

Wren confuses the names of birds and repeats itself in long answers.
"""


@cache
def table() -> Licenses:
    """Nothing changes it, and to read it takes longer than to read a card."""
    return load_licenses(resource("licenses.yaml"))


def dossier(
    card: str | None = None,
    *,
    repo: str = "meadow/wren",
    api: Mapping[str, Any] | None = None,
    header: Mapping[str, object] | None = None,
    **more: Any,
) -> Dossier:
    return read_dossier(Sources(repo=repo, card=card, api=api, header=header, **more), table())


def finding(dimension: str, card: str | None = None, **more: Any) -> Finding:
    found = dossier(card, **more).get(dimension)
    assert found is not None
    return found
