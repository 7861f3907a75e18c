"""Reads one model file with everything that is known about it: header, record, hash, and who keeps it."""

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

from explorer.domain.local_model import Integrity, LocalModel, Origin, Upstream
from explorer.domain.model_names import name_of_file, name_of_repo
from explorer.domain.quantization import label_of
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.hub.responses import row_of
from explorer.local.models.app_models import FoundFile
from explorer.local.models.file_cache import FileCache
from explorer.local.models.header_facts import HeaderFacts
from explorer.local.models.origin_record import (
    FileRecord,
    OriginRecord,
    known_by_hash,
    read_answers,
    read_record,
    recorded_file,
)
from explorer.local.models.projector_files import projectors_beside
from explorer.local.models.split_files import parts_missing, parts_of
from explorer.local.models.upstream import read_upstream

IMPORTED_FOLDER = "imported"  # the folder that takes in files from elsewhere
_WRITTEN = 60.0  # seconds since a file that is too short changed, within which it may still be growing


class ModelReader:
    """Reads models below ``models_folder`` and elsewhere; a record is read once."""

    def __init__(self, models_folder: Path, memory: FileCache) -> None:
        self._folder, self._memory = models_folder, memory
        self._record = lru_cache(maxsize=None)(read_record)
        self._upstream = lru_cache(maxsize=None)(read_upstream)

    @cached_property
    def _known(self) -> dict[str, tuple[Path, OriginRecord, FileRecord]]:
        return known_by_hash(self._folder)

    def own(self, parts: tuple[Path, ...], projectors: Sequence[Path] = ()) -> LocalModel:
        """A model of the models folder; ``projectors`` may be for it. Raises OSError if it goes meanwhile."""
        model = _bare(parts, parts[0].relative_to(self._folder).as_posix())
        recorded = recorded_file(parts[0], self._record, self._folder)
        if recorded is not None:
            model = self._with_record(model, *recorded, parts)
        elif model.id.startswith(f"{IMPORTED_FOLDER}/"):
            model = replace(model, origin=Origin.IMPORTED)
        return self._read(model, parts, projectors)

    def found(self, found: FoundFile) -> LocalModel | None:
        """A model elsewhere; ``None`` if the file is only a part of one. Raises OSError as ``own``."""
        parts = parts_of(found.path)
        if self._memory.facts(parts[0], parts[0].stat()).is_part:
            return None
        model = replace(
            _bare(parts, str(found.path)),
            publisher=found.publisher or found.repo.partition("/")[0],
            origin=Origin.IN_PLACE if found.app is None else Origin.OTHER_APP,
            app=found.app,
            place=found.place,
            called=found.called,
            repo=found.repo or None,
            commit=found.commit or None,
            sha256=found.sha256 or None,
            hints=(found.hint,) if found.hint else (),
        )
        return self._read(model, parts, found.projectors)

    def loose(self, path: Path, named: Path) -> LocalModel:
        """A file wherever it lies, ``named`` so by somebody: a link may lead to it."""
        parts = parts_of(path)
        model = replace(_bare(parts, str(path)), origin=Origin.IN_PLACE)
        recorded = recorded_file(path, self._record)
        if recorded is not None:
            model = self._with_record(model, *recorded, parts)
        return self._read(model, parts, projectors_beside(named, recorded[0] if recorded else None))

    def _read(self, model: LocalModel, parts: tuple[Path, ...], projectors: Sequence[Path]) -> LocalModel:
        model = self._with_header(self._with_hash(model, parts), parts)
        return self._with_projector(replace(model, name=_name(model)), parts, projectors)

    def _with_projector(
        self, model: LocalModel, parts: tuple[Path, ...], projectors: Sequence[Path]
    ) -> LocalModel:
        """With the first of those that may be for it which its header does not speak against."""
        if model.problem or not model.writes:
            return model
        width = self._memory.facts(model.path, model.path.stat()).width if projectors else 0
        for path in projectors:
            with suppress(OSError):  # it went meanwhile
                stat = path.stat()
                facts = self._memory.facts(path, stat)
                is_whole = stat.st_size >= facts.end and not self._is_damaged(path)
                if facts.sees and is_whole and width in (facts.width or width, 0):
                    seeing = replace(model, projector=path, projector_size=stat.st_size)
                    return self._with_upstream(seeing, (*parts, path))
        return model

    def _with_upstream(self, model: LocalModel, files: tuple[Path, ...]) -> LocalModel:
        """A change of its projector on the Hub is one of the model."""
        folder = model.facts
        if model.upstream is None or folder is None or any(folder not in file.parents for file in files):
            return model
        return replace(model, upstream=self._newer(folder, model.commit or "", _below(folder, files)))

    def _is_damaged(self, path: Path) -> bool:
        """Whether a check found other bytes than were published."""
        recorded = recorded_file(path, self._record, self._folder) if self._folder in path.parents else None
        return recorded is not None and recorded[2].intact is Integrity.DAMAGED

    def _with_record(
        self,
        model: LocalModel,
        folder: Path,
        record: OriginRecord,
        first: FileRecord,
        parts: tuple[Path, ...],
    ) -> LocalModel:
        return replace(
            with_origin(model, folder, record, first),
            measured_sha256=first.measured or None,
            intact=_worst(record, folder, parts),
            origin=record.origin,
            added_at=first.kept_at,
            facts=folder if first.commit else None,
            upstream=self._newer(folder, first.commit, _below(folder, parts)),
        )

    def _with_hash(self, model: LocalModel, parts: tuple[Path, ...]) -> LocalModel:
        """What was measured, held against what is published; a record of this app counts for more."""
        if len(parts) > 1:
            return self._with_hashes(model, parts)
        measured = self._memory.sha256(parts[0], parts[0].stat())
        if model.measured_sha256 or model.intact is Integrity.DAMAGED:
            measured = model.measured_sha256 or measured
        elif measured:
            model = replace(model, measured_sha256=measured, intact=_held_against(measured, model.sha256))
        return self._with_known(model, measured or model.sha256 or "")

    def _with_hashes(self, model: LocalModel, parts: tuple[Path, ...]) -> LocalModel:
        """What is known of the first part holds for the model only if all others are those beside it."""
        hashes = tuple(self._memory.sha256(part, part.stat()) or self._recorded_hash(part) for part in parts)
        if not all(hashes):
            return model
        is_other = bool(model.sha256) and hashes[0] != str(model.sha256).lower()
        intact = Integrity.DAMAGED if is_other else model.intact
        model = replace(model, measured_sha256=hashes[0], parts_sha256=hashes, intact=intact)
        known = self._known.get(hashes[0])
        if known is None or tuple(file.sha256 for file in known[1].files) != hashes:
            return model
        return self._with_known(model, hashes[0])

    def _recorded_hash(self, part: Path) -> str:
        """What was measured when it was imported."""
        is_own = self._folder in part.parents
        recorded = recorded_file(part, self._record, self._folder) if is_own else None
        return recorded[2].measured if recorded else ""

    def _with_known(self, model: LocalModel, sha256: str) -> LocalModel:
        """What is kept about these bytes, for a file that has no record beside it."""
        known = self._known.get(sha256) if sha256 and model.facts is None else None
        if known is None:
            return model
        folder, record, file = known
        return replace(
            with_origin(model, folder, record, file),
            intact=_held_against(model.measured_sha256 or "", file.sha256),
            upstream=self._newer(folder, file.commit, [one.path for one in record.files]),
        )

    def _newer(self, folder: Path, commit: str, files: Sequence[str]) -> Upstream | None:
        """What the Hub has now, as far as it concerns these files."""
        noted = self._upstream(folder, commit) if commit else None
        if noted is None:
            return None
        return replace(noted, files=tuple(path for path in noted.files if path in files))

    def _with_header(self, model: LocalModel, parts: tuple[Path, ...]) -> LocalModel:
        try:
            stats = [part.stat() for part in parts]
            facts = [self._memory.facts(part, stat) for part, stat in zip(parts, stats, strict=True)]
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return replace(model, problem=Words("The file could not be opened ({reason}).", reason=reason))
        broken = next((one.problem for one in facts if one.problem is not None), None)
        if broken is not None:
            return replace(model, intact=Integrity.DAMAGED, problem=broken.words)
        return _with_end(self._with_facts(model, facts), facts, stats)

    def _with_facts(self, model: LocalModel, facts: list[HeaderFacts]) -> LocalModel:
        first = facts[0]
        return replace(
            model,
            quantization=model.quantization or first.file_type,
            header_name=first.name,
            architecture=first.architecture or None,
            # Each part of a model names its own tensors only.
            parameters=(sum(one.parameters for one in facts) or None) if len(facts) >= first.files else None,
            context_length=first.context_length,
            license=first.license or model.license,
            is_chat=first.is_chat,
            embeds=first.embeds,
            ranks=first.ranks,
            thinking=first.thinking,
            opens_thought=first.opens_thought,
            hints=tuple(dict.fromkeys((*model.hints, *first.repos))),
        )


