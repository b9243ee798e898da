"""The glossary: every term has its section; only first uses outside headings are linked."""

import json

from pressroom import project
from pressroom.engine import glossary


def test_every_term_has_its_section_and_only_first_uses_outside_headings_are_linked():
    book = json.loads((project.NOTEBOOKS / f"{glossary.STEM}.ipynb").read_text(encoding="utf-8"))
    sections = {c["id"] for c in book["cells"] if c["cell_type"] == "markdown"}
    assert {anchor for _, anchor in glossary.terms()} <= sections
    body = '<p>FOB</p><main><h2>FOB</h2><p title="FOB"><a href="x">CIF</a>, FOB, <b>FOB</b>; CIF</p></main><p>HS</p>'
    assert glossary.linked(body, "g.html") == (
        '<p>FOB</p><main><h2>FOB</h2><p title="FOB"><a href="x">CIF</a>, <a class="term" href="g.html#fob">FOB</a>, '
        '<b>FOB</b>; <a class="term" href="g.html#cif">CIF</a></p></main><p>HS</p>'
    )
