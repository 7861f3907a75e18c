"""Every question of the rubric is explained, and every explanation belongs to a question."""

import pytest

from explorer.base.resources import resource
from explorer.transparency.explanations import load_explanations
from explorer.transparency.rubric import dimensions
from tests.transparency.cards import WREN, dossier

PAGE = load_explanations(resource("dimensions.yaml"))


@pytest.mark.parametrize("dimension", [d.id for d in dimensions()])
def test_every_question_is_explained(dimension: str) -> None:
    found = PAGE.of(dimension)
    assert found is not None
    assert found.means
    assert found.matters
    assert found.open
    assert found.sources
    assert found.anchors


def test_a_dossier_answers_every_question_of_the_rubric_in_its_order() -> None:
    assert [f.dimension for f in dossier(WREN).findings] == [d.id for d in dimensions()]


def test_what_is_no_question_has_no_page() -> None:
    assert PAGE.of("stars") is None
