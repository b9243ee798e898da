"""Faults, tried for real: a seeded sample in every test run, more in test-all, the full counts in `make faults`."""

import ast
import os
import re
import signal
import sys

import fault_build
import fault_data
import fault_inputs
import fault_official
import faults
import pytest

from pressroom.project import ROOT


def all_survive(result):
    tried, survived = result
    assert tried and tried == survived


def test_a_sample_of_changed_bytes_is_refused_by_name(tmp_path):
    all_survive(fault_data.bytes_changed(tmp_path / "project", seed=1, count=8))


def test_no_other_line_end_hides_in_the_list_of_hashes(tmp_path):
    all_survive(fault_data.line_ends(tmp_path / "project"))


@pytest.mark.parametrize("kind", ["categories", "pipeline"])
def test_a_sample_of_malformed_inputs_is_refused_or_read_right(tmp_path, kind):
    all_survive(fault_inputs.malformed(tmp_path / "project", kind, seed=1, count=3))


def test_a_sample_of_malformed_official_files_is_refused_or_counted(tmp_path):
    all_survive(fault_official.malformed(tmp_path / "project", seed=1, count=2))


def test_the_entry_that_only_reads_ends_with_status_2_and_one_line(tmp_path):
    root = fault_data.project(tmp_path / "project")
    (root / "data/claims.yaml").write_text("claims: [\n", encoding="utf-8")
    fault_inputs.rehash(root)
    command = [sys.executable, "-m", "pressroom.engine", "--check"]
    env = {**os.environ, "PRESSROOM_ROOT": str(root), "PYTHONPATH": str(ROOT / "lib")}
    done = fault_build.subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("bad input: data/claims.yaml: ") and done.stderr.count("\n") == 1


READERS = (ROOT / "Makefile").read_text(encoding="utf-8").partition("##@ For maintainers")[0]
PROGRAMS = sorted(
    {found[1] for found in re.finditer(r"\$\(PY\) (tools/\w+\.py|-m (?!pytest|ruff|mypy)[\w.]+)", READERS)}
)


@pytest.mark.parametrize("program", [p for p in PROGRAMS if p != "-m pressroom.engine"])  # it has a `try`
def test_a_program_for_readers_begins_with_what_answers_ctrl_c(program):
    path = ROOT / program if program[0] != "-" else ROOT / "lib" / f"{program[3:].replace('.', '/')}.py"
    imported = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Import)]
    first = [alias.name for node in imported for alias in node.names if alias.name.startswith("pressroom")]
    assert "pressroom.quiet" in first


def test_ctrl_c_is_one_line():
    command = [sys.executable, "-c", "import pressroom.quiet\nraise KeyboardInterrupt"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "lib")}
    done = fault_build.subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("stopped\n", -signal.SIGINT)


def test_every_kind_of_malformed_input_adds_up_to_the_promised_300():
    assert sum(kind[-1] for kind in fault_inputs.KINDS.values()) + 50 >= 300


# What takes minutes is tried less often here than in `make faults`, which writes benchmarks/faults.csv.
FEWER = {
    "kill -9 of the build": {"count": 4},
    "kill -9, reports/ elsewhere (link, bind mount, file system)": {"count": 2},
    "Ctrl-C": {"count": 2},
    "disk full": {"keeps": (0, 12288, 65536)},
    "two builds at once": {"count": 1},
    "one byte changed under data/": {"count": 40},
    "malformed figures": {"count": 40},
    "malformed claims": {"count": 40},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", faults.FAULTS)
def test_all_faults_are_survived(tmp_path, name):
    all_survive(faults.FAULTS[name](tmp_path / "project", **FEWER.get(name, {})))


def test_fewer_are_tried_of_known_faults_only():
    assert set(FEWER) <= set(faults.FAULTS)
