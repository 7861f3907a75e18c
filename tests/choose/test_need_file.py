"""NEED.yaml: what it may say, how what it may not say is told, and that what was exported reads the same."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.base.resources import resource
from explorer.choose.decision import Decision, KeptCandidate, Trial
from explorer.choose.need import InUnion, Need, Pace, Privacy, Purpose, UseAt
from explorer.choose.need_export import need_bytes
from explorer.choose.need_file import KEYS, NeedFile, WantedModel, need_file_of, read_need_file
from explorer.domain.errors import KnownError

WHOLE = """
title: Letters
words: Answer letters
purposes: [writing, healthcare]
languages: [de, no]
used_at: work
in_union: yes
privacy: here
pace: wait
provider: endpoint://lab/large
models:
  - own/one.gguf
  - name: org/two-GGUF
    file: Q4_K_M
find: 1
tests: letters.csv
packs: [refusals]
quick: no
patience: {gigabytes: 2.5, minutes: 30}
"""


def test_everything_it_may_say_is_read() -> None:
    assert need_file_of(WHOLE, "need.yaml") == NeedFile(
        Need(
            "Answer letters",
            (Purpose.WRITING, Purpose.HEALTHCARE),
            ("de", "no"),
            UseAt.WORK,
            InUnion.YES,
            Privacy.HERE,
            Pace.WAIT,
            "endpoint://lab/large",
        ),
        "Letters",
        (WantedModel("own/one.gguf"), WantedModel("org/two-GGUF", "Q4_K_M")),
        1,
        "letters.csv",
        ("pack:refusals",),
        is_quick=False,
        most_bytes=2_500_000_000,
        most_minutes=30,
    )


@pytest.mark.parametrize(
    "text",
    ["", "# nothing\n", "packs:\ntests:\n", "words:\npurposes: []\n", "used_at: unknown\npace: unknown\n"],
)
def test_what_is_not_said_is_not_known(text: str) -> None:
    assert need_file_of(text, "need.yaml") == NeedFile()


def test_one_alone_needs_no_list_and_named_models_alone_are_tried() -> None:
    read = need_file_of("purposes: code\nmodels: own/one.gguf\nin_union: true\n", "need.yaml")
    assert (read.need.purposes, read.models, read.find) == (
        (Purpose.CODE,),
        (WantedModel("own/one.gguf"),),
        0,
    )
    assert read.need.in_union is InUnion.YES


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: a\npurpose: [chat]\n", "line 2: There is no key “purpose”. Did you mean “purposes”?"),
        ("color: red\n", "line 1: There is no key “color”. It may say: title, words, purposes"),
        ("used_at: office\n", "“office” is no choice here. Write one of: unknown, private, work, product."),
        ("purposes:\n  - chat\n  - poetry\n", "line 3: “poetry” is no choice here."),
        ("languages: [German]\n", "“German” is no code of a language."),
        ("title: a\npace: wait\ntitle: b\n", "line 3: “title” stands there twice."),
        ("find: 7\n", "Here must stand a number from 0 to 6."),
        ("find: 6\nprovider: endpoint://lab/large\n", "7 models are to be tried. Name 1 to 6"),
        ("find: 0\n", "0 models are to be tried."),
        ("patience:\n  minutes: 1 hour\n", "line 2: Here must stand a number from 0 to 30000."),
        ("patience:\n  hours: 1\n", "It may say: gigabytes, minutes."),
        ("models:\n- own/one.gguf\n- file: Q4_K_M\n", "line 3: This model has no name."),
        ("packs: [manners]\n", "There is no pack “manners”. Write one of: misconceptions, "),
        ("quick: often\n", "Write yes or no."),
        ("words: [a, b]\n", "Here must stand a text."),
        ("- chat\n", "Here stands no list of “key: value”."),
        ("title: [\n", "It is no YAML from line 2 on"),
        ("a: &a [1]\nb: !ruby/object {}\n", "cannot be read"),
        ("title: &a [*a]\n", "A part of it refers to itself."),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_what_is_allowed(text: str, said: str) -> None:
    with pytest.raises(KnownError) as caught:
        need_file_of(text, "need.yaml")
    assert str(caught.value).startswith("need.yaml")
    assert said in str(caught.value)


def test_a_small_file_that_unfolds_to_a_large_one_is_refused() -> None:
    lines = ["l0: &l0 [" + "x, " * 100 + "]"]
    lines += [f"l{n}: &l{n} [" + f"*l{n - 1}, " * 100 + "]" for n in range(1, 6)]
    with pytest.raises(KnownError, match="unfolds to too many"):
        need_file_of("\n".join(lines), "need.yaml")


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "bytes.yaml").write_bytes(b"words: \xff\xfe\n")
    for name in ("gone.yaml", "bytes.yaml"):
        with pytest.raises(KnownError, match=name):
            read_need_file(tmp_path / name)


def test_the_example_says_all_there_is_and_reads_as_it_stands() -> None:
    path = resource("choose", "need.yaml")
    read = read_need_file(path)
    assert (read.title, read.find, read.need.languages) == ("Letters to patients", 3, ("de", "en"))
    text = path.read_text(encoding="utf-8")
    for one in (*Purpose, *UseAt, *InUnion, *Privacy, *Pace, "models", "tests", "provider"):
        assert str(one) in text


def test_an_exported_decision_reads_the_same() -> None:
    asked = need_file_of(WHOLE, "need.yaml")
    kept = (
        KeptCandidate("own/one.gguf", "One", reference="own/one.gguf"),
        KeptCandidate("hub:org/two", "Two", repo="org/two-GGUF", file="two-Q4_K_M.gguf", label="Q4_K_M"),
        KeptCandidate(asked.need.provider, "Large", reference=asked.need.provider),
    )
    decision = Decision(
        asked.need, kept, Trial(1, packs=asked.packs, is_quick=False, most_bytes=asked.most_bytes)
    )
    read = need_file_of(need_bytes("Letters", decision, "Letters of June").decode(), "need.yaml")
    assert (read.need, read.title, read.packs, read.is_quick) == (asked.need, "Letters", asked.packs, False)
    assert read.models == (WantedModel("own/one.gguf"), WantedModel("org/two-GGUF", "two-Q4_K_M.gguf"))
    assert (read.find, read.tests, read.most_bytes) == (0, "Letters of June", asked.most_bytes)


def test_an_empty_decision_is_exported_as_a_need_that_looks_for_three() -> None:
    assert need_file_of(need_bytes("", Decision(), "").decode(), "need.yaml") == NeedFile()


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(KEYS), _ANY, max_size=4))
@settings(max_examples=200, deadline=None)
def test_whatever_it_says_it_is_read_or_refused_in_words(said: dict[str, object]) -> None:
    try:
        read = need_file_of(json.dumps(said), "need.yaml")
    except KnownError as error:
        told = str(error)
    else:
        told = ""
        assert 1 <= len(read.models) + read.find + bool(read.need.provider) <= 6
    assert not told or told.startswith("need.yaml")
