"""A notebook that runs once for each entry of a file: runs, pages and hashes of their own."""

import pytest
import small

from pressroom import project
from pressroom.engine import publish
from pressroom.errors import InputError

PIPELINE = """notebooks:
  00_findings: {page: index.html, title: Findings, reads: [processed/claims/], writes: [reports/result.json]}
  01_first: {title: First, reads: [published/x.csv], writes: [processed/claims/]}
  claim:
    title: Claim {CLAIM}
    each: {CLAIM: claims.yaml}
    page: claims/{CLAIM}.html
    reads: ["processed/claims/{CLAIM}.json"]
"""
CLAIMS = "claims:\n  - id: A1\n  - id: A2\n  - id: B1\n"
FIRST = (
    small.PLACES
    + """
(built / "claims").mkdir(exist_ok=True)
words = Path("../data/published/x.csv").read_text().split(",")
for name, word in zip(("A1", "A2", "B1"), words, strict=True):
    (built / "claims" / f"{name}.json").write_text(word)"""
)
LAST = small.PLACES + '(out / "result.json").write_text((built / "claims/A2.json").read_text())'
ONE = small.PLACES + 'print(CLAIM, "says", (built / "claims" / f"{CLAIM}.json").read_text())'
LINKS = (
    "# Links\n\n[home](index.html#A1), [figure](figures/x.svg), [away](https://example.org/x), [here](#title)"
)


def made(folder):
    """Return a project with a page for each of three claims."""
    root = small.make(folder, PIPELINE)
    (root / "notebooks/02_second.ipynb").unlink()
    (root / "data/claims.yaml").write_text(CLAIMS)
    (root / "data/published/x.csv").write_text("one,two,three")
    small.write(root, "01_first", ("work", FIRST))
    small.write(root, "00_findings", ("work", LAST))
    book = small.notebook(("work", ONE))
    book.cells[0].source += "\n\n" + LINKS.removeprefix("# Links\n\n")
    book.cells[1].source = 'CLAIM = "A1"'
    small.nbformat.write(book, root / "notebooks/claim.ipynb")
    small.sums(root)
    return root


@pytest.fixture
def here(tmp_path, monkeypatch):
    root = made(tmp_path / "project")
    for name, place in (("ROOT", root), ("DATA", root / "data"), ("NOTEBOOKS", root / "notebooks")):
        monkeypatch.setattr(project, name, place)
    monkeypatch.delenv("PRESSROOM_PROCESSED", raising=False)
    return root


def test_each_entry_is_a_run_with_its_own_reads_page_and_parameter(here, monkeypatch):
    books = project.read()
    assert list(books) == ["01_first", "00_findings", "claim@A1", "claim@A2", "claim@B1"]
    one = books["claim@A2"]
    assert (one.title, one.page, one.root) == ("Claim A2", "claims/A2.html", "../")
    assert one.reads == ("processed/claims/A2.json",) and one.parameters == {"CLAIM": "A2"}
    assert project.needs(one, project.writers(books)) == {"01_first"}
    monkeypatch.setenv("PRESSROOM_NOTEBOOK", "claim@A2")
    project.permit("processed/claims/A2.json", "reads")
    with pytest.raises(InputError, match=r"claim@A2 reads processed/claims/A1\.json"):
        project.permit("processed/claims/A1.json", "reads")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{CLAIM: claims.yaml}", "{CLAIM: none.yaml}", "no such file"),
        ("{CLAIM: claims.yaml}", "{CLAIM: ../secret.yaml}", "a path below"),
        ("{CLAIM: claims.yaml}", "{A: claims.yaml, B: claims.yaml}", "one parameter and a file"),
        ("{CLAIM: claims.yaml}", "{CLAIM: published/x.csv}", "no rows"),
        ("claims/{CLAIM}.html", "claims/all.html", "both are claims/all.html"),
        ("claims/{CLAIM}.html", "tables/{CLAIM}.html", "a file name"),
        ("claims/{CLAIM}.html", "a/b/{CLAIM}.html", "a file name"),
        ("writes: [reports/result.json]", "writes: [processed/claims/x.csv]", "both write"),
        ("processed/claims/{CLAIM}.json", "processed/{CLAIM}.json", "some notebook writes"),
    ],
)
def test_a_bad_each_is_refused(here, old, new, says):
    (here / "notebooks/pipeline.yml").write_text(PIPELINE.replace(old, new))
    with pytest.raises(InputError, match=says):
        project.read()


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ("claims: []", "no id"),
        ("claims: {A1: x}", "a list of entries"),
        ("claims: [{name: A1}]", "a list of entries"),
        ("claims: [{id: A1}, {id: a1}]", "the id a1 twice"),
        ("claims: [{id: ../x}]", "names a page"),
        ("claims: [{id: 1}]", "names a page"),
    ],
)
def test_ids_that_cannot_name_a_page_are_refused(here, claims, says):
    (here / "data/claims.yaml").write_text(claims)
    with pytest.raises(InputError, match=says):
        project.read()


def test_a_cell_tagged_for_an_entry_that_there_is_not_is_one_error(here):
    path = here / "notebooks/00_findings.ipynb"
    book = small.nbformat.read(path, as_version=4)
    book.cells[-1].metadata["tags"] = ["claim-A2"]
    small.nbformat.write(book, path)
    assert project.read()
    book.cells[-1].metadata["tags"] = ["claim-A9"]
    small.nbformat.write(book, path)
    with pytest.raises(InputError, match=r"00_findings\.ipynb: found the tag claim-A9 .*did you mean"):
        project.read()


def test_a_group_whose_page_no_notebook_makes_is_one_error(here):
    (here / "story.yml").write_text("title: T\ngroups: {A: {title: Sums, page: 01_frist}}")
    with pytest.raises(
        InputError, match=r"story\.yml: found groups: A: page: 01_frist.*did you mean '01_first'"
    ):
        project.read()


def test_a_changed_figure_rebuilds_its_own_page_only(tmp_path):
    root = made(tmp_path / "project")
    status, said = small.build(root)
    assert status == 0 and said.count("never built here") == 5, said
    first = small.reports(root)
    page = first["claims/A2.html"].decode()
    assert "A2 says two" in page and 'href="../page.css"' in page and 'href="../index.html#A1"' in page
    assert (
        'href="../figures/x.svg"' in page
        and 'href="https://example.org/x"' in page
        and 'href="#title"' in page
    )
    assert 'href="../../notebooks/claim.ipynb"' in page
    assert 'rel="prev" href="../claims/A1.html"' in page and 'rel="next" href="../claims/B1.html"' in page

    (root / "data/published/x.csv").write_text("one,2,three")
    small.sums(root)
    status, said = small.build(root)
    assert status == 0 and "claim@A2" in said and "input processed/claims/A2.json changed" in said, said
    assert sum(" runs: " in line for line in said.splitlines()) == 3, said  # 01_first, A2 and the page of all
    now = small.reports(root)
    digest = (publish.digest(root)).encode()
    assert (
        b"A2 says 2" in now["claims/A2.html"]
        and now["result.json"] == b"2"
        and digest in now["claims/A1.html"]
    )

    # and the pages are those of a build of everything, byte for byte
    status, said = small.build(root, "--force")
    assert status == 0 and said.count(" runs: ") == 5 and small.reports(root) == now, said

    # a claim that goes takes its page with it
    (root / "data/claims.yaml").write_text(CLAIMS.replace("  - id: B1\n", ""))
    small.sums(root)
    status, said = small.build(root)
    assert status == 0 and " runs: " not in said and "claims/B1.html" not in small.reports(root), said
