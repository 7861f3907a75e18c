"""May it be used for this? The license told for one need: private, at work, in a product, in the Union."""

import pytest

from explorer.choose.candidate import Speaks
from explorer.choose.need import InUnion, Need, Purpose, UseAt
from explorer.choose.proposing.permission import use_reason
from tests.transparency.cards import dossier, table


def told(license_: str, need: Need, body: str = "# A model\n") -> tuple[Speaks, str]:
    card = f"---\nlicense: {license_}\n---\n{body}"
    reason = use_reason(dossier(card), table(), need)
    return reason.speaks, str(reason.words)


PRIVATE, WORK, PRODUCT = (Need(used_at=at) for at in (UseAt.PRIVATE, UseAt.WORK, UseAt.PRODUCT))


@pytest.mark.parametrize(
    ("license_", "private", "work", "product"),
    [
        ("apache-2.0", "for", "for", "for"),
        ("gemma", "conditions", "conditions", "conditions"),
        ("cc-by-nc-4.0", "conditions", "against", "against"),
        ("gpl-3.0", "for", "for", "conditions"),
        ("falcon-llm-license", "unknown", "unknown", "unknown"),
        ("nobody-knows-this", "unknown", "unknown", "unknown"),
    ],
)
def test_each_license_by_where_it_is_used(license_: str, private: str, work: str, product: str) -> None:
    assert [told(license_, need)[0] for need in (PRIVATE, WORK, PRODUCT)] == [private, work, product]


def test_not_said_where_is_told_as_work() -> None:
    assert told("cc-by-nc-4.0", Need()) == told("cc-by-nc-4.0", WORK)


def test_no_license_is_not_known_and_never_a_yes() -> None:
    reason = use_reason(dossier("---\nlanguage: en\n---\n# A model\n"), table(), WORK)
    assert reason.speaks == "unknown"
    assert "nothing is permitted" in reason.words


def test_what_was_not_read_is_not_known() -> None:
    reason = use_reason(dossier(None, unread="Not checked: the card is withheld"), table(), WORK)
    assert reason.speaks == "unknown"


def test_conditions_stand_with_it_and_that_it_is_no_legal_advice() -> None:
    reason = use_reason(dossier("---\nlicense: llama3.2\n---\n# A model\n"), table(), WORK)
    assert "Up to 700 million monthly users." in reason.more
    assert "no legal advice" in reason.more[-1]
    assert reason.evidence is not None
    assert reason.evidence.quote == "license: llama3.2"
    assert reason.source == "https://www.llama.com/llama3_2/license/"


@pytest.mark.parametrize(
    ("in_union", "speaks"),
    [(InUnion.YES, "against"), (InUnion.UNKNOWN, "conditions"), (InUnion.NO, "conditions")],
)
def test_a_license_that_leaves_out_the_union(in_union: InUnion, speaks: str) -> None:
    need = Need(used_at=UseAt.WORK, in_union=in_union)
    found = told("tencent-hunyuan-community", need)
    assert found[0] == speaks
    assert ("European Union" in found[1]) is (in_union is not InUnion.NO)


def test_a_card_that_forbids_the_field_is_quoted() -> None:
    body = "# A model\n\n## Prohibited uses\n\nYou must not use this model for medical diagnosis.\n"
    card = f"---\nlicense: apache-2.0\n---\n{body}"
    healthcare = Need(purposes=(Purpose.HEALTHCARE,), used_at=UseAt.PRIVATE)
    found = dossier(card)
    reason = use_reason(found, table(), healthcare)
    assert reason.speaks == "against"
    assert reason.evidence is not None
    assert "medical diagnosis" in reason.evidence.quote
    assert use_reason(found, table(), PRIVATE).speaks == "for"


def test_a_license_that_the_card_narrows() -> None:
    body = "# A model\n\n## License\n\nThis model may not be used commercially; research use only.\n"
    assert told("apache-2.0", WORK, body)[0] == "against"
    assert told("apache-2.0", PRIVATE, body)[0] != "against"


def of_card(sentence: str, need: Need, license_: str = "apache-2.0", more: str = "") -> tuple[Speaks, str]:
    stated = f"license: {license_}\n" if license_ else "language: en\n"
    card = f"---\n{stated}{more}---\n# A model\n\n## License\n\n{sentence}\n"
    reason = use_reason(dossier(card), table(), need)
    return reason.speaks, reason.evidence.quote if reason.evidence is not None else ""


@pytest.mark.parametrize(
    ("purpose", "sentence", "speaks"),
    [
        (Purpose.HEALTHCARE, "You must not use this model for medical diagnosis.", "against"),
        (Purpose.HEALTHCARE, "You must not use this model for clinical decisions.", "against"),
        (Purpose.HEALTHCARE, "You must not use this model to spread false health claims.", "for"),
        (Purpose.FINANCE, "You must not use this model to give financial advice.", "against"),
        (Purpose.FINANCE, "You must not use this model for criminal investigations.", "for"),
        (Purpose.SCIENCE, "This model must not be used for scientific research.", "against"),
        (Purpose.SCIENCE, "This model is for research use only.", "conditions"),
        (Purpose.CHAT, "You must not use this model for medical diagnosis.", "for"),
    ],
)
def test_a_ban_is_one_of_the_field_that_it_names(purpose: Purpose, sentence: str, speaks: str) -> None:
    need = Need(purposes=(purpose,), used_at=UseAt.PRIVATE)
    assert of_card(sentence, need)[0] == speaks


@pytest.mark.parametrize("license_", ["apache-2.0", "", "tencent-hunyuan-community", "other"])
@pytest.mark.parametrize(
    "sentence", ["This model is for non-commercial use only.", "This model is for research use only."]
)
def test_what_a_card_forbids_at_work_is_a_no_whatever_its_license(license_: str, sentence: str) -> None:
    assert of_card(sentence, WORK, license_) == ("against", sentence)
    assert of_card(sentence, PRIVATE, license_)[0] != "against"


def test_a_ban_of_the_field_holds_without_a_license_too() -> None:
    need = Need(purposes=(Purpose.HEALTHCARE,), used_at=UseAt.PRIVATE)
    ban = "You must not use this model for medical diagnosis."
    assert of_card(ban, need, "") == ("against", ban)


@pytest.mark.parametrize(
    ("in_union", "speaks"),
    [(InUnion.YES, "against"), (InUnion.UNKNOWN, "conditions"), (InUnion.NO, "for")],
)
def test_a_gate_that_is_shut_to_the_union(in_union: InUnion, speaks: str) -> None:
    need = Need(used_at=UseAt.WORK, in_union=in_union)
    assert of_card("As is.", need, more="extra_gated_eu_disallowed: true\n")[0] == speaks


@pytest.mark.parametrize(
    ("in_union", "sees", "speaks", "is_told"),
    [
        (InUnion.YES, True, "against", True),
        (InUnion.YES, None, "conditions", True),
        (InUnion.YES, False, "conditions", False),
        (InUnion.UNKNOWN, True, "conditions", True),
        (InUnion.NO, True, "conditions", False),
    ],
)
def test_a_license_that_leaves_out_the_union_for_what_sees(
    in_union: InUnion,
    sees: bool | None,  # noqa: FBT001  from the table
    speaks: str,
    is_told: bool,  # noqa: FBT001
) -> None:
    found = dossier("---\nlicense: llama4\n---\n# A model\n")
    reason = use_reason(found, table(), Need(used_at=UseAt.WORK, in_union=in_union), sees=sees)
    assert (reason.speaks, "European Union" in reason.words) == (speaks, is_told)
