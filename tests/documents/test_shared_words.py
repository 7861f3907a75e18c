"""Which words of a passage an answer took up."""

from explorer.documents.passages import GivenPassage, PassagePlace
from explorer.documents.shared_words import said_of, sentence_around, shared_stretch

_GUIDE = (
    "Every letter states the diagnosis, the medicines at discharge with dose and frequency, and any medicine"
    " that was stopped, with the reason. Medicines that did not change are listed as well."
)
_ANSWER = (
    "A letter states the diagnosis, all medicines at discharge with dose and frequency, and each medicine"
    " that was stopped, with the reason [1]. It also says who acts next [2].\n\n- weather"
)


def _given(text: str, number: int = 1) -> GivenPassage:
    return GivenPassage(number, "a", "guide.pdf", PassagePlace(1, 0, len(text), "page"), text)


def test_the_words_that_an_answer_took_up_are_found_within_their_sentence() -> None:
    start, end = shared_stretch(_given(_GUIDE), _ANSWER) or (0, 0)
    assert _GUIDE[start:end].startswith("letter states the diagnosis")
    assert _GUIDE[start:end].endswith("with the reason")
    assert sentence_around(_GUIDE, (start, end)) == _GUIDE[: _GUIDE.index(" Medicines")]


def test_only_the_sentences_that_cite_a_passage_count() -> None:
    assert said_of(2, _ANSWER) == "It also says who acts next [2]."
    assert shared_stretch(_given(_GUIDE, 2), _ANSWER) is None
    assert shared_stretch(_given("Cats sleep. Dogs bark at night."), _ANSWER) is None


def test_several_numbers_in_one_bracket_are_each_cited() -> None:
    assert said_of(3, "So it is [1, 3].") == "So it is [1, 3]."
    assert said_of(1, "In [12] only.") == ""


def test_scripts_without_spaces_have_words_in_common_too() -> None:
    lease = "房屋不得转租。承租人可以提前三个月通知后终止租约。押金为两个月的租金。"
    answer = "宠物需要房东同意。[2]提前三个月通知后可以终止租约[1]。押金是多少，没有写明。"
    start, end = shared_stretch(_given(lease), answer) or (0, 0)
    assert lease[start:end].startswith("可以提前三个月通知后")
    assert sentence_around(lease, (start, end)) == "承租人可以提前三个月通知后终止租约。"
    assert said_of(2, answer) == "宠物需要房东同意[2]。"
    assert shared_stretch(_given(lease, 2), answer) is None


def test_a_number_behind_its_sentence_is_of_that_sentence() -> None:
    assert said_of(1, "Cats sleep. [1] Dogs bark.") == "Cats sleep[1]."
