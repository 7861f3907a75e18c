"""Policy of the engine pool with numbers of this machine: estimates, the person's budget, past uses."""

from pathlib import Path

from explorer.base.settings import SettingsFile
from explorer.domain.errors import KnownError
from explorer.domain.generation import LoadOptions
from explorer.engine.local.engine_pool import EngineUse, PoolPolicy
from explorer.local.fit.estimates import Estimates


class SettingsPoolPolicy(PoolPolicy):
    """Follows the settings."""

    def __init__(self, estimates: Estimates, settings: SettingsFile) -> None:
        self._estimates, self._settings = estimates, settings

    @property
    def idle_s(self) -> float:
        return self._settings.current.idle_minutes * 60.0

    def budget(self) -> int:
        return self._estimates.yardstick.room

    def need(self, path: Path, options: LoadOptions) -> int:
        return self._estimates.need_as(path, options)

    def check(self, path: Path, options: LoadOptions, free: int) -> KnownError | None:
        return self._estimates.check(path, options, free)

    def learn(self, use: EngineUse) -> None:
        """What a model really took, for the next estimate."""
        if use.memory:
            self._estimates.note_load(use.path, use.options, use.model, use.memory)
        answer = use.answer
        if answer is not None and use.is_alone:
            measured = answer.measured
            self._estimates.note_speed(
                use.path, use.options, use.model, measured.answer_tokens, measured.tokens_per_second
            )
