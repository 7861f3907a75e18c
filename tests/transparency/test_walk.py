"""The walk up the lineage: how far it goes, and every way in which it ends."""

from explorer.domain.facts import Dossier
from explorer.domain.words import Words
from explorer.transparency.dossier import read_dossier
from explorer.transparency.sources import Sources
from explorer.transparency.walk import MOST_HOPS, Lineage, Unread, walk
from tests.transparency.cards import table


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

    def open(self, repo_id: str) -> Sources | Unread:
        self.asked.append(repo_id)
        if repo_id in self.lost:
            return Unread(Words("it is gone") if self.lost[repo_id] == "gone" else self.lost[repo_id])
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
    assert shelf.walk("a/wren") == Lineage()
