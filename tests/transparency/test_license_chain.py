"""Licenses along the chain: agreement, conflict, what cannot be compared; in words with both sides."""

import pytest

from explorer.domain.facts import Proof
from explorer.transparency.licensing.chain import LicenseChain, chain_note, license_chain, silent_licenses
from explorer.transparency.licensing.permission import permission
from explorer.transparency.lineage.inheritance import with_lineage
from tests.transparency.cards import table
from tests.transparency.test_walk import Shelf


def card(license_: str, *parents: str, relation: str = "finetune", more: str = "") -> str:
    stated = f"license: {license_}\n" if license_ else ""
    base = "".join(f"- {parent}\n" for parent in parents)
    lineage = f"base_model:\n{base}base_model_relation: {relation}\n" if parents else ""
    return f"---\n{stated}{lineage}language: en\n---\n# A model\n{more}"


def chain(own: str, *above: str) -> LicenseChain:
    """Of a model and those above it in a row."""
    names = ["a/own", *(f"a/up{n}" for n in range(1, len(above) + 1))]
    cards = {
        name: card(license_, *names[n + 1 : n + 2])
        for n, (name, license_) in enumerate(zip(names, (own, *above), strict=True))
    }
    shelf = Shelf(cards)
    return license_chain(shelf.dossier("a/own"), shelf.walk("a/own"), table())


def test_agreement_is_said_with_both_sides() -> None:
    found = chain("apache-2.0", "apache-2.0")
    assert found.verdict == "same"
    assert found.words == "It and a/up1, 1 up, say the same: Apache 2.0 · open source."
    assert [step.repo for step in found.steps] == ["a/own", "a/up1"]
    assert all(step.finding.evidence[0].quote == "license: apache-2.0" for step in found.steps)


def test_of_several_above_that_agree_their_number_is_said() -> None:
    assert "the 2 models above it" in chain("mit", "mit", "mit").words


def test_a_freer_word_than_the_bases_is_a_conflict() -> None:
    found = chain("apache-2.0", "gemma")
    assert found.verdict == "conflict"
    assert found.words == "It says Apache 2.0 · open source; a/up1, 1 up, is under Gemma · conditions"


@pytest.mark.parametrize(
    ("own", "base"), [("llama3.1", "gemma"), ("gemma", "llama3"), ("llama3", "llama3.1")]
)
def test_conditions_of_two_makers_do_not_replace_each_other(own: str, base: str) -> None:
    assert chain(own, base).verdict == "conflict"


@pytest.mark.parametrize(
    ("own", "base"), [("cc-by-nc-4.0", "apache-2.0"), ("gpl-3.0", "mit"), ("mit", "apache-2.0")]
)
def test_a_license_that_asks_for_more_than_the_bases_is_none(own: str, base: str) -> None:
    found = chain(own, base)
    assert found.verdict == "stricter"
    assert "allows that where its notices are kept" in found.words


@pytest.mark.parametrize(
    ("own", "base"),
    [("mit", "agpl-3.0"), ("apache-2.0", "cc-by-nd-4.0"), ("apache-2.0", "cc-by-sa-4.0"),
     ("cc-by-nc-4.0", "cc-by-nc-nd-4.0")],
)  # fmt: skip
def test_what_has_to_stay_under_its_license_cannot_be_given_another(own: str, base: str) -> None:
    assert chain(own, base).verdict == "conflict"


@pytest.mark.parametrize(
    ("own", "base"),
    [
        ("cc-by-nc-4.0", "llama2"),
        ("lfm1.0", "nvidia-open-model-license"),
        ("gpl-3.0", "gpl-2.0"),
        ("gpl-3.0", "lgpl-3.0"),
        ("gpl-2.0", "apache-2.0"),
        ("cc0-1.0", "cc-by-4.0"),
    ],
)
def test_conditions_that_the_own_license_does_not_repeat_are_not_called_agreement(
    own: str, base: str
) -> None:
    assert chain(own, base).verdict == "unknown"


def test_a_base_that_forbids_trade_in_its_own_words_is_a_conflict_under_the_same_license() -> None:
    forbidding = card("mit", more="The model is for non-commercial use only.\n")
    shelf = Shelf({"a/tuned": card("mit", "a/base"), "a/base": forbidding})
    found = license_chain(shelf.dossier("a/tuned"), shelf.walk("a/tuned"), table())
    assert found.verdict == "conflict"
    assert found.words == "It says MIT · open source; a/base, 1 up, allows no commercial use"


