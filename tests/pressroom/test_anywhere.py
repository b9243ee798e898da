"""Every notebook runs top to bottom wherever it is started, as JupyterLab, VS Code and the command line start it."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import nbformat
import pytest

from pressroom import project

EXPLORE = ["explore"]


def outputs(path, folder, processed, out):
    """Run a notebook with nbclient in a working directory; return what its cells showed."""
    from nbclient import NotebookClient
    from traitlets.config import Config

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    )
    env = {k: v for k, v in os.environ.items() if k != "PRESSROOM_NOTEBOOK"}
    client.execute(env=env | {"PRESSROOM_PROCESSED": str(processed), "PRESSROOM_OUT": str(out)})
    return {
        cell.id: [
            (o.output_type, o.get("text"), o.get("data")) for o in cell.outputs if o.get("name") != "stderr"
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def everything(folder, place):
    """Run all notebooks in a working directory, in order; return {stem: what each showed}."""
    # a notebook that is run once a claim is run here once, with its own default
    stems = [*dict.fromkeys(name.partition("@")[0] for name in project.read()), *EXPLORE]
    return {
        s: outputs(project.NOTEBOOKS / f"{s}.ipynb", folder, place / "built", place / "out") for s in stems
    }


@pytest.mark.slow
def test_all_notebooks_show_the_same_from_three_working_directories(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folders = (project.NOTEBOOKS, project.ROOT, elsewhere)
    places = [tmp_path / str(number) for number in range(len(folders))]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(everything, folders, places))
    stems = list(found[0])
    for other in found[1:]:
        for stem in stems:
            assert other[stem] == found[0][stem], stem
    assert all(any(shown for shown in found[0][stem].values()) for stem in stems)
    assert not list(elsewhere.iterdir())
