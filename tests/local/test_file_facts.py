"""Facts of the file say where they were read, also which of two counts and how many files."""

from dataclasses import replace
from pathlib import Path

from explorer.domain.repo import RepoFile
from explorer.hub.client import Hub
from explorer.hub.responses import row_of
from explorer.local.download_queue.download_order import order_of
from explorer.local.download_queue.variant_download import download_order
from explorer.local.model_facts.file_findings import PARAMETERS, SIZE, findings_of_model, findings_of_repo
from explorer.local.model_facts.model_sources import dossier_of_model
from explorer.local.models.model_lookup import resolve_model, scan_folder
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.sheet_view.evidence_rows import evidence_report
from tests.local.conftest import REPO
from tests.models.tiny import Tiny, write_tiny


def test_facts_of_a_file_name_repo_commit_and_date(hub: Hub, folder: Path) -> None:
    repo = hub.open(REPO)
    list(download_order(hub, folder, order_of(repo, repo.variants[0]), repo, lambda: False))
    (model,) = scan_folder(folder)
    for finding in findings_of_model(model):
        (evidence,) = finding.evidence
        assert (evidence.repo, evidence.commit) == (REPO, repo.commit)
        assert evidence.read_at is not None


def test_facts_of_a_file_elsewhere_name_no_folder(tmp_path: Path, licenses: Licenses) -> None:
    path = write_tiny(tmp_path / "jane.doe" / "m.gguf", Tiny(metadata={"general.license": "mit"}))
    model = resolve_model(tmp_path, str(path))
    dossier = dossier_of_model(model, licenses)
    evidence = [e for f in (*dossier.findings, *findings_of_model(model)) for e in f.evidence]
    assert {e.repo for e in evidence} == {"m.gguf"}
    license_ = dossier.get("license")
    assert license_ is not None
    assert "jane.doe" not in evidence_report(model.name, license_)


def test_parameters_name_the_key_they_stand_under(hub: Hub) -> None:
    repo = hub.open(REPO)
    api = {"id": REPO, "safetensors": {"total": 7_000_000}}
    row = row_of(api)
    assert row is not None
    found = {f.dimension: f for f in findings_of_repo(replace(repo, row=row, api=api), repo.variants[0])}
    (evidence,) = found[PARAMETERS].evidence
    assert (found[PARAMETERS].text, evidence.locator) == ("7M", "safetensors.total")
    assert (evidence.repo, evidence.commit, evidence.read_at) == (REPO, repo.commit, repo.read_at)


def test_the_size_of_a_model_in_parts_is_that_of_all_files(hub: Hub, folder: Path) -> None:
    repo = hub.open(REPO)
    variant = replace(repo.variants[0], files=(RepoFile("a-00001-of-00002.gguf", 5), RepoFile("b", 6)))
    found = {f.dimension: f for f in findings_of_repo(repo, variant)}
    assert found[SIZE].evidence[0].place == "Hub answer, size of 2 files"
    for number in (1, 2):
        write_tiny(folder / f"large-0000{number}-of-00002.gguf", Tiny())
    (model,) = scan_folder(folder)
    local = {f.dimension: f for f in findings_of_model(model)}
    assert local[SIZE].evidence[0].place == "file, 2 files"
