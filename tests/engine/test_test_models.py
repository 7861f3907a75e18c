"""The models of the tests are made once and shared by every run on this machine, also by two at once.

They are mapped into memory: a run that wrote into a file another one had open would end its worker.
"""

import subprocess
import sys
from pathlib import Path

from explorer.engine.local.llama.loading import check_file

_RUN = (
    "import sys\nfrom pathlib import Path\nfrom tests.models.starter import requantize\n"
    "sys.stdin.readline()\nrequantize(Path(sys.argv[1]), Path(sys.argv[2]), 'Q2_K')\n"
)


def test_two_runs_that_make_a_model_at_once_do_not_meet(gemma: Path, tmp_path: Path) -> None:
    target = tmp_path / "small.gguf"
    command = [sys.executable, "-c", _RUN, str(gemma), str(target)]
    runs = [subprocess.Popen(command, stdin=subprocess.PIPE, text=True) for _ in range(2)]
    for run in runs:
        assert run.stdin is not None
        run.stdin.write("go\n")
        run.stdin.flush()
    for run in runs:
        run.communicate(timeout=120)
    assert [run.returncode for run in runs] == [0, 0]
    assert check_file(target).data_end == target.stat().st_size
    assert list(tmp_path.iterdir()) == [target]
