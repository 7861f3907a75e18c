"""Which rows are shown, in which order, with which columns."""

from pathlib import Path

import pytest

from explorer.domain.local import Intact, LocalModel
from explorer.library.listing import Column, Order, matching, order_from, ordered, rows_of
from explorer.library.widths import fit_columns


def _model(name: str, size: int = 1, parameters: int | None = None) -> LocalModel:
    return LocalModel(name, Path(f"/{name}.gguf"), size, "pub", name, "Q4_0", parameters=parameters)


def _names(*models: LocalModel, order: Order) -> list[str]:
    return [r.model.name for r in ordered(rows_of(models, {}, {}), order)]


def test_unknown_values_come_last_in_both_directions() -> None:
    models = (_model("a"), _model("b", parameters=1), _model("c", parameters=2))
    assert _names(*models, order=Order(Column.PARAMETERS)) == ["b", "c", "a"]
    assert _names(*models, order=Order(Column.PARAMETERS, descending=True)) == ["c", "b", "a"]


def test_equal_values_keep_the_order_of_names() -> None:
    models = (_model("b"), _model("a"), _model("c", size=2))
    assert _names(*models, order=Order(Column.SIZE)) == ["a", "b", "c"]


def test_a_number_is_sorted_largest_first_at_the_first_click() -> None:
    first = Order().after_click(Column.SIZE)
    assert first == Order(Column.SIZE, descending=True)
    assert first.after_click(Column.SIZE) == Order(Column.SIZE, descending=False)


@pytest.mark.parametrize("text", ["", "nonsense", "actions", "size sideways"])
def test_an_order_that_cannot_be_read_is_harmless(text: str) -> None:
    assert order_from(text) in (Order(), Order(Column.SIZE))


def test_the_order_survives_as_text() -> None:
    order = Order(Column.USED, descending=True)
    assert order_from(order.as_text()) == order


def test_every_word_must_be_found_somewhere() -> None:
    rows = rows_of((_model("Qwen3 4B"), _model("Gemma 3")), {}, {})
    assert [r.model.name for r in matching(rows, "q4_0 GEMMA")] == ["Gemma 3"]
    assert len(matching(rows, "  ")) == 2
    assert matching(rows, "qwen gemma") == ()


def test_a_time_that_cannot_be_read_counts_as_never() -> None:
    assert rows_of((_model("a"),), {"a": "last tuesday"}, {})[0].used_at is None


def test_a_damaged_or_unreadable_model_is_not_offered() -> None:
    damaged = LocalModel("a", Path("/a"), 1, "", "a", "", intact=Intact.DAMAGED)
    unreadable = LocalModel("b", Path("/b"), 1, "", "b", "", problem="It could not be opened.")
    assert [r.is_sound for r in rows_of((damaged, unreadable, _model("c")), {}, {})] == [False, False, True]


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
@pytest.mark.parametrize("width", [500, 884, 1024, 1204, 1844, 3700])
def test_the_columns_fill_the_width_exactly(width: int, scale: float) -> None:
    columns = fit_columns(width, scale)
    assert sum(columns.values()) == max(width, sum(columns.values()))
    assert columns[Column.MODEL] >= 60
    assert {Column.MODEL, Column.ACTIONS} <= columns.keys()


def test_columns_are_dropped_by_importance_as_the_table_narrows() -> None:
    assert set(fit_columns(1844)) == set(Column)
    assert Column.CONTEXT not in fit_columns(1100)
    assert Column.ORIGIN in fit_columns(1204)
    narrow = fit_columns(884)
    assert {Column.LICENSE, Column.SIZE, Column.INTACT, Column.VERSION} <= narrow.keys()
    assert {Column.LICENSE, Column.SIZE} <= fit_columns(876, 1.5).keys()


def test_the_license_is_the_last_column_that_goes() -> None:
    columns = set(Column)
    for width in range(1844, 400, -10):
        fewer = set(fit_columns(width))
        assert Column.LICENSE in fewer or fewer == {Column.MODEL, Column.ACTIONS}
        assert fewer <= columns, "none comes back"
        columns = fewer
    assert Column.LICENSE not in columns
