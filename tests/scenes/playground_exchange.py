"""Chats that came from another program, and the menus through which chats come in and leave."""

from PySide6.QtWidgets import QMenu

from explorer.domain.places import Room
from explorer.kit.popup import menu
from explorer.rooms.playground.chats.exchange.exchange_controller import ChatExchangeController
from explorer.rooms.playground.chats.store import Chats
from tests.pages.playground import PlaygroundPage
from tests.playground.exchange.making import conversation, said, written
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import IMPORTED
from tests.tour.driver import settle

_ANSWER = (
    "Count **120 g of leek** and 250 ml of stock for each plate.\n\n| for ten | |\n|---|---|\n"
    "| leek | 1.2 kg |\n| stock | 2.5 l |\n\nFreeze what is left \ue200cite\ue202turn0search1\ue201."
)


def imported(stage: Stage) -> None:
    """Three chats came from ChatGPT, and what could not be read is told; one of them is open."""
    stage.driver.go(Room.PLAYGROUND)
    page, chats = PlaygroundPage(stage.driver.app.playground), Chats(stage.driver.app.core.store)
    thoughts = {"content_type": "thoughts", "thoughts": [{"summary": "Portions", "content": "Ten plates."}]}
    about = {"model_slug": "gpt-4o"}
    messages = {
        "q": (None, said("user", "How much leek do I need for ten people?")),
        "t": ("q", said("assistant", "", content=thoughts, metadata=about)),
        "c": ("t", said("assistant", "", recipient="web.run", metadata=about)),
        "a": ("c", said("assistant", _ANSWER, metadata=about)),
    }
    whole = [
        conversation(messages, "a", conversation_id=f"c-{number}", title=title)
        for number, title in enumerate(IMPORTED)
    ]
    before = {chat.id for chat in chats.all()}
    (controller,) = page.pane.findChildren(ChatExchangeController)
    controller.bring_in([written(stage.home / "conversations.json", [*whole, {"title": "Old"}])])
    stage.driver.wait(lambda: len(chats.all()) == len(before) + 3, "the chats")
    came = [chat for chat in chats.all() if chat.id not in before]
    stage.undo.callback(remove_chats, stage, *(chat.id for chat in came))
    stage.driver.wait(lambda: not stage.driver.app.messages.going, "the end of the import")
    page.open_chat(next(chat.id for chat in came if chat.title == IMPORTED[0]))
    page.layout.show_chats(opened=True)
    settle()


def ways(stage: Stage) -> None:
    """The menu of a chat, with that for leaving as a file."""
    stage.driver.go(Room.PLAYGROUND)
    page = PlaygroundPage(stage.driver.app.playground)
    page.layout.show_chats(opened=True)
    page.chat_list.stand_at(1)
    actions = page.chat_list.actions_of(page.chat_list.at_hand)
    export = next(one for one in actions if one is not None and one.icon == "external")
    menu(page.chats, export.entries).popup(page.chats.mapToGlobal(page.chats.rect().center()))
    stage.show_own(stage.popup(QMenu))


def remove_chats(stage: Stage, *numbers: int) -> None:
    """As if they had never been; none of them is open then."""
    chats = Chats(stage.driver.app.core.store)
    for number in numbers:
        chats.delete(number)
        chats.give_up(number)
    chats.remove_given_up()
    PlaygroundPage(stage.driver.app.playground).new_chat()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("playground-chats-imported", "stocked", imported),
        Scene("playground-chats-export", "stocked", ways),
    )
