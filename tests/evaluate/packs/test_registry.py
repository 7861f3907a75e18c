"""What every pack keeps to, whoever asks it."""

import pytest

from explorer.domain.generation import ChatMessage
from explorer.evaluate.items import ToWrite
from explorer.evaluate.packs.pack import Pack
from explorer.evaluate.packs.registry import all_packs, pack_of

_PACKS = [*all_packs(), *all_packs(3, is_quick=True)]


@pytest.mark.parametrize("pack", _PACKS, ids=str)
def test_a_pack_says_what_it_is_and_what_it_does_not_show(pack: Pack) -> None:
    assert pack.id.startswith("pack:")
    assert pack.version
    assert pack.question.endswith("?")
    assert pack.caution.endswith(".")
    assert pack.title == pack.words
    for claim in ("unbiased", "hallucination", " safe"):
        assert claim not in f"{pack.words} {pack.question}"


@pytest.mark.parametrize("is_chat", [True, False])
@pytest.mark.parametrize("pack", _PACKS, ids=str)
def test_items_are_asked_as_the_model_can_be_asked(pack: Pack, *, is_chat: bool) -> None:
    items = pack.items(is_chat=is_chat)
    assert len({item.key for item in items}) == len(items)
    for item in items:
        if is_chat:
            assert isinstance(item.ask.prompt, tuple)
            assert all(isinstance(message, ChatMessage) for message in item.ask.prompt)
        if isinstance(item.ask, ToWrite):
            assert item.ask.sampling.temperature == 0


@pytest.mark.parametrize("pack", all_packs(), ids=str)
def test_a_quick_pack_is_a_quarter(pack: Pack) -> None:
    whole = len(pack.items(is_chat=True))
    quick = pack_of(pack.id, 1, is_quick=True)
    assert quick is not None
    assert whole / 4 <= len(quick.items(is_chat=True)) <= whole / 4 + 4
    asked = {item.key for item in quick.items(is_chat=True)}
    assert asked < {item.key for item in pack.items(is_chat=True)}


@pytest.mark.parametrize("pack", all_packs(), ids=str)
def test_nothing_asked_is_unfinished(pack: Pack) -> None:
    result = pack.result([], is_chat=True)
    assert result.state == "unfinished"
    assert not result.rates


def test_packs_are_found_by_their_id() -> None:
    assert len({pack.id for pack in all_packs()}) == len(all_packs())
    for pack in all_packs(4, is_quick=True):
        assert pack_of(pack.id, 4, is_quick=True) == pack
    assert pack_of("pack:of-another-version") is None
