"""Every notebook runs top to bottom wherever it is started, as JupyterLab, VS Code and the command line start it."""

import os
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import v4
from traitlets.config import Config

from pressroom import project

EXPLORE = ["explore"]
FOLDERS = ("build", "data", "lib", "notebooks", "reports", "tools")


def everything(folder, place):
    """Run all notebooks in a working directory, in order; return {stem: what each cell showed}.

    One kernel runs them all, emptied in between, so that the libraries are imported once: that each runs in a kernel
    of its own every build shows.
    """
    # a notebook that is run once a claim is run here once, with its own default
    stems = [*dict.fromkeys(name.partition("@")[0] for name in project.read()), *EXPLORE]
    whole = v4.new_notebook()
    for stem in stems:
        read = nbformat.read(project.NOTEBOOKS / f"{stem}.ipynb", as_version=4)
        code = [cell for cell in read.cells if cell.cell_type == "code"]
        for cell in code:
            cell.metadata["of"] = stem
        whole.cells += [*code, v4.new_code_cell("%reset -f")]
    client = NotebookClient(
        whole,
        timeout=300,
        kernel_name="python3",
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    )
    env = {k: v for k, v in os.environ.items() if k != "PRESSROOM_NOTEBOOK"}
    client.execute(
        env=env | {"PRESSROOM_PROCESSED": str(place / "built"), "PRESSROOM_OUT": str(place / "out")}
    )
    found = {stem: [] for stem in stems}
    for cell in (c for c in whole.cells if "of" in c.metadata):
        shown = [o for o in cell.outputs if o.get("name") != "stderr"]
        found[cell.metadata["of"]].append([(o.output_type, o.get("text"), o.get("data")) for o in shown])
    return found


@pytest.mark.slow
def test_all_notebooks_show_the_same_from_their_own_folder_and_from_another(tmp_path):
    """The other has folders named as the project's, and nothing in them: what looks beside itself finds those."""
    elsewhere = tmp_path / "elsewhere"
    for name in FOLDERS:
        (elsewhere / name).mkdir(parents=True)
    places = [tmp_path / name for name in ("first", "second")]
    with ThreadPoolExecutor(2) as pool:
        here, there = pool.map(everything, (project.NOTEBOOKS, elsewhere), places)
    for stem, shown in here.items():
        assert any(shown) and there[stem] == shown, stem
    assert {p.relative_to(elsewhere).as_posix() for p in elsewhere.rglob("*")} == set(FOLDERS)
