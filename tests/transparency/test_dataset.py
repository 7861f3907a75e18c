"""Data sets that a model names: which are asked for, how large they are, and what their absence means."""

from typing import Any

import pytest

from explorer.domain.facts import Finding, Proof, SourceKind, Verdict
from explorer.transparency.dataset import (
    DatasetAnswer,
    NamedDataset,
    Status,
    datasets_of,
    resolve,
    stated_size,
    with_datasets,
)
from explorer.transparency.sources import Sources
from tests.transparency.cards import dossier, table

_SPLITS = [{"num_examples": 1200}, {"num_examples": 34}]


def answered(*statuses: Status) -> Verdict:
    """The verdict of a model whose data sets turned out so."""
    answers: dict[Status, DatasetAnswer] = {
        "open": Sources("a/b", api={"gated": False}),
        "gated": Sources("a/b", api={"gated": "auto"}),
        "withheld": Sources("a/b", api={"disabled": True}),
        "gone": ("gone", "gone"),
        "unread": ("unread", "later"),
    }
    waiting = list(statuses)
    named = [NamedDataset(f"a/{number}") for number in range(len(statuses))]
    found = resolve(named, lambda _: answers[waiting.pop(0)], table())
    finding = with_datasets(dossier("# Wren\n"), found).get("data_availability")
    assert finding is not None
    return finding.verdict


@pytest.mark.parametrize(
    ("statuses", "verdict"),
    [
        (("open", "open"), Verdict.OPEN),
        (("open", "gated"), Verdict.PARTIAL),
        (("open", "gone"), Verdict.PARTIAL),
        (("gated",), Verdict.PARTIAL),
        (("withheld",), Verdict.CLOSED),
        (("gone", "gone"), Verdict.NOT_DISCLOSED),
        (("gone", "unread"), Verdict.NOT_CHECKED),
        (("withheld", "unread"), Verdict.NOT_CHECKED),
        (("unread",), Verdict.NOT_CHECKED),
    ],
)
def test_what_can_be_had_decides(statuses: tuple[Status, ...], verdict: Verdict) -> None:
    assert answered(*statuses) is verdict


def test_data_sets_that_were_not_asked_for_are_counted_and_never_taken_for_open() -> None:
    """Of sixteen the first twelve are asked for."""
    named = "".join(f"- meadow/songs-{number}\n" for number in range(16))
    model = dossier(f"---\ndatasets:\n{named}---\n# Wren\n")
    names = [one.name for one in datasets_of(model.findings)]
    opened: DatasetAnswer = Sources("meadow/songs", api={"gated": False})
    gone: DatasetAnswer = ("gone", "gone")
    for answer, verdict, text in (
        (opened, Verdict.PARTIAL, "12 of 16 can be had by anyone · 4 not looked up"),
        (gone, Verdict.NOT_CHECKED, "12 of 16 looked up, and none can be had"),
    ):
        asked = resolve(datasets_of(model.findings), dict.fromkeys(names, answer).__getitem__, table())
        found = with_datasets(model, asked).get("data_availability")
        assert found is not None
        assert (len(asked), found.verdict, str(found.text)) == (12, verdict, text)
        assert [one["status"] for one in found.value[-5:]] == [asked[0].status, *["unasked"] * 4]
        assert found.proof is Proof.CLAIMED


def test_an_old_data_set_without_an_owner_is_asked_for_where_the_metadata_names_it() -> None:
    found = datasets_of(dossier("---\ndatasets:\n- songs\n- meadow/calls\n---\n# Wren\n").findings)
    assert [named.name for named in found] == ["songs", "meadow/calls"]
    prose = dossier("# Wren\n\n## Training data\n\nWren was pre-trained on Wikipedia and books.\n")
    assert datasets_of(prose.findings) == ()


