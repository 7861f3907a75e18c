"""What one file says of itself, beside its repo: its quantization and its hash are told on every sheet."""

from explorer.domain.facts import Dossier, Proof, SourceKind, Verdict
from explorer.transparency.dossier import read_dossier, with_file
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.sources import Sources

HASH = "ab" * 32


def _repo(licenses: Licenses, card: str = "# Owl\n") -> Dossier:
    api = {"id": "a/Owl-GGUF", "tags": ["gguf"]}
    return read_dossier(Sources("a/Owl-GGUF", "c0ffee", card=card, api=api), licenses)


def _file(**known: str) -> Sources:
    return Sources("a/Owl-GGUF", "c0ffee", api={}, file="Owl.Q4_1.gguf", **known)  # type: ignore[arg-type]


def test_a_quantization_that_no_card_tells_is_told_by_the_name_of_the_file(licenses: Licenses) -> None:
    bare = _repo(licenses)
    before = bare.get("quantization")
    assert before is not None
    assert before.verdict is Verdict.NOT_DISCLOSED
    finding = with_file(bare, _file(), licenses).get("quantization")
    assert finding is not None
    assert (finding.verdict, finding.text) == (Verdict.PARTIAL, "Q4_1")
    assert [(one.kind, one.quote) for one in finding.evidence] == [(SourceKind.FILE, "Owl.Q4_1.gguf")]


def test_who_made_the_files_is_not_lost(licenses: Licenses) -> None:
    made = _repo(licenses, "---\nquantized_by: heron\n---\n# Owl\n")
    finding = with_file(made, _file(), licenses).get("quantization")
    assert finding is not None
    assert finding.text == "Q4_1 · by heron"
    assert {one.kind for one in finding.evidence} == {SourceKind.FILE, SourceKind.YAML}


def test_the_type_of_the_file_stands_for_what_a_card_says_of_its_kind(licenses: Licenses) -> None:
    made = _repo(licenses, "# Owl\n\nQuantized to Q8_0 with llama.cpp. All files are quantized.\n")
    said = made.get("quantization")
    assert said is not None
    assert said.text == "Q8_0 · llama.cpp"
    finding = with_file(made, _file(), licenses).get("quantization")
    assert finding is not None
    assert finding.text == "Q4_1 · llama.cpp"


def test_a_hash_that_was_checked_is_checked_here_too(licenses: Licenses) -> None:
    finding = with_file(_repo(licenses), _file(sha256_expected=HASH, sha256_measured=HASH), licenses).get(
        "integrity"
    )
    assert finding is not None
    assert (finding.text, finding.proof) == ("Hash matches, not signed", Proof.VERIFIED)


def test_a_hash_that_came_with_the_app_is_not_called_the_hubs(licenses: Licenses) -> None:
    file = Sources("a/Owl-GGUF", file="Owl.Q4_1.gguf", sha256_expected=HASH, sha256_measured=HASH)
    finding = read_dossier(file, licenses).get("integrity")
    assert finding is not None
    assert finding.proof is Proof.VERIFIED
    assert {one.kind for one in finding.evidence} == {SourceKind.FILE}


def test_a_file_that_is_not_here_was_not_checked(licenses: Licenses) -> None:
    finding = with_file(_repo(licenses), _file(), licenses).get("integrity")
    assert finding is not None
    assert finding.verdict is Verdict.NOT_CHECKED
