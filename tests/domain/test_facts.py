"""No fact without evidence: the type itself refuses it."""

import pytest

from explorer.domain.facts import Evidence, Finding, SourceKind, Verdict


@pytest.mark.parametrize("verdict", [Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED])
def test_a_disclosed_verdict_without_evidence_cannot_be_made(verdict: Verdict) -> None:
    with pytest.raises(ValueError, match="without evidence"):
        Finding("license", verdict, "MIT")


def test_silence_needs_no_evidence() -> None:
    assert Finding("license", Verdict.NOT_DISCLOSED, searched=("card",)).evidence == ()


def test_a_place_is_said_in_a_few_words() -> None:
    card = Evidence(SourceKind.YAML, "license", "license: mit", first_line=3)
    header = Evidence(SourceKind.HEADER, "general.license", "mit")
    assert (card.place, header.place) == ("card, line 3", "GGUF header, general.license")


def test_a_quote_is_shown_without_the_addresses_of_its_links() -> None:
    quote = "trained on [web text](https://example.org/a)\n and ![a chart](b.png)"
    evidence = Evidence(SourceKind.CARD, "Data", quote)
    assert evidence.words == "trained on web text and a chart"
    assert evidence.quote == quote
