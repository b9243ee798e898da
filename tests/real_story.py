"""A copy of this story, of which a test may change anything."""

import shutil

import small_story
import yaml

FILES = ["story.yml", "requirements.lock", "README.md"]
FOLDERS = ["data", "notebooks", "benchmarks"]


def copy_story(root):
    """Copy what the reports are made from into a folder; nothing is built there."""
    built = shutil.ignore_patterns("processed", "fetched", ".ipynb_checkpoints")
    for name in FOLDERS:
        shutil.copytree(small_story.CODE / name, root / name, ignore=built)
    for name in FILES:
        shutil.copyfile(small_story.CODE / name, root / name)
    return root


def read_pipeline(root):
    return yaml.safe_load((root / "notebooks" / "pipeline.yml").read_text())[
        "notebooks"
    ]


def build(root, *arguments):
    """Build the pages; README belongs to the story that is not a copy."""
    status, output = small_story.build(root, "run", *arguments, "pages")
    assert status == 0, output
    return output


def read_built(root):
    """Return {name: bytes} of what is published, and of the built tables."""
    files = small_story.read_reports(root)
    for path in (root / "data" / "processed").rglob("*.*"):
        files[str(path.relative_to(root))] = path.read_bytes()
    return files
