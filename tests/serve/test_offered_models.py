"""What models are called by other programs."""

from pathlib import Path
from typing import Any

import pytest

from explorer.domain.local_model import Integrity, LocalModel
from explorer.serve.api_error import ApiError
from explorer.serve.offered_models import Offer, offered


def model(name: str, quantization: str = "Q4_K_M", **more: Any) -> LocalModel:
    place = f"maker/{name}/{name}-{quantization}{more.get('apart', '')}.gguf"
    return LocalModel(place, Path("/models") / place, 1, "maker", name, quantization, is_chat=True, **more)


def names(*models: LocalModel, chosen: tuple[str, ...] = ()) -> list[str]:
    return [one.name for one in offered(models, chosen)]


def test_a_name_is_one_that_can_be_typed() -> None:
    assert names(model("Qwen3 4B")) == ["qwen3-4b"]
    assert names(model("Qwen3 1.7B")) == ["qwen3-1.7b"]
    assert names(model("My “best” model!")) == ["my-best-model"]
    assert names(model("千问 4B")) == ["千问-4b"]
    assert names(model("///")) == ["model"]


def test_two_of_a_name_are_told_apart_by_quantization_then_by_more() -> None:
    assert names(model("A", "Q4_0"), model("A", "Q8_0"), model("B")) == ["a-q4_0", "a-q8_0", "b"]
    twins = model("A", "Q4_0", apart="one"), model("A", "Q4_0", apart="two")
    assert names(*twins) == ["a-q4_0-one", "a-q4_0-two"]
    same = [model("A", "Q4_0", place=Path(f"/{n}")) for n in range(3)]
    assert len(set(names(*same))) == 3


def test_only_what_can_be_asked_is_offered() -> None:
    broken = (
        model("A", problem="no header"),
        model("B", is_missing=True),
        model("C", intact=Integrity.DAMAGED),
        model("D", ranks=True),
    )
    vectors, good = model("E", embeds=True), model("F")
    assert names(*broken, vectors, good) == ["e", "f"]
    assert names(vectors, good, chosen=(good.id,)) == ["f"]
    assert names(vectors, good, chosen=("gone",)) == []


def test_a_model_is_found_by_whatever_it_is_called() -> None:
    one = model("A", "Q4_0", alias="Mine", own_name="Long Name", called="ollama:name", repo="maker/A-GGUF")
    other = model("A", "Q8_0")
    every = Offer((one, other))
    for name in ("a-q4_0", one.id, "Long Name", "long-name", "ollama:name", "MAKER/a-gguf", one.file_name):
        assert every.find(name).model is one
    assert every.find("a").model is one  # the first of them
    assert every.find("A-Q8_0").model is other
    for wrong in ("b", "../a", "endpoint://x/a", ""):
        with pytest.raises(ApiError) as told:
            every.find(wrong)
        assert told.value.param == "model"
