"""What every sheet says in the same words: the lineage with its licenses, security, and what nobody asked."""

from datetime import UTC, datetime

from explorer.domain.facts import Dossier
from explorer.domain.repo import RepoRow
from explorer.local.lineage import Walked
from explorer.local.sheet_facts import community, hops, security
from explorer.transparency.dossier import read_dossier
from explorer.transparency.inherit import with_lineage
from explorer.transparency.sources import Sources
from explorer.transparency.walk import Unread, walk
from tests.transparency.cards import table


def _card(license_id: str, base: str = "", relation: str = "quantized") -> str:
    parent = f"base_model: {base}\nbase_model_relation: {relation}\n" if base else ""
    stated = f"license: {license_id}\n" if license_id else ""
    return f"---\n{stated}{parent}---\n# Model\n"


def _walked(own: str, **above: str) -> Walked:
    """The model a/child on the cards of those above it, by name."""

    def open_repo(repo_id: str) -> Sources | Unread:
        card = above.get(repo_id.removeprefix("a/"))
        return Sources(repo_id, "c0ffee", card) if card is not None else Unread("it is gone")

    dossier = read_dossier(Sources("a/child", "beef", own), table())
    lineage = walk(dossier, open_repo, table())
    return Walked(with_lineage(dossier, lineage, table()), lineage)


def _last(walked: Walked) -> tuple[str, bool]:
    hop = hops(walked.dossier, walked, lambda _repo: None)[-1]
    return str(hop.note), hop.is_conflict


def test_licenses_that_are_the_same_all_along_agree() -> None:
    walked = _walked(_card("mit", "a/base"), base=_card("mit"))
    assert _last(walked) == ("MIT · open source · licenses agree", False)


def test_a_license_freer_than_the_one_above_disagrees() -> None:
    walked = _walked(_card("mit", "a/base"), base=_card("cc-by-nc-4.0"))
    note, is_conflict = _last(walked)
    assert note.endswith("licenses disagree")
    assert is_conflict


def test_nothing_is_said_of_a_chain_that_could_not_be_read() -> None:
    assert _last(_walked(_card("mit", "a/base"))) == ("MIT · open source", False)
    assert _last(_walked(_card("mit", "a/base"), base=_card(""))) == ("MIT · open source", False)


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
