"""Whose word holds for whom: copies inherit, fine-tunes do not, and the strictest license binds."""

from dataclasses import replace

import pytest

from explorer.domain.facts import Dossier, Finding, Proof, Verdict
from explorer.transparency.dossier import headline
from explorer.transparency.licensing.permission import MOST_LINES, NOT_ADVICE, permission
from explorer.transparency.lineage.hops import Hop, Lineage
from explorer.transparency.lineage.inheritance import while_reading, with_lineage
from tests.transparency.cards import WREN, dossier, table
from tests.transparency.test_walk import Shelf, card

BASE = WREN.replace("license: apache-2.0", "license: gemma")


def whole(shelf: Shelf, repo: str) -> Dossier:
    return with_lineage(shelf.dossier(repo), shelf.walk(repo), table())


def get(shelf: Shelf, repo: str, dimension: str) -> Finding:
    found = whole(shelf, repo).get(dimension)
    assert found is not None
    return found


def test_a_quantized_copy_says_what_its_parent_says_and_whose_word_it_is() -> None:
    shelf = Shelf({"q/wren-GGUF": card("meadow/wren", relation="quantized"), "meadow/wren": WREN})
    found = get(shelf, "q/wren-GGUF", "pretraining_data")
    assert (found.verdict, found.holder, found.hops) == (Verdict.OPEN, "meadow/wren", 1)
    assert {(e.repo, e.hop) for e in found.evidence} == {("meadow/wren", 1)}
    assert "meadow/wren" in found.evidence[0].place


def test_a_fine_tune_stays_silent_and_shows_its_base_beside_it() -> None:
    shelf = Shelf({"a/tuned": card("meadow/wren", relation="finetune"), "meadow/wren": WREN})
    found = get(shelf, "a/tuned", "pretraining_data")
    assert (found.verdict, found.holder) == (Verdict.NOT_DISCLOSED, "")
    assert found.base is not None
    assert (found.base.verdict, found.base.holder) == (Verdict.OPEN, "meadow/wren")


def test_its_own_word_stands_before_the_parents() -> None:
    own = card(
        "meadow/wren",
        relation="quantized",
        more="## Limitations\n\nThis file repeats itself in long answers.\n",
    )
    shelf = Shelf({"q/wren-GGUF": own, "meadow/wren": WREN})
    found = get(shelf, "q/wren-GGUF", "risks")
    assert (found.holder, found.evidence[0].hop) == ("", 0)


def test_facts_of_the_file_are_not_inherited() -> None:
    parent = card(
        more="Quantized by [somebody](https://huggingface.co/somebody) with llama.cpp release b4000.\n"
    )
    shelf = Shelf(
        {"q/wren-GGUF": card("a/wren-GGUF-source", relation="quantized"), "a/wren-GGUF-source": parent}
    )
    assert get(shelf, "q/wren-GGUF", "quantization").holder == ""


def test_a_stricter_license_above_is_a_conflict_and_binds() -> None:
    shelf = Shelf({"a/tuned": card("meadow/wren", relation="finetune"), "meadow/wren": BASE})
    stated = get(shelf, "a/tuned", "license")
    assert stated.value == "mit"
    assert str(stated.conflict) == "It says MIT · open source; meadow/wren, 1 up, is under Gemma · conditions"
    use = get(shelf, "a/tuned", "commercial_use")
    assert (use.verdict, use.holder) == (Verdict.PARTIAL, "meadow/wren")


def test_a_freer_license_above_is_none() -> None:
    tuned = card("meadow/wren", relation="finetune").replace("license: mit", "license: cc-by-nc-4.0")
    shelf = Shelf({"a/tuned": tuned, "meadow/wren": WREN})
    assert get(shelf, "a/tuned", "license").conflict == ""
    assert get(shelf, "a/tuned", "commercial_use").holder == ""


def test_of_a_merge_the_strictest_parent_binds() -> None:
    strict = card().replace("license: mit", "license: cc-by-nc-4.0")
    shelf = Shelf(
        {"m/merge": card("a/free", "a/strict", relation="merge"), "a/free": card(), "a/strict": strict}
    )
    use = get(shelf, "m/merge", "commercial_use")
    assert (use.verdict, use.holder) == (Verdict.CLOSED, "a/strict")


def test_what_may_i_do_names_the_license_that_binds_with_its_text() -> None:
    shelf = Shelf({"a/tuned": card("meadow/wren", relation="finetune"), "meadow/wren": BASE})
    lines = permission(whole(shelf, "a/tuned"), table())
    assert str(lines[0].text) == "You may use it, also at work, under the conditions of Gemma."
    assert lines[0].source.startswith("https://")
    assert lines[0].evidence is not None
    assert lines[0].evidence.repo == "meadow/wren"
    assert str(lines[1].text).startswith("Sources disagree")
    assert "legal advice" in str(NOT_ADVICE)


