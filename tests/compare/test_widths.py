"""How columns share the room."""

from explorer.rooms.compare.session import WidthShares

KEYS = ("a", "b", "c")


def test_columns_share_the_room_alike_and_never_fall_below_the_least() -> None:
    assert WidthShares().shares(KEYS, 900, 200) == (300, 300, 300)
    assert WidthShares().shares(KEYS, 300, 200) == (200, 200, 200)


def test_a_wide_column_is_twice_as_wide() -> None:
    wide = WidthShares().toggled_wide("b")
    assert wide.shares(KEYS, 1200, 200) == (300, 600, 300)
    assert wide.toggled_wide("b").shares(KEYS, 900, 200) == (300, 300, 300)


def test_a_large_column_takes_what_the_others_can_spare() -> None:
    large = WidthShares().toggled_focus("c")
    assert large.shares(KEYS, 1200, 200) == (200, 200, 800)
    assert large.toggled_focus("c") == WidthShares()
    assert large.shares(("a", "b"), 800, 200) == (400, 400)
