"""What people paste, and what it means."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.hub.pasted import PastedModel, read_pasted
from explorer.hub.repo_names import is_repo_id

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
        (f"https://huggingface.co/{REPO}?show_file_info=a-Q4_K_M.gguf", "a-Q4_K_M.gguf"),
        (f"https://huggingface.co/api/models/{REPO}", ""),
        (f"git@hf.co:{REPO}.git", ""),
        (f"hf://models/{REPO}", ""),
        (f"hf://{REPO}/sub/a.gguf", "sub/a.gguf"),
        (f"hf:{REPO}:Q4_K_M", "Q4_K_M"),
        (f"hf:{REPO}/a.gguf#main", "a.gguf"),
        (f"huggingface://{REPO}/a.gguf", "a.gguf"),
        (f"{REPO}/a-Q4_K_M.gguf", "a-Q4_K_M.gguf"),
        (f"hf.co/{REPO}:q4_k_m", "Q4_K_M"),
        (f"hf.co/{REPO}:a-Q4_K_M.gguf", "a-Q4_K_M.gguf"),
        (f"{REPO}@q4_k_m", "Q4_K_M"),
        (f"lmstudio://open_from_hf?model={REPO}&file=sub%2Fa.gguf", "sub/a.gguf"),
        (f"lmstudio://open_from_hf?model={REPO}", ""),
        (f"jan://models/huggingface/{REPO}", ""),
        (f"msty://models/search/hf/{REPO}", ""),
        (f"jellybox://llm/models/huggingface/LLM/{REPO}", ""),
        (f"recursechat://new-hf-gguf-model?hf-model-id={REPO}", ""),
    ],
)
def test_an_address_names_a_repo_and_perhaps_a_file(text: str, file: str) -> None:
    assert read_pasted(text, HUB) == PastedModel(REPO, file, is_address=True)


SNIPPETS = [
    (f"# A server with a page to chat in:\nllama serve -hf {REPO}:Q4_K_M", "Q4_K_M"),
    (f"# In the terminal: llama cli -hf {REPO}:Q4_K_M", "Q4_K_M"),  # a field of one line joins them
    (f"brew install llama.cpp\n# Start:\nllama serve -hf {REPO}:Q4_K_M", "Q4_K_M"),
    (f"curl -LsSf https://llama.app/install.sh | sh\nllama cli -hf {REPO}", ""),
    (f"# From https://github.com/ggml-org/llama.cpp/releases\n./llama-server -hf {REPO}:Q8_0", "Q8_0"),
    (f".\\llama-server.exe -c 0 -hf '{REPO}' --jinja", ""),
    (
        "git clone https://github.com/ggml-org/llama.cpp.git\ncd llama.cpp\ncmake -B build\n"
        f'./build/bin/llama-cli \\\r\n  --hf-file sub/a.gguf \\\r\n  --hf-repo "{REPO}" -p "Tell a tale"',
        "sub/a.gguf",
    ),
    (f"./llama-cli --hf-repo={REPO} --hf-file=a.gguf", "a.gguf"),
    (f"llama-server -hf {REPO} --mmproj mmproj-a.gguf -md draft/x.gguf", ""),
    (f"docker model run hf.co/{REPO}:Q4_K_M", "Q4_K_M"),
    (f"ollama run hf.co/{REPO}:Q4", "Q4"),
    (f"npx -y node-llama-cpp chat hf:{REPO}:Q4_K_M", "Q4_K_M"),
    (f"docker run -v $PWD/models:/build/models localai/localai:latest huggingface://{REPO}/a.gguf", "a.gguf"),
    (f"docker run -v ~/.cache/x:/root/.cache/x vllm/vllm-openai:latest \\\n\t--model {REPO}", ""),
    (f'pip install vllm\n# Serve it:\nvllm serve "{REPO}"', ""),
    (f'docker exec -it box bash -c "vllm serve {REPO}"', ""),
    (f'curl http://localhost/v1 -H "Content-Type: application/json" --data \'{{"model": "{REPO}"}}\'', ""),
    (f"lemonade pull {REPO}:Q4_K_M", "Q4_K_M"),
    (f"lms get {REPO}@q4_k_m", "Q4_K_M"),
    (f'wget -O a.gguf "{FILE}"', "sub/a b-Q4_K_M.gguf"),
    (f"curl -L -o other.gguf {FILE} && ls", "sub/a b-Q4_K_M.gguf"),
    (f"hf download --local-dir models/x {REPO} a-Q4_K_M.gguf", "a-Q4_K_M.gguf"),
    (f"hf download --quiet {REPO}", ""),
    (f'huggingface-cli download {REPO} --include "*Q4_K_M*" --local-dir ./', "Q4_K_M"),
    (f"hf download {REPO} --include 'UD-Q4_K_XL/*'", "UD-Q4_K_XL"),
    (f'AutoModel.from_pretrained("{REPO}")', ""),
    (f'from x import A\nA.from_pretrained(\n  "{REPO}", gguf_file="a.gguf")', "a.gguf"),
    (f'Llama.from_pretrained(repo_id="{REPO}", filename="*Q8_0.gguf")', "Q8_0"),
    (f'Llama.from_pretrained(\n\trepo_id="{REPO}",\n\tfilename="{{{{GGUF_FILE}}}}",\n)', ""),
    (f"pipe = pipeline('text-generation', model='{REPO}')", ""),
    (f"hf_hub_download('{REPO}', 'a.gguf')", "a.gguf"),
    (f'model, tokenizer = load("{REPO}")', ""),
    (f'{{"providers": {{"own": {{"models": [{{"id": "{REPO}:Q4_K_M"}}]}}}}}}', "Q4_K_M"),
    (f'openclaw onboard --mode local \\\n  --custom-model-id "{REPO}:Q4_K_M" --skip-health', "Q4_K_M"),
    (f"# Open https://huggingface.co/spaces/a/b there\n# Search for {REPO} to chat", ""),
    (f"Look at [it](https://huggingface.co/{REPO}), it is small.", ""),
    (f"请看https://huggingface.co/{REPO}。", ""),
    (f"# Not https://huggingface.co/base/model itself:\nllama-cli -hf {REPO}", ""),
]


@pytest.mark.parametrize(("text", "file"), SNIPPETS)
def test_a_whole_snippet_leads_to_the_repo_and_the_file(text: str, file: str) -> None:
    assert read_pasted(text, HUB) == PastedModel(REPO, file, is_address=True)


def test_a_bare_name_may_also_be_words_to_search_for() -> None:
    assert read_pasted(REPO, HUB) == PastedModel(REPO, "", is_address=False)


def test_addresses_of_the_hub_in_use_count_as_well() -> None:
    assert read_pasted("http://mirror:8080/org/name", "http://mirror:8080") == PastedModel(
        "org/name", is_address=True
    )
    assert read_pasted("http://mirror:8081/org/name", "http://mirror:8080") is None


@pytest.mark.parametrize(
    "text",
    [
        "", "qwen", "small assistant", "a/b/c", "org/na--me", "../etc/passwd", "https://example.org/org/name",
        "https://huggingface.co/", "https://huggingface.co/org", "https://huggingface.co/datasets/org/name",
        "https://huggingface.co/spaces/org/name", "https://huggingface.co.evil.example/org/name",
        "ollama run llama3", "git commit -m fix", f"rm -rf {REPO}", f"see {REPO}", "ollama run org/name:7b",
        "docker model run ai/smollm2", "docker run vllm/vllm-openai:latest", "llama-cli -m models/a.gguf",
        "lmstudio://open_from_hf?model=../..", "lmstudio://", "jan://models/huggingface/org", "hf://datasets/a/b",
        "hf:", "hf://[", "git clone https://github.com/org/name", 'send("application/json", model="a")',
        "https://huggingface.co/..%2F../x", "http://[", "org/name?x", "x" * 3_000,
    ],
)  # fmt: skip
def test_what_names_no_repo_is_none(text: str) -> None:
    assert read_pasted(text, HUB) is None


@given(st.text(max_size=120))
def test_any_text_is_read_without_harm(text: str) -> None:
    for tried in (text, f"https://huggingface.co/{text}", f"hf.co/org/{text}", f"hf://{text}"):
        _is_harmless(tried)


@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                ["-hf", "hf", "download", "--hf-file", 'from_pretrained("', "../../etc", "org/name", "a/b:Q4",
                 "x.gguf", "lmstudio://a?model=", "jan://", "hf://", "https://hf.co/", "\\", "\n", "#", "*",
                 "%00", "://[", "a//b", "@"]
            ),
        ),
        max_size=12,
    ),
    st.sampled_from(["", " ", "\n"]),
)  # fmt: skip
def test_any_command_is_read_without_harm(words: list[str], between: str) -> None:
    _is_harmless(between.join(words))


def _is_harmless(text: str) -> None:
    named = read_pasted(text, HUB)
    assert named is None or (is_repo_id(named.repo_id) and "/" in named.repo_id and named.file.isprintable())


def test_long_texts_are_read_in_a_moment() -> None:
    for text in ("a" * 20_000, '"' * 20_000, "# " * 10_000, "a://" * 5_000, "a/" * 10_000, "-hf a " * 3_000):
        before = process_time()
        assert read_pasted(text, HUB) is None
        assert process_time() - before < 0.5
