"""A need is told in words that everybody knows, with what follows from each answer."""

from explorer.choose.need import InUnion, Need, Pace, Privacy, Purpose, UseAt
from explorer.choose.need_words import answer_words, means, need_chips, proposed_title

LETTERS = Need(
    "Take the medicines out of clinic letters",
    (Purpose.EXTRACTION,),
    ("en", "de", "tlh"),
    UseAt.WORK,
    InUnion.YES,
    Privacy.HERE,
    Pace.READING,
)


def test_every_answer_is_told_and_each_says_what_follows() -> None:
    told = answer_words(LETTERS)
    assert [one.answer for one in told] == [
        "Take the medicines out of clinic letters, Extracting data",
        "English, German, tlh",
        "At work",
        "Yes",
        "Stay on this machine",
        "As fast as I read",
    ]


def test_what_is_not_known_is_told_with_what_it_means() -> None:
    told = answer_words(Need())
    assert {one.answer for one in told} == {"I do not know"}
    assert all(one.means for one in told)


def test_every_choice_says_what_follows_from_it() -> None:
    assert all(means("used_at", one) for one in UseAt)
    assert all(means("in_union", one) for one in InUnion)
    assert all(means("privacy", one) for one in Privacy)
    assert all(means("pace", one) for one in Pace)


def test_the_head_of_a_page_tells_what_is_known_alone() -> None:
    assert need_chips(Need()) == ()
    union = "in the European Union"
    assert need_chips(LETTERS) == (
        "at work",
        union,
        "English, German, tlh",
        "stays here",
        "as fast as I read",
    )


def test_a_title_is_proposed_from_the_words_else_from_what_for() -> None:
    assert proposed_title(Need()) == ""
    assert proposed_title(Need(purposes=(Purpose.CODE, Purpose.CHAT))) == "Chat, Code"
    assert proposed_title(Need("Two\n lines")) == "Two lines"
    assert proposed_title(Need("word " * 30)) == "word word word word word word word word word word…"
