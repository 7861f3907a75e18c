"""What is found: by words, by meaning, by both, within what was chosen."""

import math
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from explorer.documents.index import vectors, words
from explorer.documents.index.search import QuestionVector, search
from explorer.documents.index.store import DocumentIndex
from explorer.documents.passages import FoundPassage
from tests.documents.pages import LEASE, RECIPES, put


@pytest.fixture
def index() -> Iterator[DocumentIndex]:
    with closing(DocumentIndex(Path(":memory:"))) as opened:
        yield opened


def texts(found: tuple[FoundPassage, ...]) -> list[str]:
    return [one.passage.text for one in found]


def point(degrees: float) -> list[float]:
    return [math.cos(math.radians(degrees)), math.sin(math.radians(degrees))]


def embed(index: DocumentIndex, degrees: Mapping[str, float], identity: str = "mini") -> None:
    """By a word that a passage holds."""
    for number, text in index.unembedded(identity, 1000):
        angle = next((angle for word, angle in degrees.items() if word in text), 180)
        index.keep_vectors(identity, {number: point(angle)})


@pytest.mark.parametrize(
    "question",
    [
        'What of "pets"? (the *landlord* AND NOT OR NEAR/2 tenant:)',
        "consents of landlords",  # another form of a word
        "PETS",
        "pèts",
    ],
)
def test_words_are_found_whatever_signs_stand_around_them(index: DocumentIndex, question: str) -> None:
    put(index, index.create("Papers").key, "lease.txt", *LEASE)
    put(index, index.create("Kitchen").key, "recipes.txt", *RECIPES)
    assert texts(search(index, question))[0] == LEASE[1]


def test_a_word_whose_stem_has_another_stem_is_found(index: DocumentIndex) -> None:
    put(index, index.create("Papers").key, "a.txt", "The university has generalized its rules.")
    assert texts(search(index, "university"))
    assert texts(search(index, "generalization"))


def test_scripts_without_spaces_are_found_by_parts_of_what_is_written(index: DocumentIndex) -> None:
    chinese = "病人出院前必须核对药物清单，并预约复诊。"
    papers = index.create("Papers").key
    put(index, papers, "guide.txt", chinese)
    put(index, papers, "thai.txt", "ผู้ป่วยต้องพักผ่อน")
    put(index, papers, "lease.txt", *LEASE)
    assert texts(search(index, "怎样核对药物？")) == [chinese]
    assert texts(search(index, "พักผ่อน")) == ["ผู้ป่วยต้องพักผ่อน"]


def test_what_every_question_has_finds_nothing_by_itself(index: DocumentIndex) -> None:
    put(index, index.create("Papers").key, "lease.txt", *LEASE)
    assert texts(search(index, "What is the notice of the tenant?"))[0] == LEASE[0]
    assert search(index, "What is the xylophone of the zoo?") == ()
    assert len(search(index, "what is the")) == 2  # nothing else was asked for


def test_nothing_is_found_of_nothing(index: DocumentIndex) -> None:
    assert search(index, "deposit", vector=QuestionVector(point(0), "mini")) == ()
    put(index, index.create("Papers").key, "lease.txt", *LEASE)
    for question in ("", "  ", '"*"', "xylophone"):
        assert search(index, question) == ()


def test_only_what_was_chosen_is_searched(index: DocumentIndex) -> None:
    home, work = index.create("Home").key, index.create("Work").key
    lease = put(index, home, "lease.txt", *LEASE)
    other = put(index, work, "office.txt", "The rent of the office is paid by the tenant.")
    embed(index, {"deposit": 10, "Pets": 20, "office": 0})
    ask: dict[str, Any] = {"question": "tenant rent", "vector": QuestionVector(point(0), "mini")}
    assert {one.document for one in search(index, **ask)} == {lease.key, other.key}
    assert {one.document for one in search(index, **ask, collections=[home])} == {lease.key}
    assert {one.document for one in search(index, **ask, documents=[other.key])} == {other.key}
    both = search(index, **ask, collections=[home], documents=[other.key])
    assert {one.document for one in both} == {lease.key, other.key}
    assert search(index, **ask, collections=["gone"]) == ()


def test_both_ranks_are_told_and_count_together(index: DocumentIndex) -> None:
    papers = index.create("Papers").key
    put(index, papers, "a.txt", "Dogs and cats must be allowed by the owner.", "The dog barks.", "Rain.")
    embed(index, {"allowed": 5, "barks": 40, "Rain": 90})
    found = search(index, "dog", vector=QuestionVector(point(0), "mini"))
    assert texts(found)[0] == "Dogs and cats must be allowed by the owner."
    ranks = {one.passage.text: (one.ranks.by_words, one.ranks.by_meaning) for one in found}
    assert ranks["The dog barks."] == (1, 2)
    assert ranks["Rain."] == (0, 3)
    assert found[0].ranks.cosine == pytest.approx(math.cos(math.radians(5)), abs=0.01)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len(search(index, "dog", vector=QuestionVector(point(0), "mini"), top=2)) == 2


def test_where_nothing_is_near_and_no_word_is_found_nothing_is_relevant(index: DocumentIndex) -> None:
    put(index, index.create("Papers").key, "lease.txt", *LEASE)
    embed(index, {"deposit": 80, "Pets": 85})
    high, low = (QuestionVector(point(0), "mini", floor) for floor in (0.3, 0.1))
    assert search(index, "xylophone", vector=high) == ()
    assert len(search(index, "xylophone", vector=low)) == 2
    assert len(search(index, "pets", vector=high)) == 2  # a word was found: nothing is left out