@pytest.mark.parametrize("license_", [x.id for x in table()])
def test_every_license_is_answered_in_few_lines(license_: str) -> None:
    shelf = Shelf({"a/wren": f"---\nlicense: {license_}\n---\n# Wren\n"})
    lines = permission(shelf.dossier("a/wren"), table())
    assert 1 <= len(lines) <= MOST_LINES
    assert all(line.text and line.source for line in lines)


def test_silence_is_no_permission() -> None:
    lines = permission(Shelf({"a/wren": "# Wren\n\nA model.\n"}).dossier("a/wren"), table())
    assert "nothing is permitted" in str(lines[0].text)


def test_a_card_that_forbids_what_its_license_allows_is_believed() -> None:
    ban = "This model is released for non-commercial use only."
    shelf = Shelf({"a/wren": f"---\nlicense: apache-2.0\n---\n# Wren\n\n{ban}\n"})
    line = permission(shelf.dossier("a/wren"), table())[0]
    assert line.text == "Not at work: the card forbids it, whatever Apache 2.0 allows."
    assert line.evidence is not None
    assert ban in line.evidence.quote


def test_a_copy_without_a_license_names_its_parents() -> None:
    silent = card("meadow/wren", relation="quantized").replace("license: mit\n", "")
    shelf = Shelf({"q/wren-GGUF": silent, "meadow/wren": BASE})
    lines = permission(whole(shelf, "q/wren-GGUF"), table())
    assert [str(line.text) for line in lines][
        1
    ] == "meadow/wren, which it was made from, is under Gemma · conditions."


def test_what_the_card_of_the_original_forbids_is_taken_before_what_the_license_of_a_copy_does() -> None:
    ban = "This model should only be used for research purposes."
    copy = card("b/egg", relation="quantized").replace("license: mit", "license: gemma")
    shelf = Shelf({"q/wren-GGUF": copy, "b/egg": f"---\nlicense: gemma\n---\n# Egg\n\n{ban}"})
    found = get(shelf, "q/wren-GGUF", "use_restrictions")
    assert (found.verdict, found.holder, found.evidence[0].quote) == (Verdict.CLOSED, "b/egg", ban)
    alone = get(Shelf({"q/wren-GGUF": copy, "b/egg": copy}), "q/wren-GGUF", "use_restrictions")
    assert (alone.verdict, alone.holder, alone.base) == (Verdict.PARTIAL, "", None)


def lineage_of(shelf: Shelf, repo: str) -> Finding:
    return get(shelf, repo, "lineage")


def test_a_renamed_parent_is_said_beside_the_name_it_is_called_by() -> None:
    shelf = Shelf({"a/tuned": card("old/egg", relation="finetune"), "new/egg": card()})
    shelf.renamed["old/egg"] = "new/egg"
    found = lineage_of(shelf, "a/tuned")
    assert found.text == "Fine-tuned from old/egg · old/egg is now new/egg"
    assert found.value == [{"id": "old/egg", "relation": "finetune", "state": "read", "now": "new/egg"}]
    assert found.proof is Proof.RESOLVES
    assert found.evidence[-1].quote == "old/egg: answered as new/egg"


def test_a_vanished_parent_is_said_where_only_the_model_itself_is_known() -> None:
    shelf = Shelf({"a/tuned": card("b/egg", relation="finetune")}, lost={"b/egg": "gone"})
    found = lineage_of(shelf, "a/tuned")
    assert (found.verdict, found.proof) == (Verdict.OPEN, Proof.CLAIMED)
    assert found.text == "Fine-tuned from b/egg · not on the Hub, or private"
    assert found.value[0]["state"] == "gone"


def test_of_a_copy_whose_original_cannot_be_read_silence_is_not_checked() -> None:
    shelf = Shelf(
        {"q/wren-GGUF": card("b/egg", relation="quantized")}, lost={"b/egg": "the Hub asks to wait"}
    )
    found = get(shelf, "q/wren-GGUF", "risks")
    assert found.verdict is Verdict.NOT_CHECKED
    assert found.text == (
        "Not said here; b/egg, of which it is a copy, could not be read: the Hub asks to wait"
    )
    tuned = Shelf({"a/tuned": card("b/egg", relation="finetune")}, lost={"b/egg": "gone"})
    assert get(tuned, "a/tuned", "risks").verdict is Verdict.NOT_DISCLOSED  # its own silence stays its own


def test_while_the_original_is_being_read_silence_is_not_checked_yet() -> None:
    copy = Shelf({"q/wren-GGUF": card("b/egg", relation="quantized")}).dossier("q/wren-GGUF")
    shown = while_reading(copy)
    risks, license_ = shown.get("risks"), shown.get("license")
    assert risks is not None
    assert license_ is not None
    assert (risks.verdict, "b/egg" in risks.text) == (Verdict.NOT_CHECKED, True)
    assert license_ == copy.get("license")
    tuned = Shelf({"a/tuned": card("b/egg", relation="finetune")}).dossier("a/tuned")
    assert while_reading(tuned) == tuned


