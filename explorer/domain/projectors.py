"""Which projector belongs to a model, by the names of files: the part that lets it see images.

As llama.cpp chooses among the files of a repo (common/download.cpp, ``find_best_sibling``): in the model’s
folder or one above it, the deepest first, then of the nearest quantization. A folder of a person’s own may
hold several models, so beyond that names count: what is called after another model is not for this one.
"""

import math
import re
from collections.abc import Callable, Iterable
from pathlib import PurePath, PurePosixPath

from explorer.domain.quantization import (
    bits_of,
    is_model_file,
    is_projector_file,
    label_of,
    without_label,
    without_part,
)
from explorer.domain.repo import Repo, RepoFile, Variant

PROJECTOR_ARCHITECTURE = "clip"  # as their headers call it, of whatever kind they are
_SPACES = re.compile(r"[-_. ]+")
_MARKS = frozenset({"mmproj", "model", "gguf", ""})  # words that tell nothing of which model it is
_USUAL = 16.0  # bits of a file that names none
_OTHER_TASKS = frozenset(  # of repos whose models hear, or make vectors: their projectors are for that
    {"audio-text-to-text", "automatic-speech-recognition", "feature-extraction", "sentence-similarity"}
)
_LIKED = ("F16", "BF16", "F32")  # of one distance

type _Stem = tuple[str, ...]


class ProjectorChoice[P: PurePath]:
    """Chooses among ``files``, models and projectors of one tree; ``is_repo``: whether all that lies in a
    folder is of one repo.
    """

    def __init__(
        self, files: Iterable[P], is_repo: Callable[[PurePath], bool] = lambda _folder: False
    ) -> None:
        self._is_repo = is_repo
        self._projectors: dict[PurePath, list[P]] = {}
        self._stems: dict[PurePath, set[_Stem]] = {}  # of all models in a folder and below it
        models: list[P] = []
        for path in files:
            if is_projector_file(path.name):
                self._projectors.setdefault(path.parent, []).append(path)
            elif is_model_file(path.name):
                models.append(path)
        for path in models if self._projectors else ():
            for folder in path.parents:
                if folder in self._projectors:
                    self._stems.setdefault(folder, set()).add(_stem(path.name))

    def near(self, model: P) -> tuple[P, ...]:
        """Those that may belong to ``model``, the best first."""
        if not self._projectors:
            return ()
        stem, bits = _stem(model.name), bits_of(label_of(model.name)) or _USUAL
        found: list[tuple[int, int, float, int, str, P]] = []
        for height, folder in enumerate(model.parents):
            for path in self._projectors.get(folder, ()):
                own = _stem(path.name)
                kinship = _kinship(own, stem)
                if kinship or self._may_be(own, stem, folder):
                    label = label_of(path.name)
                    far = abs((bits_of(label) or math.inf) - bits)
                    liked = _LIKED.index(label) if label in _LIKED else len(_LIKED)
                    found.append((-kinship, height, far, liked, path.name, path))
        return tuple(one[-1] for one in sorted(found, key=lambda one: one[:-1]))

    def _may_be(self, own: _Stem, stem: _Stem, folder: PurePath) -> bool:
        """Whether a projector that is not called after this model can be for it."""
        others = self._stems.get(folder, set()) - {stem}
        return not any(_kinship(own, other) for other in others) and (not others or self._is_repo(folder))


def projector_in(files: Iterable[RepoFile], model: RepoFile) -> RepoFile | None:
    """The one of a repo’s files that comes with this model."""
    by_path = {PurePosixPath(file.path): file for file in files}
    near = ProjectorChoice((*by_path, PurePosixPath(model.path)), lambda _folder: True).near(
        PurePosixPath(model.path)
    )
    return by_path[near[0]] if near else None


def projector_of(repo: Repo, variant: Variant) -> RepoFile | None:
    """What comes with a model of this repo, so that it sees images; by its name and the task of the repo."""
    if repo.row.pipeline in _OTHER_TASKS:
        return None
    models = (file for one in repo.variants for file in one.files)
    return projector_in((*models, *repo.other_files), variant.first)


def _stem(name: str) -> _Stem:
    """The words of a file’s name that say which model it is, or is for."""
    bare = without_label(without_part(name[: -len(".gguf")]))
    return tuple(word for word in _SPACES.split(bare.lower()) if word not in _MARKS)


def _kinship(projector: _Stem, model: _Stem) -> int:
    """2 for one name, 1 where one is the beginning or the end of the other, 0 where they differ."""
    if not projector or not model:
        return 0
    if projector == model:
        return 2
    short, long = sorted((projector, model), key=len)
    return int(short in (long[: len(short)], long[-len(short) :]))
