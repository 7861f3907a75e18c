"""Every question of the rubric is explained, and answered by the rule of its own record."""

import pytest

from explorer.transparency.dimension import Dimension
from explorer.transparency.rubric import dimensions, find_dimension
from tests.transparency.cards import WREN, dossier


@pytest.mark.parametrize("dimension", dimensions(), ids=lambda one: one.id)
def test_every_question_is_explained(dimension: Dimension) -> None:
    told = (dimension.means, dimension.matters, dimension.open, *dimension.looked_in, *dimension.anchors)
    assert all(told)
    assert dimension.looked_in
    assert dimension.anchors
    assert bool(dimension.rule) is not bool(dimension.after)
    assert find_dimension(dimension.id) is dimension


def test_a_dossier_answers_every_question_of_the_rubric_in_its_order() -> None:
    assert [f.dimension for f in dossier(WREN).findings] == [d.id for d in dimensions()]


def test_what_is_no_question_has_no_page() -> None:
    assert find_dimension("stars") is None
