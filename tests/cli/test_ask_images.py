"""`omx ask` with images, for models that see and for others."""

from pathlib import Path

import pytest

from tests.cli.test_omx import Omx
from tests.models.projector import write_beside
from tests.models.tiny import Tiny, write_tiny
from tests.pictures import encoded, picture


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models that see, do not see and do not chat; an image, and what is none."""
    folder = tmp_path_factory.mktemp("asked")
    for name in ("sees", "blind", "base"):
        (folder / name).mkdir()
        tiny = (
            Tiny(text=None, name=name.title(), template=None)
            if name == "base"
            else Tiny(text=None, name=name.title())
        )
        write_tiny(folder / name / f"{name}.gguf", tiny)
    write_beside(folder / "sees" / "sees.gguf")
    (folder / "blue.png").write_bytes(encoded(picture()))
    (folder / "red.jpg").write_bytes(encoded(picture(colour="#dd2222"), "JPEG"))
    (folder / "broken.png").write_bytes(encoded(picture())[:60])
    return folder


@pytest.fixture
def omx(tmp_path: Path) -> Omx:
    return Omx(tmp_path / "home", "http://127.0.0.1:9")


def test_images_are_given_by_either_option_and_told_of(omx: Omx, folder: Path) -> None:
    model, options = str(folder / "sees/sees.gguf"), ("--max-tokens=4", "--temperature=0")
    plain = omx.json("ask", model, "What is it?", *options)
    files = (f"--image={folder / 'blue.png'}", f"--file={folder / 'red.jpg'}")
    told = omx.json("ask", model, "What is it?", *options, *files)
    assert told["prompt_tokens"] > plain["prompt_tokens"]
    assert [(Path(one["file"]).name, one["width"], one["height"]) for one in told["images"]] == [
        ("blue.png", 64, 48), ("red.jpg", 64, 48),
    ]  # fmt: skip
    assert "images" not in plain
    done = omx.run("ask", model, "What is it?", *options, *files)
    assert "Reading image 1 of 2…" in done.stderr


def test_who_cannot_see_and_what_is_no_image_are_told_in_words(omx: Omx, folder: Path) -> None:
    image = f"--image={folder / 'blue.png'}"
    cases = {
        ("blind", image): ("Blind cannot see images.", "mmproj"),
        ("base", image): ("A base model takes no images.", "sees images"),
        ("sees", f"--image={folder / 'broken.png'}"): ("broken.png: The image is damaged.", "another one"),
        ("sees", f"--image={folder / 'none.png'}"): ("none.png could not be read.", "is there"),
        ("sees", f"--file={folder}/x.heic"): ("x.heic could not be read.", "is there"),
    }
    for (name, option), (what, advice) in cases.items():
        done = omx.run("ask", str(folder / name / f"{name}.gguf"), "What is it?", option)
        assert done.returncode == 2
        assert what in done.stderr
        assert advice in done.stderr
