"""From the tests' server to the pages: rows that are brought judge the claims, in a copy that is never published."""

import json
import os
import shutil
import subprocess
import sys

import pytest
import synthetic_customs as synthetic
from comtrade_server import Server

from dualuse.official import totals as official
from pressroom import project
from pressroom.engine import publish

CLAIMS = ("A1", "A3")  # drones and ceramics to Russia


def trade(reporter, flow, partner, period, code):
    """The tests' own numbers, of no country: every code 3m a month to Russia, 1m to others, 1% more each month."""
    months = 12 * (int(period[:4]) - 2021) + int(period[4:])
    return (3e6 if partner == "643" else 1e6) * 1.01**months


def clone(root):
    """Copy the project as git has it."""
    listed = subprocess.run(["git", "ls-files"], cwd=project.ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        if (project.ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(project.ROOT / name, root / name)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project as git has it, with rows that `make data` brought from the tests' server."""
    root = tmp_path_factory.mktemp("copy")
    clone(root)
    with Server(trade=trade) as server:
        environment = {"PYTHONPATH": str(root / "lib"), "DUALUSE_COMTRADE_BASE": server.url}
        done = run(root, "dualuse.official.fetch", "comtrade", "--pause", "0", **environment)
    assert done.returncode == 0, done.stderr
    return root


def run(root, module, *arguments, **environment):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DUALUSE", "COMTRADE"))}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=root, env=clean | environment, capture_output=True, text=True)


@pytest.mark.slow
def test_brought_rows_judge_the_claims_in_a_copy_that_is_never_published(copy):
    alone = json.loads((copy / "reports/verdicts.json").read_text()) if (copy / "reports").exists() else []
    assert "COMTRADE" not in json.dumps([v for v in alone if v["id"] in CLAIMS]).upper()
    before = {p: p.read_bytes() for p in (copy / "reports").rglob("*") if p.is_file()}
    done = run(copy, "pressroom.engine", PYTHONPATH=str(copy / "lib"))
    assert done.returncode == 0, done.stdout + done.stderr
    own = copy / "reports/variants/fetched"
    verdicts = {v["id"]: v for v in json.loads((own / "verdicts.json").read_text())}
    for claim in CLAIMS:
        new = {e["source"] for e in verdicts[claim]["evidence"]}
        assert any("COMTRADE" in s.upper() for s in new), (claim, new)
    both = {e["source"] for e in verdicts["A4"]["evidence"]}  # sold by China, bought by Ukraine
    assert {"UN Comtrade", "UN Comtrade, the buyer's imports"} <= both, both
    for page in own.glob("*.html"):
        assert "Not the published report" in page.read_text()
    assert {p: p.read_bytes() for p in before} == before


@pytest.mark.slow
def test_the_plan_is_brought_whole(copy):
    coverage = official.coverage(copy / "data/official/fetched/comtrade")
    assert len(coverage) == 3 * 48 and set(coverage["status"]) == {"rows"}
    assert (coverage["rows"] > 0).all()


def test_only_brought_rows_make_a_copy(tmp_path):
    assert not publish.brought(tmp_path)
    (tmp_path / "data/official/fetched").mkdir(parents=True)
    (tmp_path / "data/official/fetched" / ".BACI.zip.part").write_text("")
    assert not publish.brought(tmp_path)
    (tmp_path / "data/official/fetched" / "a.csv").write_text("x")
    assert publish.brought(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", synthetic.PLANTED)
def test_bulletins_and_a_query_judge_the_claims(tmp_path, name):
    """Synthetic bulletins and a synthetic query of Chinese customs, put in by hand; the first page is enough."""
    clone(tmp_path)
    synthetic.plant(tmp_path / "data/official/fetched/gacc", name)
    done = run(tmp_path, "pressroom.engine", "00_findings", PYTHONPATH=str(tmp_path / "lib"))
    assert done.returncode == 0, done.stdout + done.stderr
    written = (tmp_path / "build/stage/00_findings/verdicts.json").read_text()
    verdicts = {v["id"]: v for v in json.loads(written)}
    found = {c: verdicts[c]["verdict"] for c in ("A3", "A4", "A5")}
    found |= {p["id"]: p["verdict"] for c in ("A3", "A4") for p in verdicts[c]["parts"]}
    assert found == synthetic.VERDICTS[name]
