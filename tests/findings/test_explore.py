"""The bench as it is: every product and three partners, in one warm kernel, without an error."""

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from dualuse import desk
from pressroom import project

PARTNERS = ("RUS", "UKR", "KAZ")
ASKED = """
for PRODUCT in {products!r}:
    for PARTNER in {partners!r}:
        try:
            exec(code)
        except Exception as error:
            raise AssertionError((PRODUCT, PARTNER)) from error
        runs += 1
"""


def run(products, out, monkeypatch):
    """Run explore.ipynb once, cell by cell, then in the same kernel what depends on the question for every other."""
    monkeypatch.setenv("PRESSROOM_OUT", str(out))
    book = nbformat.read(project.NOTEBOOKS / "explore.ipynb", as_version=4)
    code = [cell.source for cell in book.cells if cell.cell_type == "code" and cell.id != "parameters"]
    asked = "\n".join(
        source for source in code if not source.startswith("desk.")
    )  # those ask about one thing
    assert len(code) - 5 == sum(not source.startswith("desk.") for source in code) > 5
    for source in (
        "\n".join(["import pressroom.show", "pressroom.show.display = lambda *shown: None", "runs = 0"]),
        f"code = compile({asked!r}, 'explore', 'exec')",
        ASKED.format(products=list(products), partners=PARTNERS),
        "print(runs)",
    ):
        book.cells.append(nbformat.v4.new_code_cell(source))
    NotebookClient(book, timeout=900, kernel_name="python3").execute()  # raises what a cell raises
    return int(book.cells[-1].outputs[0].text)


def test_a_product_on_which_little_was_printed(tmp_path, monkeypatch):
    assert run(["ceramics"], tmp_path, monkeypatch) == 3


def test_a_question_that_fails_is_named(tmp_path, monkeypatch):
    with pytest.raises(CellExecutionError, match="no-such-word"):
        run(["ceramics", "no-such-word"], tmp_path, monkeypatch)


@pytest.mark.slow
def test_every_product_and_three_partners(tmp_path, monkeypatch):
    words = list(desk.products().index)
    assert run(words, tmp_path, monkeypatch) == len(words) * len(PARTNERS) >= 100
