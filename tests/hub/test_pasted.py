"""What people paste, and what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.hub.names import is_repo_id
from explorer.hub.pasted import Pasted, read_pasted

HUB = "https://huggingface.co"
REPO = "org/Name-1.5B_x-GGUF"
FILE = "https://huggingface.co/org/Name-1.5B_x-GGUF/resolve/main/sub/a%20b-Q4_K_M.gguf?download=true"


@pytest.mark.parametrize(
    ("text", "file"),
    [
        (f"https://huggingface.co/{REPO}", ""),
        (f"  <http://www.huggingface.co/{REPO}/>\n", ""),
        (f"huggingface.co/{REPO}/tree/main", ""),
        (f"https://hf.co/{REPO}?library=llama-cpp", ""),
        (f"hf.co/{REPO}:Q4_K_M", "Q4_K_M"),
        (f"hf.co/{REPO}:latest", ""),
        (f"ollama run hf.co/{REPO}:IQ3_XXS", "IQ3_XXS"),
        (f"llama-cli -hf {REPO}:Q8_0", "Q8_0"),
        (f"llama-server -c 0 -hf {REPO}:Q8_0 --jinja", "Q8_0"),
        (f"llama-server -hf {REPO}", ""),
        (f"docker model run hf.co/{REPO}:Q4_K_M", "Q4_K_M"),
        (f"hf download {REPO} sub/a-Q4_K_M.gguf --local-dir .", "sub/a-Q4_K_M.gguf"),
        (f'huggingface-cli download "{REPO}" "a.gguf"', "a.gguf"),
        (f"lms get https://huggingface.co/{REPO}", ""),
        (f"git clone https://huggingface.co/{REPO}.git", ""),
        (f"hf://{REPO}@main/sub/a.gguf", "sub/a.gguf"),
        (f"{REPO}:Q4_K_M", "Q4_K_M"),
        (f"hf://{REPO}", ""),
        (FILE, "sub/a b-Q4_K_M.gguf"),
        (f"https://huggingface.co/{REPO}/blob/main/a.gguf", "a.gguf"),
        (f"https://huggingface.co/{REPO}/discussions/4", ""),
    ],
)
def test_an_address_names_a_repo_and_perhaps_a_file(text: str, file: str) -> None:
    assert read_pasted(text, HUB) == Pasted(REPO, file, is_address=True)


def test_a_bare_name_may_also_be_words_to_search_for() -> None:
    assert read_pasted(REPO, HUB) == Pasted(REPO, "", is_address=False)


def test_addresses_of_the_hub_in_use_count_as_well() -> None:
    assert read_pasted("http://mirror:8080/org/name", "http://mirror:8080") == Pasted(
        "org/name", is_address=True
    )
    assert read_pasted("http://mirror:8081/org/name", "http://mirror:8080") is None


@pytest.mark.parametrize(
    "text",
    [
        "", "qwen", "small assistant", "a/b/c", "org/na--me", "../etc/passwd", "https://example.org/org/name",
        "https://huggingface.co/", "https://huggingface.co/org", "https://huggingface.co/datasets/org/name",
        "https://huggingface.co/spaces/org/name", "https://huggingface.co.evil.example/org/name",
        "ollama run llama3", "git commit -m fix", f"rm -rf {REPO}", f"see {REPO}",
        "https://huggingface.co/..%2F../x", "http://[", "org/name?x", "x" * 3_000,
    ],
)  # fmt: skip
def test_what_names_no_repo_is_none(text: str) -> None:
    assert read_pasted(text, HUB) is None


@given(st.text(max_size=120))
def test_any_text_is_read_without_harm(text: str) -> None:
    for tried in (text, f"https://huggingface.co/{text}", f"hf.co/org/{text}"):
        named = read_pasted(tried, HUB)
        assert named is None or is_repo_id(named.repo_id)
