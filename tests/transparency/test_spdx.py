"""Licenses as SPDX writes them: expressions, replaced ids, exceptions, licenses of the makers' own."""

import pytest

from explorer.domain.facts import Verdict
from explorer.transparency.dossier import read_dossier
from explorer.transparency.licensing.license import LicenseKind
from explorer.transparency.licensing.licenses import with_spdx
from explorer.transparency.licensing.permission import MOST_LINES, permission
from explorer.transparency.sources import Sources
from tests.transparency.cards import dossier, table


@pytest.mark.parametrize(
    ("stated", "words", "commercial"),
    [
        ("apache-2.0 OR mit", "Apache 2.0 / MIT · open source", "yes"),
        ("MIT or GPL-3.0-only", "MIT / GPL 3.0 · open source", "yes"),
        ("MIT AND CC-BY-4.0", "MIT + CC BY 4.0 · open", "yes"),
        ("mit AND cc-by-nc-4.0", "MIT + CC BY-NC 4.0 · non-commercial", "no"),
        ("gemma OR cc-by-nc-4.0", "Gemma / CC BY-NC 4.0 · conditions", "conditional"),
        ("(MIT OR Apache-2.0) AND llama2", "MIT / Apache 2.0 + Llama 2 · conditions", "conditional"),
        ("Apache-2.0 WITH LLVM-exception", "Apache 2.0 with LLVM-exception · open source", "yes"),
        ("MIT AND LicenseRef-House-Rules", "MIT + House-Rules · read the text", "read the text"),
    ],
)
def test_an_expression_is_read_as_a_choice_or_as_all_of_it(stated: str, words: str, commercial: str) -> None:
    found = table().find(stated)
    assert found is not None
    assert (found.words, found.commercial) == (words, commercial)


@pytest.mark.parametrize("id_", ["GPL-2.0", "GPL-2.0+", "gpl-2.0-only", "GPL-2.0-or-later"])
def test_replaced_ids_are_those_of_today(id_: str) -> None:
    assert table().words(id_) == "GPL 2.0 · open source"


def test_a_license_of_the_makers_own_that_is_known_by_name_is_found() -> None:
    assert table().words("LicenseRef-NVIDIA-Open-Model-License") == table().words("nvidia-open-model-license")
    own = table().find("LicenseRef-House-Rules")
    assert own is not None
    assert (own.name, own.kind, own.is_known) == ("House-Rules", LicenseKind.READ_THE_TEXT, False)


def test_an_id_that_only_spdx_knows_says_so_and_where_its_text_lies() -> None:
    found = table().find("sleepycat")
    assert found is not None
    told = with_spdx(found)
    assert (told.name, told.kind) == ("Sleepycat", LicenseKind.READ_THE_TEXT)
    assert told.source == "https://spdx.org/licenses/Sleepycat.html"
    assert "does not know its terms" in told.conditions[0]


@pytest.mark.parametrize(
    "name",
    [
        "Terms and Conditions",
        "Community License and Acceptable Use Policy",
        "mit or",
        "AND OR",
        "((mit or apache-2.0)",
        "(" * 200,
        "a OR " * 5000,
        "mit " + "AND mit " * 5000,
    ],
)
def test_what_is_no_expression_stays_a_name(name: str) -> None:
    found = table().find(name)
    assert found is not None
    assert (found.kind, found.parts) == (LicenseKind.READ_THE_TEXT, ())


def test_a_rider_is_no_exception_that_permits_more() -> None:
    rider = table().find("Apache-2.0 WITH Commons-Clause")
    assert rider is not None
    assert (rider.commercial, rider.is_known) == ("read the text", False)
    exception = table().find("Apache-2.0 WITH LLVM-exception")
    assert exception is not None
    assert exception.commercial == "yes"


def test_the_card_s_expression_answers_what_one_may_do() -> None:
    card = "---\nlicense: apache-2.0 OR mit\n---\n# Meadow\n"
    dossier = read_dossier(Sources("meadow-ai/Meadow", "c0ffee", card), table())
    use = dossier.get("commercial_use")
    assert use is not None
    assert use.verdict is Verdict.OPEN
    lines = permission(dossier, table())
    assert len(lines) <= MOST_LINES
    assert lines[0].text == "You may use it, also at work: Apache 2.0 / MIT allows commercial use."
    assert lines[1].text == "You choose one of its licenses; this is about Apache 2.0."


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("bsl-1.0", "Boost 1.0 · open source"),
        ("cc-by-nd-4.0", "CC BY-ND 4.0 · conditions"),
        ("cc-by-nc-sa-3.0", "CC BY-NC-SA 3.0 · non-commercial"),
        ("odc-by", "ODC-By 1.0 · open"),
        ("lgpl-2.1", "LGPL 2.1 · open source"),
        ("wtfpl", "WTFPL · open"),
    ],
)
def test_the_ids_that_the_hub_offers_are_known(id_: str, words: str) -> None:
    assert table().words(id_) == words


def test_a_license_named_like_a_usual_word_is_not_found_in_a_sentence() -> None:
    assert table().named_in("It was trained on dumps of PostgreSQL and articles about the Boost 1.0.") is None


def test_a_license_with_a_name_of_its_own_is_called_by_it() -> None:
    card = "---\nlicense: other\nlicense_name: house-rules\n---\n# Meadow\n"
    lines = permission(read_dossier(Sources("meadow-ai/Meadow", "c0ffee", card), table()), table())
    assert lines[0].text == "This app cannot tell: read the text of House-rules before you use it at work."
    assert lines[0].place == "“license: other” · card, line 2"


def test_a_license_without_a_name_is_not_called_by_one() -> None:
    lines = permission(dossier("# Owl\n\nThe model weights are fully open for academic research."), table())
    assert lines[0].text == "This app cannot tell: read the license before you use it at work."
