"""How each model file is to be loaded is kept for that file, and follows it."""

from dataclasses import replace
from pathlib import Path

from explorer.base.settings import Settings
from explorer.base.store import Store
from explorer.domain.generation import LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.local.fit.load_choices import LoadChoice, LoadChoices

MODEL = LocalModel("a/b/c.gguf", Path("/models/a/b/c.gguf"), 1000, "a", "C", "Q8_0")


def test_a_choice_is_kept_for_its_file_also_where_it_was_moved(store: Store) -> None:
    choice = LoadChoice(
        context_length=8192, device="Vulkan0", gpu_layers=12, cache_type="q8_0", template="{{ messages }}"
    )
    choice = choice.with_adapter(Path("/adapters/one.gguf"), 0.5)
    LoadChoices(store).keep(MODEL, choice)
    again = LoadChoices(store)
    assert again.of(MODEL) == choice
    assert again.of(replace(MODEL, path=Path("/elsewhere/c.gguf"))) == choice
    assert again.of(replace(MODEL, size=1001)) == LoadChoice()


def test_what_is_not_chosen_follows_the_settings() -> None:
    settings = Settings(context_length=2048, leave_core_free=True)
    assert LoadChoice().options(settings, 8) == LoadOptions(2048, 7)
    assert LoadChoice().options(settings, 1).threads == 1
    assert LoadChoice(threads=3).options(settings, 8).threads == 3
    assert LoadChoice().options(Settings(threads=4, leave_core_free=True), 8).threads == 4
    assert LoadChoice().options(Settings(), 8).threads == 0
    chosen = LoadChoice(context_length=512, device="cpu").options(settings, 8)
    assert (chosen.context_length, chosen.device) == (512, "cpu")


def test_bits_that_were_chosen_are_loaded_with() -> None:
    fewer = LoadChoice(cache_type="q8_0")
    assert not fewer.loads_as(LoadChoice())
    assert not fewer.is_met_by(LoadChoice().options(Settings(), 8))
    assert fewer.is_met_by(fewer.options(Settings(), 8))


def test_the_same_adapter_is_put_on_once() -> None:
    one, two = Path("/one.gguf"), Path("/two.gguf")
    choice = LoadChoice().with_adapter(one).with_adapter(two, 0.3).with_adapter(one, 2.0)
    assert [(a.file, a.scale) for a in choice.adapters] == [(one, 2.0), (two, 0.3)]
    assert [a.file for a in choice.without_adapter(one).adapters] == [two]


def test_a_choice_that_another_version_kept_is_the_usual_one(store: Store) -> None:
    store.set_state("load:c.gguf:1000", '{"context_length": "long"}')
    assert LoadChoices(store).of(MODEL) == LoadChoice()


def test_a_file_name_that_is_no_text_is_kept_too(store: Store) -> None:
    odd = replace(MODEL, path=Path("/models/\udcff.gguf"))
    choice = LoadChoice(threads=2).with_adapter(Path("/\udcff/one.gguf"))
    LoadChoices(store).keep(odd, choice)
    assert LoadChoices(store).of(odd) == choice
