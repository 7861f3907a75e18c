"""LM Studio's chats, in folders as they stand in its list."""

from pathlib import Path

from explorer.base.store import Store
from explorer.rooms.playground.chats.exchange.importing import import_chats
from explorer.rooms.playground.chats.exchange.reading import ChatReading
from explorer.rooms.playground.chats.exchange.stored_chats import ExchangeStore
from tests.playground.exchange.making import NOW, bring_in, brought_in, lines, written

MODEL = "lmstudio-community/Qwen2.5-7B-Instruct-GGUF/Qwen2.5-7B-Instruct-Q4_K_M.gguf"


def asked(text: str, *more: object) -> dict[str, object]:
    content = [{"type": "text", "text": text}, *more]
    version = {"type": "singleStep", "role": "user", "content": content}
    return {"versions": [version], "currentlySelected": 0}


def block(text: str, **more: object) -> dict[str, object]:
    return {"type": "contentBlock", "content": [{"type": "text", "text": text}], **more}


def answered(*versions: list[object], selected: object = 0) -> dict[str, object]:
    return {
        "versions": [
            {
                "type": "multiStep",
                "role": "assistant",
                "senderInfo": {"senderName": "qwen2.5"},
                "steps": steps,
            }
            for steps in versions
        ],
        "currentlySelected": selected,
    }


def chat(*messages: object, **more: object) -> dict[str, object]:
    return {"name": "Menu", "createdAt": 1_700_000_000_000, "pinned": True, "messages": messages, **more}


STATS = {
    "stopReason": "maxPredictedTokensReached",
    "tokensPerSecond": 20.0,
    "timeToFirstTokenSec": 0.5,
    "promptTokensCount": 30,
    "predictedTokensCount": 41,
}


def test_a_chat_comes_with_what_was_said_thought_and_measured(store: Store, tmp_path: Path) -> None:
    generated = {"identifier": "qwen2.5-7b", "indexedModelIdentifier": MODEL, "stats": STATS}
    file = written(
        tmp_path / "conversations" / "Kitchen" / "1700000000000.conversation.json",
        chat(
            asked("Soup?", {"type": "file", "fileIdentifier": "1 - 2.png", "fileType": "image"}),
            answered(
                [
                    block("Warm or cold?", style={"type": "thinking"}),
                    {"type": "debugInfoBlock", "debugInfo": "x"},
                    {"type": "contentBlock", "content": [{"type": "toolCallRequest", "name": "search"}]},
                    block("Leek.", genInfo=generated),
                ]
            ),
            systemPrompt="",
            perChatPredictionConfig={
                "fields": [
                    {"key": "llm.prediction.systemPrompt", "value": "You cook."},
                    {"key": "llm.prediction.temperature", "value": 0.4},
                    {"key": "llm.prediction.topPSampling", "value": {"checked": True, "value": 0.9}},
                    {"key": "llm.prediction.minPSampling", "value": {"checked": False, "value": 0.3}},
                    {"key": "llm.prediction.topKSampling", "value": "many"},
                    {"key": "llm.prediction.maxPredictedTokens", "value": {"checked": True, "value": 41}},
                ]
            },
            lastUsedModel={"identifier": "qwen2.5-7b", "indexedModelIdentifier": MODEL},
            assistantLastMessagedAt=1_700_000_060_000,
        ),
    )
    whole = brought_in(store, tmp_path)
    assert lines(whole) == [
        ("user", "Soup?\n\n[image: 1 - 2.png]"),
        ("assistant", "*Used a tool: search*\n\nLeek."),
    ]
    record, settings = whole.turns[1].record, whole.settings
    assert (record.thought, record.end, record.engine) == ("Warm or cold?", "length", "LM Studio")
    assert record.measured
    assert (record.measured.tokens_per_second, record.measured.first_token_s) == (20.0, 0.5)
    assert (settings.system_prompt, settings.max_tokens) == ("You cook.", 41)
    assert settings.choice.values == {"temperature": 0.4, "top_p": 0.9}
    assert (whole.title, whole.folder, whole.model.name) == ("Menu", "Kitchen", "qwen2.5-7b (LM Studio)")
    assert whole.pinned_at == whole.changed_at
    assert (whole.created_at.timestamp(), whole.changed_at.timestamp()) == (1.7e9, 1.7e9 + 60)
    assert str(bring_in(store, file).words) == "No new chats were imported. 1 was there already."


def test_answers_that_were_given_again_stand_beside_each_other(store: Store, tmp_path: Path) -> None:
    """What follows hangs on the one that was chosen; a choice that is none is the last."""
    path = tmp_path / "1.conversation.json"
    said = chat(
        asked("?"),
        answered([block("one")], [block("two")], [block("three")], selected=1),
        asked("More?"),
        answered([block("a")], [block("b")], selected=7),
    )
    whole = brought_in(store, written(path, said))
    assert lines(whole) == [("user", "?"), ("assistant", "two"), ("user", "More?"), ("assistant", "b")]
    assert [(turn.parent, turn.text) for turn in whole.turns][1:5] == [
        (1, "one"), (1, "two"), (1, "three"), (3, "More?")
    ]  # fmt: skip


def test_a_model_that_is_here_too_is_the_one_that_goes_on(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "1.conversation.json", chat(asked("?"), lastUsedModel={"identifier": MODEL}))
    exchange = ExchangeStore(store)
    found = import_chats(store, [path], ChatReading(now=NOW), find={MODEL: "here/qwen.gguf"}.__getitem__)
    whole = exchange.read(found.came[0])
    assert whole
    assert whole.model.id == "here/qwen.gguf"


def test_what_is_strange_in_it_costs_no_more_than_itself(store: Store, tmp_path: Path) -> None:
    """An empty chat, a step of another kind, messages of other shapes."""
    folder = tmp_path / "conversations"
    written(folder / "1.conversation.json", chat())
    odd = [asked("?"), 7, {"versions": "none"}, {"versions": [3, {"role": "system", "content": "x"}]}]
    plain = {"versions": [{"role": "assistant", "content": "old form"}], "currentlySelected": 0}
    written(folder / "2.conversation.json", chat(*odd, answered([9, block("yes")]), name=None))
    written(folder / "3.conversation.json", chat(asked("old?"), plain, createdAt="long ago"))
    written(folder / "4.conversation.json", {"name": "none", "messages": 4})
    done = bring_in(store, tmp_path)
    exchange = ExchangeStore(store)
    assert [chat and lines(chat) for chat in map(exchange.read, done.came)] == [
        [("user", "?"), ("assistant", "yes")],
        [("user", "old?"), ("assistant", "old form")],
    ]
    assert (done.empty, [one.title for one in done.left_out]) == (1, ["4.conversation.json"])
