from explorer.choose.need import Need, Purpose, UseAt
from tests.choose.candidates.conftest import OpenSide

WORK = Need(purposes=(Purpose.CHAT,), languages=("en", "de"), used_at=UseAt.WORK)


def test_pic(open_side: OpenSide) -> None:
    side = open_side(WORK)
    side.wait_until_read()
    print(side.names, side.left_out, side.head, side.foot)
    side.tick("Meadow 4B")
    side.pane.grab().save("/tmp/cand.png")
    print(side.foot)
    popup, _text = side.reasons("Meadow 4B")
    popup.grab().save("/tmp/cand_popup.png")
    popup.close()