def test_of_a_silent_copy_of_a_merge_the_strictest_parent_is_named() -> None:
    shelf = Shelf({
        "q/mix-GGUF": card("", "m/mix", relation="quantized"),
        "m/mix": card("apache-2.0", "a/free", "a/none", relation="merge"),
        "a/free": card("apache-2.0"), "a/none": card("cc-by-nc-4.0"),
    })  # fmt: skip
    found = license_chain(shelf.dossier("q/mix-GGUF"), shelf.walk("q/mix-GGUF"), table())
    assert "a/none, 2 up, is under CC BY-NC 4.0" in found.words
    whole = with_lineage(shelf.dossier("q/mix-GGUF"), shelf.walk("q/mix-GGUF"), table())
    assert any("a/none" in line.text for line in permission(whole, table()))


@pytest.mark.parametrize(("own", "base"), [("other", "other"), ("mit", "other"), ("the-nest-terms", "mit")])
def test_what_is_not_known_is_not_compared(own: str, base: str) -> None:
    found = chain(own, base)
    assert found.verdict == "unknown"
    assert "only their texts tell" in found.words


def test_a_name_that_two_unknown_licenses_share_is_the_same() -> None:
    assert chain("the-nest-terms", "the-nest-terms").verdict == "same"


@pytest.mark.parametrize(
    ("own", "base", "words"),
    [
        ("mit", "", "Nothing above it states a license that could be read."),
        ("", "mit", "It states none itself; a/up1, 1 up, is under MIT · open source."),
        ("", "", "Neither it nor a model above it states a license."),
    ],
)
def test_silence_is_said_on_the_side_where_it_is(own: str, base: str, words: str) -> None:
    found = chain(own, base)
    assert (found.verdict, found.words) == ("not_stated", words)


def test_of_a_merge_every_parent_is_held_against_it_the_strictest_first() -> None:
    shelf = Shelf({
        "m/merge": card("apache-2.0", "a/free", "a/some", "a/none", relation="merge"),
        "a/free": card("mit"), "a/some": card("gemma"), "a/none": card("cc-by-nc-4.0"),
    })  # fmt: skip
    dossier, lineage = shelf.dossier("m/merge"), shelf.walk("m/merge")
    found = license_chain(dossier, lineage, table())
    assert [step.repo for step in found.conflicts] == ["a/none", "a/some"]
    assert [step.repo for step in found.steps][:2] == ["a/none", "a/some"]
    stated = with_lineage(dossier, lineage, table()).get("license")
    assert stated is not None
    assert stated.conflict.index("a/none") < stated.conflict.index("a/some")
    assert {e.repo for e in stated.evidence} == {"m/merge", "a/none", "a/some"}


def test_parents_that_were_not_asked_for_agree_with_nobody() -> None:
    parents = [f"p/x{number}" for number in range(30)]
    licenses = {parent: "mit" if number < 24 else "cc-by-nc-4.0" for number, parent in enumerate(parents)}
    cards = {parent: card(license_) for parent, license_ in licenses.items()}
    shelf = Shelf({"m/merge": card("mit", *parents, relation="merge"), **cards})
    own, lineage = shelf.dossier("m/merge"), shelf.walk("m/merge")
    found = license_chain(own, lineage, table())
    assert found.silent == tuple(parents[24:])
    assert found.words == "It and 24 of the 30 models above it say the same: MIT · open source."
    assert (chain_note(found), silent_licenses(found)) == (
        "those that are known agree",
        "No license is known of 6 models above it.",
    )
    whole = with_lineage(own, lineage, table())
    stated = whole.get("lineage")
    assert stated is not None
    assert stated.proof is Proof.CLAIMED
    told = "But the licenses of 6 models that it was made from were not read."
    assert str(permission(whole, table())[0].text).endswith(told)


def test_a_root_too_far_up_and_a_mere_name_agree_with_nobody_either() -> None:
    far = chain(*["mit"] * 9, "cc-by-nc-4.0")
    assert (far.silent, far.words[:33]) == (("a/up9",), "It and 8 of the 9 models above it")
    named = card("mit") + "\nWren was fine-tuned from Egg 7B.\n"
    shelf = Shelf({"a/own": card("mit", "a/up1"), "a/up1": named})
    assert license_chain(shelf.dossier("a/own"), shelf.walk("a/own"), table()).silent == ("Egg 7B",)