def test_agreement_on_the_license_is_quoted_from_both() -> None:
    shelf = Shelf({"a/tuned": card("b/egg", relation="finetune"), "b/egg": card()})
    found = get(shelf, "a/tuned", "license")
    assert found.conflict == ""
    assert [(e.repo, e.hop, e.quote) for e in found.evidence] == [
        ("a/tuned", 0, "license: mit"), ("b/egg", 1, "license: mit")
    ]  # fmt: skip


def test_the_first_answer_says_that_it_is_by_a_license_above() -> None:
    shelf = Shelf({"a/tuned": card("meadow/wren", relation="finetune"), "meadow/wren": BASE})
    work, _openness, _origin = headline(whole(shelf, "a/tuned"))
    assert str(work.note) == "By meadow/wren, which it was made from; its own license is MIT · open source."


def stated(license_: str, *parents: str, relation: str = "quantized", more: str = "") -> str:
    return card(*parents, relation=relation if parents else "", more=more).replace("license: mit", license_)


@pytest.mark.parametrize(
    ("base", "answer", "line"),
    [
        (
            stated("tags: [x]", more="All rights reserved.\n"),
            "No",
            "No: a/base, which it was made from, grants no",
        ),
        (stated("license: nest-1.0"), "Read the license", "read the text of Nest-1.0"),
        (stated("license: gemma"), "Yes, with conditions", "under the conditions of Gemma"),
    ],
)
def test_a_copy_is_no_freer_than_what_it_was_copied_from(base: str, answer: str, line: str) -> None:
    shelf = Shelf({"q/copy": stated("license: mit", "a/base"), "a/base": base})
    found = whole(shelf, "q/copy")
    assert str(headline(found)[0].answer) == answer
    assert line in permission(found, table())[0].text


@pytest.mark.parametrize(
    ("above", "lost", "told"),
    [
        ({}, {"a/lost": "gone"}, "was not read"),
        ({"a/lost": stated("tags: [x]")}, {}, "is not known"),
    ],
)
def test_a_yes_says_itself_that_the_license_above_was_not_read(
    above: dict[str, str], lost: dict[str, str], told: str
) -> None:
    shelf = Shelf({"q/copy": stated("license: mit", "a/lost"), **above}, lost=lost)
    found = whole(shelf, "q/copy")
    answer = f"Yes, but its base model’s license {told}"
    assert (get(shelf, "q/copy", "commercial_use").text, headline(found)[0].answer) == (answer, answer)
    named = f"the license of a/lost, which it was made from, {told}"
    assert named in headline(found)[0].note
    first = permission(found, table())[0].text
    assert first == f"You may use it, also at work: MIT allows commercial use. But {named}."


def test_of_two_licenses_of_its_own_the_answer_is_the_strictest_with_its_own_quote() -> None:
    own = dossier("---\nlicense: apache-2.0\n---\n", header={"general.license": "cc-by-nc-4.0"})
    first = permission(own, table())[0]
    assert "CC BY-NC 4.0 allows no commercial use" in first.text
    assert first.evidence is not None
    assert first.evidence.quote == "general.license: cc-by-nc-4.0"


def test_what_the_license_above_forbids_stands_beside_a_copys_silence() -> None:
    shelf = Shelf({"q/copy": stated("license: mit", "a/base"), "a/base": stated("license: gemma")})
    base = get(shelf, "q/copy", "use_restrictions").base
    assert base is not None
    assert (base.holder, base.evidence[0].quote) == ("a/base", "license: gemma")


def test_a_copy_that_anyone_can_have_is_whole_where_its_original_is_open_too() -> None:
    files = {"gated": False, "siblings": [{"rfilename": "model.safetensors"}]}
    copy = {"gated": False, "siblings": [{"rfilename": "wren.gguf"}], "tags": ["gguf"]}
    original = Hop("meadow/wren", 1, "quantized", "q/wren-GGUF", dossier(WREN, api=files))
    own = dossier(card("meadow/wren", relation="quantized"), repo="q/wren-GGUF", api=copy)
    found = with_lineage(own, Lineage((original,)), table()).get("weights")
    assert found is not None
    assert (found.verdict, str(found.text)) == (Verdict.OPEN, "Open to all, its original too")
    assert found.evidence[-1].repo == "meadow/wren"
    gated = replace(original, dossier=dossier(WREN, api={**files, "gated": "manual"}))
    kept = with_lineage(own, Lineage((gated,)), table()).get("weights")
    assert kept is not None
    assert kept.verdict is Verdict.PARTIAL
