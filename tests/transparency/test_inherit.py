"""Whose word holds for whom: copies inherit, fine-tunes do not, and the strictest license binds."""

import pytest

from explorer.domain.facts import Dossier, Finding, Verdict
from explorer.transparency.inherit import with_lineage
from explorer.transparency.permission import MOST_LINES, NOT_ADVICE, permission
from tests.transparency.cards import WREN, finding, table
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


def test_a_copy_without_a_license_names_its_parents() -> None:
    silent = card("meadow/wren", relation="quantized").replace("license: mit\n", "")
    shelf = Shelf({"q/wren-GGUF": silent, "meadow/wren": BASE})
    lines = permission(whole(shelf, "q/wren-GGUF"), table())
    assert [str(line.text) for line in lines][
        1
    ] == "meadow/wren, which it was made from, is under Gemma · conditions."


def test_a_restriction_by_license_alone_has_no_verdict_but_is_shown() -> None:
    found = finding("use_restrictions", "---\nlicense: gemma\n---\n# Wren")
    assert found.verdict is Verdict.NOT_DISCLOSED
    assert "Gemma" in found.text
