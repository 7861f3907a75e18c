"""Indexes a folder in a process of its own, so that a test can kill it: ``python -m tests.documents.victim
INDEX FOLDER ENCODER``. It ends when each passage has its vector.
"""

import sys
from contextlib import closing
from pathlib import Path

from explorer.documents.folders import FolderUpdate, bring_up_to_date
from explorer.documents.index.store import DocumentIndex
from explorer.documents.indexing_controller import IndexingController, IndexingStatus
from explorer.domain.errors import KnownError
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.kit.headless_loop import HeadlessLoop
from explorer.kit.tasks import TaskContext, Tasks
from explorer.local.models.model_lookup import read_model
from tests.engine.conftest import WORKER


def main(path: str, folder: str, encoder: str) -> None:
    loop = HeadlessLoop()
    tasks, pool, model = Tasks(), EnginePool(WorkerSupply(WORKER)), read_model(Path(encoder))
    with closing(DocumentIndex(Path(path))) as index:
        papers = (index.collections() or (index.create("Papers", "folder", folder),))[0].key
        indexing = IndexingController(index, tasks, pool, lambda: [model])
        is_read = False

        def work(_context: TaskContext[None]) -> FolderUpdate:
            return bring_up_to_date(index, papers, Path(folder), progress=lambda _progress: None)

        def done(_update: FolderUpdate) -> None:
            nonlocal is_read
            is_read = True
            indexing.look()

        def follow(status: IndexingStatus) -> None:
            if status.state == "idle" and is_read and status.done == status.total > 0:
                loop.leave()

        def fail(error: KnownError) -> None:
            raise error

        indexing.changed.connect(follow)
        indexing.look()
        tasks.run(work, done, fail)
        loop.run()
        indexing.close()
        pool.close()
        tasks.close()


if __name__ == "__main__":
    main(*sys.argv[1:4])