def bare_model(model_id: str, path: Path, size: int) -> LocalModel:
    """As much of a model as can be told without reading anything."""
    return LocalModel(
        id=model_id, path=path, size=size, publisher="", name="", quantization=label_of(path.name)
    )


def _bare(parts: tuple[Path, ...], model_id: str) -> LocalModel:
    return bare_model(model_id, parts[0], sum(part.stat().st_size for part in parts))


def with_origin(model: LocalModel, folder: Path, record: OriginRecord, file: FileRecord) -> LocalModel:
    """The model with where it came from, as the record in ``folder`` says of its first file."""
    return replace(
        model,
        publisher=record.repo.partition("/")[0],
        repo=record.repo or None,
        commit=file.commit or None,
        sha256=file.sha256 or None,
        license=listed_license(folder, file.commit),
        facts=folder,
        hub_path=file.path,
    )


def _below(folder: Path, parts: tuple[Path, ...]) -> list[str]:
    """The files of a model as its record names them."""
    return [part.relative_to(folder).as_posix() for part in parts]


def _worst(record: OriginRecord, folder: Path, parts: tuple[Path, ...]) -> Integrity:
    """A model in parts is only as good as its worst part."""
    names = _below(folder, parts)
    states = [_state(record.file(name), part.stat().st_size) for name, part in zip(names, parts, strict=True)]
    order = (Integrity.DAMAGED, Integrity.UNCHECKED, Integrity.CHECKED)
    return next(state for state in order if state in states)


