"""The walk up the lineage: how far it goes, and every way in which it ends."""

from explorer.domain.facts import Dossier, Finding
from explorer.domain.words import Words
from explorer.transparency.dossier import read_dossier
from explorer.transparency.lineage.hops import Lineage
from explorer.transparency.lineage.inheritance import with_lineage
from explorer.transparency.lineage.walk import MOST_HOPS, MOST_REPOS, UnreadParent, walk
from explorer.transparency.sources import Sources
from tests.transparency.cards import dossier, table


def card(*parents: str, relation: str = "", more: str = "") -> str:
    named = "".join(f"- {parent}\n" for parent in parents)
    base = f"base_model:\n{named}" if parents else ""
    how = f"base_model_relation: {relation}\n" if relation else ""
    return f"---\nlicense: mit\n{base}{how}---\n# A model\n{more}"


class Shelf:
    """Repos by id; ``lost`` ones cannot be read, ``renamed`` ones answer with another name."""

    def __init__(self, cards: dict[str, str], lost: dict[str, str] | None = None) -> None:
        self.cards = cards
        self.lost = lost or {}
        self.renamed: dict[str, str] = {}
        self.asked: list[str] = []

    def open(self, repo_id: str) -> Sources | UnreadParent:
        self.asked.append(repo_id)
        if repo_id in self.lost:
            is_gone = self.lost[repo_id] == "gone"
            return UnreadParent(Words("it is gone"), "gone") if is_gone else UnreadParent(self.lost[repo_id])
        real = self.renamed.get(repo_id, repo_id)
        return Sources(repo=real, commit="c" * 40, card=self.cards[real])

    def dossier(self, repo_id: str) -> Dossier:
        return read_dossier(Sources(repo=repo_id, card=self.cards[repo_id]), table())

    def walk(self, repo_id: str) -> Lineage:
        return walk(self.dossier(repo_id), self.open, table())


def test_a_chain_is_followed_to_its_root() -> None:
    shelf = Shelf({
        "q/wren-GGUF": card("a/wren", relation="quantized"),
        "a/wren": card("b/egg", relation="finetune"),
        "b/egg": card(),
    })  # fmt: skip
    found = shelf.walk("q/wren-GGUF")
    assert [(h.repo, h.depth, h.relation, h.child) for h in found.hops] == [
        ("a/wren", 1, "quantized", "q/wren-GGUF"),
        ("b/egg", 2, "finetune", "a/wren"),
    ]
    assert found.broken == ()


def test_a_merge_has_all_its_parents_and_a_shared_one_is_read_once() -> None:
    shelf = Shelf({
        "m/merge": card("a/left", "a/right", relation="merge"),
        "a/left": card("b/egg", relation="finetune"),
        "a/right": card("b/egg", relation="finetune"),
        "b/egg": card(),
    })  # fmt: skip
    found = shelf.walk("m/merge")
    assert [h.repo for h in found.hops] == ["a/left", "a/right", "b/egg"]
    assert shelf.asked.count("b/egg") == 1
    assert found.broken == ()


def test_a_circle_ends_and_is_told() -> None:
    shelf = Shelf({"a/one": card("a/two"), "a/two": card("a/one")})
    found = shelf.walk("a/one")
    assert [h.repo for h in found.hops] == ["a/two"]
    told = "a/two names a/one as its parent, which is itself made from a/two."
    assert [str(b) for b in found.broken] == [told]


def test_a_parent_that_cannot_be_read_breaks_the_chain_in_words() -> None:
    found = Shelf({"a/wren": card("b/egg")}, lost={"b/egg": "gone"}).walk("a/wren")
    assert (found.hops[0].dossier, str(found.hops[0].why)) == (None, "it is gone")
    assert [str(b) for b in found.broken] == ["Chain broken at b/egg: it is gone"]


def test_a_renamed_parent_keeps_the_name_it_was_called_by() -> None:
    shelf = Shelf({"a/wren": card("old/egg"), "new/egg": card()})
    shelf.renamed["old/egg"] = "new/egg"
    hop = shelf.walk("a/wren").hops[0]
    assert (hop.repo, hop.named) == ("new/egg", "old/egg")


def test_a_chain_without_end_is_followed_a_bounded_way() -> None:
    cards = {f"a/m{n}": card(f"a/m{n + 1}") for n in range(40)}
    shelf = Shelf({**cards, "a/m40": card()})
    found = shelf.walk("a/m0")
    assert max(h.depth for h in found.hops) == MOST_HOPS
    assert len(shelf.asked) == MOST_HOPS
    assert "were not followed" in str(found.broken[0])


def test_a_parent_that_is_named_without_an_id_leads_nowhere() -> None:
    shelf = Shelf({"a/wren": "# Wren\n\nWren is a fine-tuned version of Egg 7B.\n"})
    assert shelf.walk("a/wren") == Lineage(unasked=("Egg 7B",))


def test_a_circle_under_an_older_name_is_the_same_circle() -> None:
    shelf = Shelf({"a/one": card("old/two"), "a/two": card("a/one")})
    shelf.renamed["old/two"] = "a/two"
    found = shelf.walk("a/one")
    assert [h.repo for h in found.hops] == ["a/two"]
    assert len(found.broken) == 1


def test_a_parent_under_two_names_is_read_into_the_lineage_once() -> None:
    shelf = Shelf({"m/merge": card("a/egg", "old/egg", relation="merge"), "a/egg": card()})
    shelf.renamed["old/egg"] = "a/egg"
    found = shelf.walk("m/merge")
    assert ([h.repo for h in found.hops], found.broken) == (["a/egg"], ())


