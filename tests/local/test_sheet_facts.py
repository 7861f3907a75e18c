"""What every sheet says in the same words: the lineage with its licenses, security, and what nobody asked."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from explorer.domain.facts import Dossier
from explorer.domain.repo import RepoRow
from explorer.local.model_facts.lineage_reader import LineageDossier
from explorer.local.model_facts.sheet_facts import answered_so_far, community, hops, security
from explorer.transparency.dossier import read_dossier
from explorer.transparency.licensing.chain import chain_note, license_chain
from explorer.transparency.licensing.permission import PermissionLine
from explorer.transparency.lineage.hops import Lineage
from explorer.transparency.lineage.inheritance import with_lineage
from explorer.transparency.lineage.walk import UnreadParent, walk
from explorer.transparency.sheet_view.sheet_content import HopLine, SheetContent, Stat
from explorer.transparency.sources import Sources
from tests.transparency.cards import table


def _card(license_id: str, base: str = "", relation: str = "quantized") -> str:
    parent = f"base_model: {base}\nbase_model_relation: {relation}\n" if base else ""
    stated = f"license: {license_id}\n" if license_id else ""
    return f"---\n{stated}{parent}---\n# Model\n"


def _walked(own: str, **above: str) -> LineageDossier:
    """The model a/child on the cards of those above it, by name."""

    def open_repo(repo_id: str) -> Sources | UnreadParent:
        card = above.get(repo_id.removeprefix("a/"))
        return Sources(repo_id, "c0ffee", card) if card is not None else UnreadParent("it is gone")

    dossier = read_dossier(Sources("a/child", "beef", own), table())
    lineage = walk(dossier, open_repo, table())
    chain = license_chain(dossier, lineage, table())
    return LineageDossier(with_lineage(dossier, lineage, table()), lineage, chain=chain)


def _marked(walked: LineageDossier) -> list[str]:
    """The models of the strip whose licenses are marked as disagreeing."""
    return [str(hop.name) for hop in hops(walked.dossier, walked, lambda _repo: None) if hop.is_conflict]


def test_licenses_that_are_the_same_all_along_agree() -> None:
    walked = _walked(_card("mit", "a/base"), base=_card("mit"))
    assert (chain_note(walked.chain), _marked(walked)) == ("they agree", [])


def test_a_license_freer_than_the_one_above_disagrees_and_both_are_marked() -> None:
    walked = _walked(_card("mit", "a/base"), base=_card("cc-by-nc-4.0"))
    assert (chain_note(walked.chain), _marked(walked)) == ("they disagree", ["a/base", "this model"])


@pytest.mark.parametrize("above", [{}, {"base": _card("")}])
def test_no_agreement_is_said_of_a_chain_that_could_not_be_read(above: dict[str, str]) -> None:
    walked = _walked(_card("mit", "a/base"), **above)
    assert (chain_note(walked.chain), _marked(walked)) == ("not all are stated", [])


def test_a_merge_of_many_shows_every_parent_with_what_became_of_it() -> None:
    parents = "".join(f"- a/p{n}\n" for n in range(11))
    card = f"---\nlicense: mit\nbase_model:\n{parents}base_model_relation: merge\n---\n# Model\n"
    walked = _walked(card, **{f"p{n}": _card("mit") for n in range(10)})
    strip = hops(walked.dossier, walked, lambda _repo: None)
    assert [hop.name for hop in strip] == [*(f"a/p{n}" for n in range(11)), "this model"]
    assert {hop.depth for hop in strip[:-1]} == {1}
    assert (strip[10].note, strip[10].state) == ("it is gone", "unread")


def test_what_the_walk_has_not_come_to_is_named_and_not_judged() -> None:
    seen: list[Lineage] = []

    def open_repo(repo_id: str) -> Sources | UnreadParent:
        return Sources(repo_id, "c0ffee", _card("mit"))

    card = "---\nlicense: mit\nbase_model: [a/left, a/right]\nbase_model_relation: merge\n---\n# Model\n"
    dossier = read_dossier(Sources("a/child", "beef", card), table())
    walk(dossier, open_repo, table(), seen.append)
    strips = [
        hops(dossier, LineageDossier(dossier, met, asking=met.asking), lambda _repo: None) for met in seen
    ]
    assert [[(hop.name, hop.state) for hop in strip[:-1]] for strip in strips] == [
        [("a/left", "asked"), ("a/right", "waiting")],
        [("a/left", "read"), ("a/right", "asked")],
    ]


def test_the_strip_goes_from_the_root_to_this_model() -> None:
    walked = _walked(
        _card("mit", "a/tuned"), tuned=_card("mit", "a/root", "finetune"), root=_card("apache-2.0")
    )
    strip = hops(walked.dossier, walked, lambda _repo: None)
    assert [str(hop.name) for hop in strip] == ["a/root", "a/tuned", "this model"]
    assert [str(hop.relation) for hop in strip] == ["fine-tuned", "quantized", ""]
    assert str(strip[0].note) == "Apache 2.0 · open source"


def test_security_says_when_nobody_was_asked() -> None:
    assert "Not checked" in security(Sources("a/b"), None)[0].text
    asked = security(Sources("a/b", api={"siblings": [{"rfilename": "run.py"}]}), None)
    assert any("program files" in fact.text for fact in asked)


def test_what_nobody_counted_is_left_out_of_the_community() -> None:
    row = RepoRow(id="a/b", downloads=None, likes=3)
    assert [str(stat.question) for stat in community(row, None, datetime.now(UTC))] == ["Likes"]


def test_a_model_without_parents_has_no_strip() -> None:
    assert hops(Dossier("a/b"), None, lambda _repo: None) == ()


def test_an_answer_before_all_licenses_were_read_says_that_it_is_not_the_last_word() -> None:
    stat, line = Stat("May I use it at work?", "Yes", "MIT."), PermissionLine("You may use it.")
    hop = HopLine("a/base", "being read…", state="asked")
    content = SheetContent("A", "", (stat,), None, (hop,), permission=(line,), asking="Asking for a/base…")
    said = answered_so_far(content)
    assert "still being read" in said.stats[0].note
    assert [one.place for one in said.permission] == ["models above are still being read"]
    assert answered_so_far(replace(content, asking="")).stats == (stat,)
    assert answered_so_far(replace(content, hops=())).permission == (line,)