def test_words_of_nearly_every_passage_are_left_out_of_a_large_index(
    index: DocumentIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "_FEW", 30)
    papers = index.create("Papers").key
    put(index, papers, "long.txt", *(f"common filler{number}" for number in range(40)), "common zanzibar")
    assert texts(search(index, "common zanzibar")) == ["common zanzibar"]
    assert len(search(index, "common", top=20)) == 20  # there is nothing else to go by


def test_vectors_follow_what_comes_and_goes(index: DocumentIndex) -> None:
    papers = index.create("Papers").key
    first = put(index, papers, "a.txt", "alpha")
    embed(index, {"alpha": 10})
    near: dict[str, Any] = {"vector": QuestionVector(point(0), "mini")}
    assert texts(search(index, "?", **near)) == ["alpha"]
    put(index, papers, "b.txt", "beta")
    embed(index, {"beta": 0})
    assert texts(search(index, "?", **near)) == ["beta", "alpha"]
    put(index, papers, "b.txt", "gamma")  # another text in the same file
    assert texts(search(index, "?", **near)) == ["alpha"]
    embed(index, {"gamma": 0})
    index.take_out(first.key, papers)
    assert texts(search(index, "?", **near)) == ["gamma"]
    assert search(index, "?", vector=QuestionVector([1.0, 0.0, 0.0], "mini")) == ()  # of another width
    assert search(index, "?", vector=QuestionVector(point(0), "other")) == ()


def test_what_another_process_adds_and_takes_out_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "documents.sqlite3"
    near: dict[str, Any] = {"vector": QuestionVector(point(0), "mini")}
    with closing(DocumentIndex(path)) as window, closing(DocumentIndex(path)) as omx:
        papers = window.create("Papers").key
        first = put(window, papers, "a.txt", "alpha")
        embed(window, {"alpha": 10})
        assert texts(search(window, "alpha", **near)) == ["alpha"]
        put(omx, papers, "b.txt", "alpha beta")
        embed(omx, {"beta": 0})
        assert texts(search(window, "beta", **near)) == ["alpha beta", "alpha"]
        omx.take_out(first.key, papers)
        assert texts(search(window, "alpha", **near)) == ["alpha beta"]


def test_a_vector_of_a_passage_that_was_forgotten_meanwhile_is_left_out(index: DocumentIndex) -> None:
    papers = index.create("Papers").key
    gone = put(index, papers, "a.txt", "alpha")
    ((number, _text),) = index.unembedded("mini", 5)
    index.take_out(gone.key, papers)
    put(index, papers, "b.txt", "beta")
    index.keep_vectors("mini", {number: point(0)})
    assert [text.endswith("beta") for _number, text in index.unembedded("mini", 5)] == [True]


def test_another_embedder_stands_beside_the_first_until_it_has_all(index: DocumentIndex) -> None:
    put(index, index.create("Papers").key, "lease.txt", *LEASE)
    embed(index, {"deposit": 0, "Pets": 90}, "old")
    ((number, text), *_rest) = index.unembedded("new", 1)
    assert text == f"Part 2\n{LEASE[1]}"  # the newest first, with its heading
    index.keep_vectors("new", {number: point(0)})
    assert [number for number, _ in index.unembedded("new", 9, before=number)] == [number - 1]
    assert vectors.embedded(index.reads, "new") == (1, 2)
    assert vectors.identities(index.reads) == ("old", "new")
    embed(index, {}, "new")
    vectors.retire(index.writes, "new")
    assert vectors.identities(index.reads) == ("new",)
    assert search(index, "?", vector=QuestionVector(point(0), "old")) == ()


def test_a_byte_a_number_says_nearly_what_the_vectors_say(index: DocumentIndex) -> None:
    import numpy as np

    rng = np.random.default_rng(3)
    whole = rng.standard_normal((40, 384)).astype(np.float32)
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    papers = index.create("Papers").key
    for number in range(40):
        put(index, papers, f"{number}.txt", f"text{number}")
    ids = [number for number, _text in reversed(index.unembedded("mini", 40))]
    index.keep_vectors("mini", dict(zip(ids, whole.tolist(), strict=True)))
    asked = whole[7] * 0.8 + whole[11] * 0.6
    asked /= np.linalg.norm(asked)
    found = search(index, "?", vector=QuestionVector(asked.tolist(), "mini"), top=40)
    assert [one.id for one in found[:2]] == [ids[7], ids[11]]
    exact = dict(zip(ids, (whole @ asked).tolist(), strict=True))
    assert all(abs(one.ranks.cosine - exact[one.id]) < 0.01 for one in found)


def test_two_indexes_are_searched_as_one(index: DocumentIndex) -> None:
    home = index.create("Papers").key
    put(index, home, "lease.txt", *LEASE)
    with closing(DocumentIndex(Path(":memory:"))) as other:
        kitchen = other.create("Kitchen").key
        document = put(other, kitchen, "recipes.txt", *RECIPES)
        embed(index, {"Pets": 10})
        embed(other, {"lentils": 20})
        where: dict[str, Any] = {"beside": (other,), "collections": (home,), "documents": (document.key,)}
        found = search(index, "consent or lentils", **where)
        assert {one.title for one in found} == {"lease.txt", "recipes.txt"}
        near = search(index, "", vector=QuestionVector(point(12), "mini"), **where)
        assert texts(near)[:2] == [LEASE[1], RECIPES[0]]
        assert [one.ranks.by_meaning for one in near[:2]] == [1, 2]
        assert search(index, "lentils", beside=(other,), collections=(home,)) == ()