def test_a_model_that_names_its_own_older_name_is_told() -> None:
    shelf = Shelf({"a/one": card("old/one")})
    shelf.renamed["old/one"] = "a/one"
    found = shelf.walk("a/one")
    assert found.hops == ()
    assert "itself made from" in str(found.broken[0])


class Gated(Shelf):
    """Of ``b/egg`` only the Hub's answer can be read."""

    tags: tuple[str, ...] = ("license:gemma",)

    def open(self, repo_id: str) -> Sources | UnreadParent:
        if repo_id != "b/egg":
            return super().open(repo_id)
        api = {"gated": "manual", "tags": list(self.tags)}
        return Sources("b/egg", "c" * 40, api=api, unread="the card is withheld")


def test_behind_a_gate_what_the_hub_tells_everybody_still_counts() -> None:
    shelf = Gated({"a/wren": card("b/egg"), "r/root": card()})
    hop = shelf.walk("a/wren").hops[0]
    assert (hop.state, str(hop.why)) == ("gated", "its card is behind a gate")
    assert hop.dossier is not None
    stated, risks = hop.dossier.get("license"), hop.dossier.get("risks")
    assert stated is not None
    assert risks is not None
    assert (stated.value, str(risks.verdict)) == ("gemma", "not_checked")
    assert [str(b) for b in shelf.walk("a/wren").broken] == [
        "Chain broken at b/egg: its card is behind a gate"
    ]


def test_a_parent_behind_a_gate_whose_own_parent_is_known_breaks_nothing() -> None:
    shelf = Gated({"a/wren": card("b/egg"), "r/root": card()})
    shelf.tags = ("license:gemma", "base_model:r/root", "base_model:finetune:r/root")
    found = shelf.walk("a/wren")
    assert ([h.repo for h in found.hops], found.broken) == (["b/egg", "r/root"], ())


def test_a_parent_named_without_its_publisher_is_told_as_not_followed() -> None:
    shelf = Shelf({"a/wren": card("egg-7b", "b/egg"), "b/egg": card()})
    found = shelf.walk("a/wren")
    assert [h.repo for h in found.hops] == ["b/egg"]
    told = "a/wren names egg-7b without its publisher, so it was not followed."
    assert ([str(b) for b in found.broken], found.unasked) == ([told], ("egg-7b",))


def test_of_a_merge_of_too_many_it_is_told_how_many_were_followed() -> None:
    parents = [f"p/x{number}" for number in range(MOST_REPOS + 6)]
    found = Shelf({"m/merge": card(*parents), **{parent: card() for parent in parents}}).walk("m/merge")
    assert len(found.hops) == MOST_REPOS
    assert found.unasked == tuple(parents[MOST_REPOS:])
    told = f"Followed: {MOST_REPOS} of the {MOST_REPOS + 6} parents that m/merge names."
    assert [str(b) for b in found.broken] == [told]


def test_a_parent_too_far_up_is_named_as_not_asked_for() -> None:
    cards = {f"a/m{n}": card(f"a/m{n + 1}") for n in range(MOST_HOPS + 1)}
    assert Shelf(cards).walk("a/m0").unasked == (f"a/m{MOST_HOPS + 1}",)


def lineage_of_file(shelf: Shelf, *bases: str) -> Finding:
    """Of a copy whose card names a/wren and whose header names these, once the models above were read."""
    told = {f"general.base_model.{n}.repo_url": f"https://huggingface.co/{b}" for n, b in enumerate(bases)}
    own = dossier(shelf.cards["q/wren-GGUF"], repo="q/wren-GGUF", header=told)
    found = with_lineage(own, walk(own, shelf.open, table()), table()).get("lineage")
    assert found is not None
    return found


def test_a_header_that_names_the_parent_s_own_parent_agrees_with_the_card() -> None:
    shelf = Shelf({
        "q/wren-GGUF": card("a/wren", relation="quantized"),
        "a/wren": card("b/egg", relation="finetune"),
        "b/egg": card(),
    })  # fmt: skip
    assert lineage_of_file(shelf, "b/egg").conflict == ""
    other = lineage_of_file(shelf, "c/heron")
    assert "c/heron" in other.conflict
    assert "c/heron" in lineage_of_file(shelf, "b/egg", "c/heron").conflict


def test_two_bases_of_a_header_that_tells_of_no_merge_stay_unknown() -> None:
    told = {f"general.base_model.{n}.repo_url": f"https://huggingface.co/b/{n}-egg" for n in range(2)}
    own = dossier(repo="wren.gguf", file="wren.gguf", header=told)
    shelf = Shelf({"b/0-egg": card(), "b/1-egg": card()})
    found = with_lineage(own, walk(own, shelf.open, table()), table()).get("lineage")
    assert found is not None
    assert {parent["relation"] for parent in found.value} == {"unknown"}
    assert found.conflict == ""


def test_a_base_that_is_no_model_of_the_hub_is_told_as_not_asked_for_at_every_step() -> None:
    shelf = Shelf({"a/wren": card("b/egg", "../x"), "b/egg": card("https://example.com/owl")})
    assert shelf.walk("a/wren").unasked == ("../x", "https://example.com/owl")


def test_a_base_of_the_metadata_that_prose_outweighs_is_known_once_it_is_met_further_up() -> None:
    prose = "\nThis is a quantized version of [Wren](https://huggingface.co/a/wren).\n"
    cards = {"q/wren-GGUF": card("b/egg", more=prose), "a/wren": card("b/egg"), "b/egg": card()}
    met = Shelf(cards).walk("q/wren-GGUF")
    assert ([hop.repo for hop in met.hops], met.unasked) == (["a/wren", "b/egg"], ())
    assert Shelf(cards | {"a/wren": card()}).walk("q/wren-GGUF").unasked == ("b/egg",)
