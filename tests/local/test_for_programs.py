"""How many answers of a model other programs get at once: as many as there is memory for beside it."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from explorer.base.store import Store
from explorer.domain.generation import LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.domain.tokens import Together
from explorer.engine.backends import Backends
from explorer.engine.local.engine_pool import EnginePool, PoolPolicy
from explorer.engine.local.gguf.header import read_header
from explorer.engine.local.gguf.memory_estimate import together_need
from explorer.engine.local.gguf.model_shape import shape_of
from explorer.local.fit.together import for_programs
from tests.local.test_estimates import estimates
from tests.models.tiny import MAMBA, Tiny, write_tiny

OPTIONS = LoadOptions(context_length=4096)


class Rules(PoolPolicy):
    """So many bytes for all models."""

    def __init__(self, most: int) -> None:
        self._most = most

    def budget(self) -> int:
        return self._most


def test_several_share_half_of_what_is_free(store: Store, tmp_path: Path, qapp: QApplication) -> None:
    path = write_tiny(tmp_path / "talks.gguf", Tiny(text="Hello.", context_length=65536))
    model, known = LocalModel("talks", path, path.stat().st_size, "", "Talks", ""), estimates(store)
    shape = shape_of(read_header(path))
    alone, two = known.need_as(path, OPTIONS), together_need(shape, Together(2, 4096))
    for most, count in ((1 << 40, 8), (alone + 2 * two, 2), (alone + two, 0)):
        pool = EnginePool(rules=Rules(most))
        expected = Together(count, 4096, keeps=True) if count else None
        assert for_programs(known, Backends(pool), model, OPTIONS) == expected
        pool.close()


def test_a_model_that_keeps_a_state_answers_one_by_one(
    store: Store, tmp_path: Path, qapp: QApplication
) -> None:
    path = write_tiny(tmp_path / "mamba.gguf", Tiny(text=None, architecture="mamba", metadata=MAMBA))
    pool = EnginePool(rules=Rules(1 << 40))
    model = LocalModel("mamba", path, path.stat().st_size, "", "Mamba", "")
    assert for_programs(estimates(store), Backends(pool), model, OPTIONS) is None
    pool.close()
