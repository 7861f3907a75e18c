"""Which rows are shown, in which order, with which columns."""

from pathlib import Path

import pytest

from explorer.domain.local_model import Integrity, LocalModel
from explorer.rooms.library.table.column_widths import fit_columns
from explorer.rooms.library.table.columns import (
    ACTIONS,
    COLUMNS,
    CONTEXT,
    INTACT,
    LICENSE,
    MODEL,
    ORIGIN,
    PARAMETERS,
    SIZE,
    USED,
    VERSION,
)
from explorer.rooms.library.table.listing import (
    LibraryOrder,
    matching_rows,
    order_from_text,
    ordered_rows,
    rows_of,
)


def _model(name: str, size: int = 1, parameters: int | None = None) -> LocalModel:
    return LocalModel(name, Path(f"/{name}.gguf"), size, "pub", name, "Q4_0", parameters=parameters)


def _names(*models: LocalModel, order: LibraryOrder) -> list[str]:
    return [r.model.name for r in ordered_rows(rows_of(models, {}, {}), order)]


def test_unknown_values_come_last_in_both_directions() -> None:
    models = (_model("a"), _model("b", parameters=1), _model("c", parameters=2))
    assert _names(*models, order=LibraryOrder(PARAMETERS)) == ["b", "c", "a"]
    assert _names(*models, order=LibraryOrder(PARAMETERS, descending=True)) == ["c", "b", "a"]


def test_equal_values_keep_the_order_of_names() -> None:
    models = (_model("b"), _model("a"), _model("c", size=2))
    assert _names(*models, order=LibraryOrder(SIZE)) == ["a", "b", "c"]


def test_a_number_is_sorted_largest_first_at_the_first_click() -> None:
    first = LibraryOrder().after_click(SIZE)
    assert first == LibraryOrder(SIZE, descending=True)
    assert first.after_click(SIZE) == LibraryOrder(SIZE, descending=False)


@pytest.mark.parametrize("text", ["", "nonsense", "actions", "size sideways"])
def test_an_order_that_cannot_be_read_is_harmless(text: str) -> None:
    assert order_from_text(text) in (LibraryOrder(), LibraryOrder(SIZE))


def test_the_order_survives_as_text() -> None:
    order = LibraryOrder(USED, descending=True)
    assert order_from_text(order.as_text()) == order


def test_every_word_must_be_found_somewhere() -> None:
    rows = rows_of((_model("Qwen3 4B"), _model("Gemma 3")), {}, {})
    assert [r.model.name for r in matching_rows(rows, "q4_0 GEMMA")] == ["Gemma 3"]
    assert len(matching_rows(rows, "  ")) == 2
    assert matching_rows(rows, "qwen gemma") == ()


def test_a_time_that_cannot_be_read_counts_as_never() -> None:
    assert rows_of((_model("a"),), {"a": "last tuesday"}, {})[0].used_at is None


def test_a_damaged_or_unreadable_model_is_not_offered() -> None:
    damaged = LocalModel("a", Path("/a"), 1, "", "a", "", intact=Integrity.DAMAGED)
    unreadable = LocalModel("b", Path("/b"), 1, "", "b", "", problem="It could not be opened.")
    assert [r.is_sound for r in rows_of((damaged, unreadable, _model("c")), {}, {})] == [False, False, True]


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
@pytest.mark.parametrize("width", [500, 884, 1024, 1204, 1844, 3700])
def test_the_columns_fill_the_width_exactly(width: int, scale: float) -> None:
    columns = fit_columns(width, scale)
    assert sum(columns.values()) == max(width, sum(columns.values()))
    assert columns[MODEL] >= 60
    assert {MODEL, ACTIONS} <= columns.keys()


def test_columns_are_dropped_by_importance_as_the_table_narrows() -> None:
    assert set(fit_columns(1844)) == set(COLUMNS)
    assert CONTEXT not in fit_columns(1100)
    assert ORIGIN in fit_columns(1204)
    narrow = fit_columns(884)
    assert {
        LICENSE,
        SIZE,
        INTACT,
        VERSION,
    } <= narrow.keys()
    assert {LICENSE, SIZE} <= fit_columns(876, 1.5).keys()


def test_the_license_is_the_last_column_that_goes() -> None:
    columns = set(COLUMNS)
    for width in range(1844, 400, -10):
        fewer = set(fit_columns(width))
        assert LICENSE in fewer or fewer == {MODEL, ACTIONS}
        assert fewer <= columns, "none comes back"
        columns = fewer
    assert LICENSE not in columns
