"""Backends of all models: the pool of engines for files, and the providers of all others."""

from collections.abc import Callable
from typing import Protocol

import psutil

from explorer.domain.local_model import LocalModel
from explorer.domain.model import Model
from explorer.engine.backend import Backend, Resident
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.state import READY_STATES, BackendState


class BackendProvider(Protocol):
    """Models that do not run in this app's workers, and their backends."""

    def of(self, model: Model) -> Backend | None:
        """``None`` where the model is not one of its own."""

    @property
    def backends(self) -> tuple[Backend, ...]:
        """Those that were asked for so far."""

    def close(self) -> None:
        """End everything and wait for it, at most a second."""


class Backends:
    """``pool`` holds those in memory; its budget counts no others."""

    def __init__(self, pool: EnginePool, *providers: BackendProvider) -> None:
        self.pool, self._providers = pool, providers

    def of(self, model: Model) -> Backend:
        """The backend of this model, ready or not. Raises LookupError for a model that nobody runs."""
        if isinstance(model, LocalModel):
            return self.pool.get(model.path)
        found = self.find(model)
        if found is None:
            raise LookupError(model.id)
        return found

    def find(self, model: Model) -> Backend | None:
        """Its backend, where it has one already: to look at, which does not count as use."""
        if isinstance(model, LocalModel):
            return self.pool.find(model.path)
        backends = (provider.of(model) for provider in self._providers)
        return next((one for one in backends if one is not None), None)

    def is_ready(self, model: Model) -> bool:
        """Whether it answers without being made ready first."""
        found = self.find(model)
        return found is not None and found.state in READY_STATES

    def is_loaded(self, model: Model) -> bool:
        """Whether it is in the memory of this machine, and answers at once."""
        return self.is_ready(model) and isinstance(self.find(model), Resident)

    def release(self, model: Model) -> None:
        """Give back the memory it takes, if it takes any."""
        if isinstance(backend := self.find(model), Resident):
            backend.unload()

    def room(self) -> int:
        """Bytes that models may take: what is free, and what those in memory would make room with."""
        available = psutil.virtual_memory().available + self.pool.memory()
        return min(self.pool.rules.budget(), available)

    def count_generating(self, leave_out: Callable[[Backend], bool]) -> int:
        """How many answer now, some left out."""
        every = (*self.pool.loaded, *(one for kind in self._providers for one in kind.backends))
        return sum(one.state is BackendState.GENERATING and not leave_out(one) for one in every)

    def close(self) -> None:
        self.pool.close()
        for provider in self._providers:
            provider.close()
