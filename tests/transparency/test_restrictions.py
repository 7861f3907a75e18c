"""What a model may not be used for: by its card, at its gate, by its license."""

import pytest

from explorer.domain.facts import SourceKind, Verdict
from tests.transparency.cards import WREN, finding


def test_restrictions_come_from_the_card_before_the_license() -> None:
    card = "---\nlicense: mit\n---\nThis model should only be used for research purposes."
    assert finding("use_restrictions", card).verdict is Verdict.CLOSED
    by_license = finding("use_restrictions", "---\nlicense: gemma\n---\n")
    assert (by_license.verdict, by_license.evidence[0].quote) == (Verdict.PARTIAL, "license: gemma")
    assert by_license.text == "The Gemma license forbids some uses, by its text of 2025-03-24"
    assert finding("use_restrictions", WREN).text == "None stated"


def test_what_a_license_section_calls_its_purpose_is_no_ban_and_no_silence() -> None:
    told = "This model is under Apache 2.0. It is intended for research and educational use."
    found = finding("use_restrictions", f"# Wren\n\n- **License:** {told}\n")
    assert (found.verdict, found.text) == (Verdict.PARTIAL, "Meant for research and education")
    assert found.evidence[0].quote == "It is intended for research and educational use."


def test_what_the_license_forbids_is_known_though_the_card_could_not_be_read() -> None:
    said = {"api": {"cardData": {"license": "gemma"}}, "unread": "Not checked: the card is withheld"}
    assert finding("use_restrictions", None, **said).verdict is Verdict.PARTIAL
    assert finding("risks", None, **said).verdict is Verdict.NOT_CHECKED
    free = {"api": {"cardData": {"license": "mit"}}, "unread": "Not checked: the card is withheld"}
    assert finding("use_restrictions", None, **free).verdict is Verdict.NOT_CHECKED


def test_what_people_have_to_agree_to_is_quoted_with_its_line() -> None:
    names = "".join(f"  Field {n}: text\n" for n in range(12))
    card = f"---\nextra_gated_fields:\n{names}  I agree to use it for research only: checkbox\n---\n# Heron"
    found = finding("use_restrictions", card)
    assert found.verdict is Verdict.CLOSED
    (evidence,) = found.evidence
    assert evidence.quote == "  I agree to use it for research only: checkbox"
    assert evidence.first_line == evidence.last_line == 15


@pytest.mark.parametrize(
    ("said", "verdict", "quote"),
    [
        ({"extra_gated_eu_disallowed": True}, Verdict.CLOSED, "extra_gated_eu_disallowed: true"),
        ({"extra_gated_eu_disallowed": False}, Verdict.NOT_CHECKED, ""),
        (
            {"extra_gated_prompt": "Welcome.\nYou agree to not use the model for military purposes."},
            Verdict.CLOSED,
            "extra_gated_prompt: You agree to not use the model for military purposes.",
        ),
        (
            {"extra_gated_prompt": "By asking you accept our Acceptable Use Policy."},
            Verdict.PARTIAL,
            "extra_gated_prompt: By asking you accept our Acceptable Use Policy.",
        ),
        ({"extra_gated_prompt": "Tell us who you are."}, Verdict.NOT_CHECKED, ""),
        ({"extra_gated_prompt": ["odd"], "extra_gated_fields": ["odd"]}, Verdict.NOT_CHECKED, ""),
        (
            {"extra_gated_fields": {"Name": "text", "I will use it for research only": "checkbox"}},
            Verdict.CLOSED,
            "extra_gated_fields: I will use it for research only",
        ),
    ],
)
def test_of_a_withheld_card_the_gate_is_read_in_the_answer_of_the_hub(
    said: dict[str, object], verdict: Verdict, quote: str
) -> None:
    api = {"gated": "manual", "cardData": said}
    found = finding("use_restrictions", api=api, unread="Not checked: the card is withheld")
    assert found.verdict is verdict
    assert [(e.kind, e.quote.removeprefix("cardData.")) for e in found.evidence] == (
        [(SourceKind.API, quote)] if quote else []
    )


def test_what_the_card_says_of_its_gate_is_taken_before_the_answer_of_the_hub() -> None:
    api = {"cardData": {"extra_gated_eu_disallowed": True}}
    found = finding("use_restrictions", "---\nextra_gated_eu_disallowed: false\n---\n# Wren\n", api=api)
    assert found.verdict is Verdict.NOT_DISCLOSED
    found = finding("use_restrictions", "---\nextra_gated_eu_disallowed: true\n---\n# Wren\n", api=api)
    assert [e.kind for e in found.evidence] == [SourceKind.YAML]
