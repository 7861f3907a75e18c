"""Lists of words, and the mark between them in another language."""

from PySide6.QtWidgets import QApplication

from explorer.domain.words import Words, enumerated
from explorer.kit.language import Language, shown


def test_parts_stand_with_commas_between_and_empty_ones_are_left_out() -> None:
    assert enumerated(["card", "", Words("Hub answer"), "header"]) == "card, Hub answer, header"
    assert (enumerated([]), enumerated(["card"])) == ("", "card")


def test_another_language_has_its_own_mark_and_words(qapp: QApplication) -> None:
    language = Language(qapp, "en")
    language.install("xx", {"{first}, {next}": "{first}、{next}", "Hub answer": "Hub 响应"})
    try:
        assert shown(enumerated(["card", Words("Hub answer"), "header"])) == "card、Hub 响应、header"
    finally:
        language.use("en")
        language.deleteLater()