def _state(kept: FileRecord | None, size: int) -> Integrity:
    if kept is None:
        return Integrity.UNCHECKED
    return kept.intact if size == kept.size else Integrity.DAMAGED


def _held_against(measured: str, published: str | None) -> Integrity:
    if not measured or not published:
        return Integrity.UNCHECKED
    return Integrity.CHECKED if measured == published.lower() else Integrity.DAMAGED


def listed_license(folder: Path, commit: str) -> str | None:
    """What the Hub's answer said when the file was downloaded: many headers name no license."""
    row = row_of(read_answers(folder, commit).api)
    return row.license if row else None


def _with_end(model: LocalModel, facts: list[HeaderFacts], stats: list[os.stat_result]) -> LocalModel:
    """A readable header is no whole file, and no model by itself may belong to one."""
    if len(facts) < facts[0].files:
        return replace(model, problem=parts_missing(len(facts), facts[0].files))
    for one, stat in zip(facts, stats, strict=True):
        there, whole = size_text(stat.st_size), size_text(one.end)
        if one.is_part:
            return replace(model, problem=Words("It belongs to a model, but is none that runs by itself."))
        if stat.st_size < one.end and time.time() - stat.st_mtime < _WRITTEN and model.commit is None:
            growing = Words("Not all of it is here yet: {size} of at least {whole}.", size=there, whole=whole)
            return replace(model, problem=growing)
        if stat.st_size < one.end:
            early = Words("It ends too early: {size} of at least {whole} are here.", size=there, whole=whole)
            return replace(model, intact=Integrity.DAMAGED, problem=early)
    return model


def _name(model: LocalModel) -> str:
    if model.repo:
        return name_of_repo(model.repo)
    if model.called:  # by another program, which may name its files by their hash
        return name_of_file(model.called.removesuffix(":latest").replace(":", "-"))
    return name_of_file("/".join(model.path.parts[-2:]))