@pytest.mark.parametrize(
    ("api", "stated", "words"),
    [
        ({"tags": ["size_categories:1M<n<10M"]}, "1M<n<10M", "1M<n<10M rows"),
        ({"cardData": {"size_categories": ["n<1K"]}}, "n<1K", "n<1K rows"),
        (
            {"cardData": {"dataset_info": {"splits": _SPLITS, "dataset_size": 2_000_000}}},
            "1,234 rows · 2 MB",
            "1,234 rows · 2 MB",
        ),
    ],
)  # fmt: skip
def test_a_size_is_told_as_it_is_stated(api: dict[str, Any], stated: str, words: str) -> None:
    found = stated_size(Sources("a/b", api=api))
    assert found is not None
    assert (str(found.stated), str(found.words)) == (stated, words)


@pytest.mark.parametrize(
    "info",
    [None, 7, [], [None], *({"splits": [s]} for s in ({}, {"num_examples": -1}, {"num_examples": True}))],
)
def test_a_size_that_is_not_stated_is_none(info: object) -> None:
    assert stated_size(Sources("a/b", api={"tags": None, "cardData": {"dataset_info": info}})) is None


def test_whose_data_it_is_and_what_the_hub_answered_is_kept() -> None:
    api = {"gated": False, "tags": ["license:cc-by-4.0", "size_categories:n<1K"]}
    found = resolve([NamedDataset("a/old", "meadow/egg", 2)], lambda _: Sources("a/new", api=api), table())[0]
    assert (found.named, found.id, found.named_by, found.hops) == ("a/old", "a/new", "meadow/egg", 2)
    assert [e.quote for e in found.evidence] == [
        "a/new: gated: false", "a/new: tags: cc-by-4.0", "a/new: tags: n<1K"
    ]  # fmt: skip
    assert "named by meadow/egg, 2 up" in found.words


def preparation_of(card: str) -> Finding | None:
    """What the model's sheet learns of a data set's preparation from that one's own card."""
    answer: DatasetAnswer = Sources("meadow/songs", api={"gated": False}, card=card)
    (found,) = resolve([NamedDataset("meadow/songs")], lambda _: answer, table())
    return next((f for f in found.findings if f.dimension == "data_processing"), None)


@pytest.mark.parametrize(
    ("metadata", "text"),
    [
        ("annotations_creators: [crowdsourced]", "Labels: by crowd workers"),
        (
            "annotations_creators:\n- expert-generated\n- machine-generated",
            "by experts, by a program or model",
        ),
        ("annotations_creators: found", "Labels: found with the data"),
        ("annotations_creators: no-annotation", "Labels: none"),
        (
            "annotations_creators:\n  calls: [Crowdsourced]\n  songs: [crowdsourced, other]",
            "by crowd workers",
        ),
    ],
)
def test_who_labelled_a_data_set_is_read_from_its_metadata(metadata: str, text: str) -> None:
    found = preparation_of(f"---\n{metadata}\n---\n# Songs\n")
    assert found is not None
    assert found.verdict is Verdict.PARTIAL
    assert str(found.text).endswith(text)
    assert [(e.kind, e.repo) for e in found.evidence] == [(SourceKind.YAML, "meadow/songs")]


def test_labels_stand_beside_the_steps_that_the_card_tells_of() -> None:
    card = (
        "---\nannotations_creators: [crowdsourced]\n---\n# Songs\n\n## Data collection\n\nSongs that came "
        "twice were deduplicated with MinHash, and short ones were filtered out by length.\n"
    )
    found = preparation_of(card)
    assert found is not None
    assert found.verdict is Verdict.OPEN
    assert str(found.text).startswith("Labels: by crowd workers · Songs that came twice")
    assert [e.kind for e in found.evidence] == [SourceKind.YAML, SourceKind.CARD]


@pytest.mark.parametrize("value", ["other", "[]", "", "[1, 2]", "[our own people]"])
def test_who_labelled_a_data_set_stays_unknown_where_the_key_says_nothing(value: str) -> None:
    assert preparation_of(f"---\nannotations_creators: {value}\n---\n# Songs\n") is None


def test_a_step_in_three_words_is_read() -> None:
    found = preparation_of("# Songs\n\n## Data collection\n\nDeduplicated with MinHash.\n")
    assert found is not None
    assert found.text == "Deduplicated with MinHash."
