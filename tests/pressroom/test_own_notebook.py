"""A notebook of the reader's own becomes a page of its own: marked, never published; what leads nowhere is refused."""

import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
import small

from pressroom import files, project
from pressroom.engine import publish


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = small.make(tmp_path_factory.mktemp("own"))
    status, told = small.build(root)
    assert status == 0, told
    (root / "my").mkdir()
    return root


def report(root, *words):
    command = [sys.executable, "-m", "pressroom.engine.variants", *words]
    env = small.environment(root, MAKEFLAGS="")
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=root)


def mine(root, source, title="# My question"):
    """Write my/own work.ipynb as another editor would: an old format, a kernel of another machine, an output."""
    book = small.notebook(("work", source))
    book.cells[0].source = title
    book.metadata.kernelspec = {"name": "her-laptop", "display_name": "her laptop", "language": "python"}
    book.nbformat_minor = 4
    for cell in book.cells:
        cell.pop("id")
    nbformat.write(book, root / "my" / "own work.ipynb")


def published(root):
    return {n: files.of_file(root / "reports" / n) for n in files.listed(root / "reports", ("variants/",))}


def test_a_notebook_of_my_own_becomes_a_page_and_nothing_published_changes(built):
    before, sources = published(built), publish.digest(built)
    mine(built, small.PLACES + 'print((built / "b.csv").read_text(), FACTOR)')
    done = report(built, "my/own work.ipynb", "FACTOR=7")
    assert done.returncode == 0, done.stderr
    page = built / "reports" / "variants" / "my-own-work--FACTOR-7" / "own-work.html"
    assert done.stdout.splitlines()[-1].strip() == os.path.relpath(page, built)
    text = page.read_text(encoding="utf-8")
    assert "My question (FACTOR=7)" in text and "It is no part of what is published" in text
    assert "2! 7" in text  # the tables as they were built, and the parameter
    assert all((page.parent / link).exists() for link in re.findall(r'href="([^"#:]+)"', text))
    assert published(built) == before and publish.digest(built) == sources


def test_two_values_make_two_pages_and_one_that_compares_them_without_a_published_one(built):
    mine(built, "FACTOR", title="no title here")
    done = report(built, "my/own work.ipynb", "FACTOR=8 9")
    assert done.returncode == 0, done.stderr
    compared = built / done.stdout.splitlines()[-1].strip()
    assert "published</a>" not in compared.read_text(encoding="utf-8")
    page = compared.parent.parent / "my-own-work--FACTOR-8" / "own-work.html"
    assert "<h1" in page.read_text(encoding="utf-8")


REFUSED = {
    "my/none.ipynb": "no such file",
    "../outside.ipynb": "which is outside the project",
    "my/link.ipynb": "which is outside the project",
    "my/garbage.ipynb": "not a notebook",
    "my/list.ipynb": "not a notebook",
    "my/empty.ipynb": "a notebook without cells",
}


@pytest.mark.parametrize("word", REFUSED)
def test_a_path_that_leads_to_no_notebook_is_one_error_and_nothing_is_written(word, built):
    outside = built.parent / "outside.ipynb"
    nbformat.write(small.notebook(), outside)
    (built / "my" / "link.ipynb").unlink(missing_ok=True)
    (built / "my" / "link.ipynb").symlink_to(outside)
    nbformat.write(nbformat.v4.new_notebook(), built / "my" / "empty.ipynb")
    (built / "my" / "garbage.ipynb").write_text("{", encoding="utf-8")
    (built / "my" / "list.ipynb").write_text("[1]", encoding="utf-8")
    before = files.listed(built / "reports")
    done = report(built, word)
    assert done.returncode == 2 and REFUSED[word] in done.stderr
    assert len(done.stderr.splitlines()) == 1 and files.listed(built / "reports") == before


def test_a_notebook_of_my_own_that_stops_says_it_once_and_leaves_no_page(built):
    mine(built, "1 / 0")
    before = files.listed(built / "reports")
    done = report(built, "my/own work.ipynb", "FACTOR=5")
    assert done.returncode == 1 and done.stderr.count("ZeroDivisionError: ") == 1
    mine(built, 'from pressroom.errors import InputError\nraise InputError("FACTOR", FACTOR, "six")')
    done = report(built, "my/own work.ipynb", "FACTOR=5")
    assert done.returncode == 2
    assert re.fullmatch(r"bad input: my/own work, cell \w+: FACTOR: found 5; expected six\n", done.stderr)
    assert files.listed(built / "reports") == before


def test_the_readers_folder_survives_make_clean_and_make_distclean(tmp_path):
    shutil.copy2(project.ROOT / "Makefile", tmp_path)
    for name in (
        "my/kept.ipynb",
        "my/out/kept.csv",
        "reports/index.html",
        "build/gone",
        "data/processed/gone",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    for target in ("clean", "distclean"):
        subprocess.run(["make", target], cwd=tmp_path, env=env, check=True, capture_output=True)
    left = {"Makefile", "my/kept.ipynb", "my/out/kept.csv", "reports/index.html"}
    assert set(files.listed(tmp_path)) == left
