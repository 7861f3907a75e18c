"""Pages become passages that stand together, each with its one place, and nothing is lost between them."""

from itertools import pairwise

import pytest

from explorer.documents.passages import DocumentPassage, Flag, Heading, ReadPage
from explorer.documents.reading.chunks import WORDS, passages_of

SENTENCE = "The ward writes a letter of nine short words. "


def cut(*pages: ReadPage) -> list[DocumentPassage]:
    made = list(passages_of(pages))
    for passage in made:
        page = next(page for page in pages if page.number == passage.place.number)
        assert passage.text.endswith(page.text[passage.place.start : passage.place.end])
        assert passage.text.strip() == passage.text != ""
    return made


def test_they_are_120_words_that_end_with_a_sentence_and_overlap() -> None:
    first, *_others, last = made = cut(ReadPage(1, SENTENCE * 60))
    assert 100 <= len(first.text.split()) <= WORDS
    assert all(passage.text.endswith("words.") for passage in made)
    for before, after in pairwise(made):
        shared = before.place.end - after.place.start
        assert 0 < shared <= 2 * len(SENTENCE), "up to twenty words"
    assert last.place.end == len((SENTENCE * 60).strip())
    assert len(last.text.split()) > 30, "no rest of a few words"


def test_none_goes_over_a_page_or_a_chapter() -> None:
    text = "Guide\n\nDischarge\n\nGo home.\n\nSmall print\n\nWait.\n\nLetters\n\nWrite."
    headings = tuple(
        Heading(text.index(name), level, name)
        for level, name in ((1, "Guide"), (2, "Discharge"), (3, "Small print"), (2, "Letters"))
    )
    made = cut(ReadPage(1, text, headings=headings), ReadPage(2, "And post it.", "page", "ii"))
    assert [
        (passage.place.number, passage.place.section, passage.text.split("\n")[-1]) for passage in made
    ] == [
        (1, "Guide › Discharge", "Wait."),
        (1, "Guide › Letters", "Write."),
        (2, "Guide › Letters", "And post it."),
    ]
    assert (made[2].place.unit, made[2].place.name) == ("page", "ii")


def test_headers_and_footers_are_no_part_of_them() -> None:
    text = "Ward guide\nGo home today.\n7"
    repeated = ((0, 10), (len(text) - 1, len(text)))
    (passage,) = cut(ReadPage(1, text, repeated=repeated))
    assert passage.text == "Go home today."
    (whole,) = cut(ReadPage(1, "Ward guide", repeated=((0, 10),)))
    assert whole.text == "Ward guide", "a page of nothing else"


@pytest.mark.parametrize(
    "text",
    [
        "病人今天可以出院。请写信给家庭医生。" * 60,
        "x" * 9000,
        "word " * 900,
        "def f():\n    return 1\n" * 200,
        "a, b; c " * 500,
        "。" * 9000,
        "=" * 9000,
    ],
    ids=["Chinese", "one word", "no sentence", "code", "signs", "stops", "a line"],
)
def test_whatever_is_written_is_cut_and_nothing_lost(text: str) -> None:
    made = cut(ReadPage(1, text))
    assert len(made) > 3
    assert max(len(passage.text) for passage in made) <= 2000
    seen = 0
    for passage in made:
        assert not text[seen : passage.place.start].strip()
        seen = passage.place.end
    assert not text[seen:].strip()


def test_chinese_is_cut_at_240_signs() -> None:
    first, *_others = cut(ReadPage(1, "病人今天可以出院。请写信给家庭医生。" * 60))
    assert 200 <= len(first.text) <= 280
    assert first.text.endswith("。")


def test_what_is_shortened_ends_no_sentence() -> None:
    text = ("See Dr. Smith e.g. on Jan. 4 or at No. 7, i.e. z. B. in ward 3.2. " * 40).strip()
    assert all(passage.text.endswith("ward 3.2.") for passage in cut(ReadPage(1, text)))


def test_rows_of_a_table_stand_below_its_columns() -> None:
    rows = "\n".join(f"Drug {n}\t{n} mg\tdaily, with water. Twice." for n in range(90))
    made = cut(ReadPage(2, rows, name="#200–289", columns="name\tdose\thow"))
    assert all(passage.text.startswith("name\tdose\thow\nDrug ") for passage in made)
    assert all(passage.text.endswith("Twice.") for passage in made)
    assert sum(passage.text.count("Drug") for passage in made) == 90, "each row once"


def test_flags_go_with_the_words_they_stand_at() -> None:
    late = len(SENTENCE) * 50
    flags = (Flag("unseen", "hidden text", "x", 3), Flag("instruction", "override", "y", late))
    made = cut(ReadPage(1, SENTENCE * 60, flags=flags))
    assert made[0].flags == flags[:1]
    assert [p.flags for p in made[1:] if p.flags] == [flags[1:]] * sum(
        p.place.start <= late <= p.place.end for p in made[1:]
    )
