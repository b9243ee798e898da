"""The bench as it is: products and three partners, each a run of all cells in one kernel, without an error."""

import nbformat
import pytest
from nbclient import NotebookClient

from dualuse import desk
from pressroom import project

SOME = ("drones", "all", "ceramics", "helmets", "thermal-sights")
PARTNERS = ("RUS", "UKR", "KAZ")


def run(products, out, monkeypatch):
    """Run explore.ipynb for every product and partner; return how many runs there were."""
    monkeypatch.setenv("PRESSROOM_OUT", str(out))
    book = nbformat.read(project.NOTEBOOKS / "explore.ipynb", as_version=4)
    code = [(i, cell) for i, cell in enumerate(book.cells) if cell.cell_type == "code"]
    given = next(cell for _, cell in code if cell.id == "parameters")
    typed, client = given.source, NotebookClient(book, timeout=120, kernel_name="python3")
    runs = 0
    with client.setup_kernel():
        for product in products:
            for partner in PARTNERS:
                given.source = f'{typed}\nPRODUCT, PARTNER = "{product}", "{partner}"'
                for i, cell in code:
                    client.execute_cell(cell, i)  # raises what the cell raises
                runs += 1
    return runs


def test_a_product_on_which_little_was_printed(tmp_path, monkeypatch):
    assert run(["ceramics"], tmp_path, monkeypatch) == 3


@pytest.mark.slow
def test_products_and_three_partners(tmp_path, monkeypatch):
    """The products most printed about, and every tenth of all, which takes half a minute and not five."""
    words = list(desk.products().index)
    assert set(SOME) <= set(words)
    chosen = [word for n, word in enumerate(words) if word in SOME or n % 10 == 0]
    assert run(chosen, tmp_path, monkeypatch) == len(chosen) * len(PARTNERS) >= 30
