"""What the room knows without a widget: the open chat, how the model is loaded, what waits for terms."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.generation import LoadOptions
from explorer.domain.included_models import GEMMA3, TermsOfUse
from explorer.domain.local_model import LocalModel, Origin
from explorer.engine.state import BackendState
from explorer.local.fit.load_choices import LoadChoices
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.chats.settings import ChatSettings, ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.playground.model.load_plan import LoadPlan, TermsGate
from tests.backends.scripted import ScriptedBackend, ScriptedModel

MODEL = LocalModel(id="a.gguf", path=Path("a.gguf"), size=1, publisher="p", name="A", quantization="")


@pytest.fixture
def session(store: Store) -> ChatSession:
    return ChatSession(Chats(store), ChatSettingsStore(store))


@pytest.fixture
def plan(store: Store, settings: SettingsFile) -> LoadPlan:
    made = LoadPlan(LoadChoices(store), settings, cores=4)
    made.take_up(MODEL)
    return made


def test_another_chat_is_announced_before_and_after_it_is_opened(session: ChatSession) -> None:
    told: list[tuple[str, object]] = []
    first, second = session.chats.create("One", "m"), session.chats.create("Two", "m")
    session.open(first)
    session.leaving.add(lambda _none: told.append(("leaving", session.chat)))
    session.opened.add(lambda chat: told.append(("opened", chat)))
    session.open(second)
    session.open(None)
    assert told == [("leaving", first), ("opened", second), ("leaving", second), ("opened", None)]


def test_each_chat_is_asked_in_its_own_way_and_a_change_is_told(session: ChatSession) -> None:
    told: list[ChatSettings] = []
    session.changed.add(told.append)
    first, second = session.chats.create("One", "m"), session.chats.create("Two", "m")
    session.open(first)
    session.change({"system_prompt": "Be brief."})
    session.change({"system_prompt": "Be brief."})  # nothing new
    brief = session.controls
    session.open(second)
    assert (told, brief.system_prompt, session.controls.system_prompt) == ([brief], "Be brief.", "")
    session.open(first)
    assert session.controls == brief


def test_what_is_asked_beside_the_open_chat_is_told_to_nobody(
    session: ChatSession, qapp: QApplication
) -> None:
    told: list[object] = []
    session.opened.add(told.append)
    session.beside(session.chats.create("Other", "m")).ask("Hi", MODEL, LoadOptions())
    assert (told, session.chat, session.turns) == ([], None, ())


def test_a_load_is_another_only_once_the_person_chose_otherwise(plan: LoadPlan, qapp: QApplication) -> None:
    backend = ScriptedBackend(ScriptedModel())
    backend.options = plan.noted(backend, plan.options())
    backend.state = BackendState.READY
    assert not plan.is_other(backend)
    plan.change(MODEL, context_length=512)
    assert plan.is_other(backend)
    assert plan.options().context_length == 512
    plan.change(MODEL, context_length=0)
    assert not plan.is_other(backend)


def test_settings_that_changed_meanwhile_hold_for_later_loads(
    plan: LoadPlan, settings: SettingsFile, qapp: QApplication
) -> None:
    backend = ScriptedBackend(ScriptedModel())
    backend.options = plan.noted(backend, plan.options())
    settings.change(context_length=8192)
    assert not plan.is_other(backend)
    assert plan.options().context_length == 8192


def test_what_is_chosen_is_kept_for_the_file_and_a_template_makes_a_model_chat(plan: LoadPlan) -> None:
    plan.change(MODEL, threads=2, template="{{ messages }}")
    plan.take_up(None)
    assert plan.options().threads != 2
    assert plan.as_used(MODEL).is_chat  # from what was kept
    plan.take_up(MODEL)
    assert plan.options().threads == 2


def test_what_is_wanted_of_an_included_model_waits_for_its_terms_once(settings: SettingsFile) -> None:
    included = replace(MODEL, origin=Origin.INCLUDED, repo=GEMMA3.repo)
    gate = TermsGate(settings, lambda: included)
    asked: list[TermsOfUse] = []
    done: list[str] = []
    gate.asked.add(asked.append)
    gate.enter(lambda: done.append("forgotten"))
    gate.forget()
    gate.accept()
    gate.enter(lambda: done.append("first"))
    assert (done, gate.terms, asked) == ([], GEMMA3.terms, [GEMMA3.terms, GEMMA3.terms])
    gate.accept()
    gate.enter(lambda: done.append("second"))
    assert (done, gate.terms) == (["first", "second"], None)


def test_a_model_without_terms_waits_for_nothing(settings: SettingsFile) -> None:
    done: list[str] = []
    TermsGate(settings, lambda: MODEL).enter(lambda: done.append("done"))
    assert done == ["done"]
