"""Help me choose: starting pages of uses, what makers disclose, and what is entered of a provider."""

from functools import partial

from explorer.domain.places import Place, Room
from tests.scenes.stage import Scene, Stage
from tests.tour.driver import settle


def use(stage: Stage, name: str) -> None:
    stage.driver.app.go(Place(Room.CHOOSE, use=name))
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("choose-use-healthcare", "stocked", partial(use, name="healthcare")),
        Scene("choose-use-chat", "stocked", partial(use, name="chat")),
    )
