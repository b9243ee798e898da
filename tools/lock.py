"""Pin again: requirements*.lock with hashes, and environment.yml, from pyproject.toml.

Maintainers run this (`make lock`); tests/tools/test_setup.py fails when environment.yml drifts from the lock.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {
    "requirements.lock": [],
    "requirements-test.lock": ["test"],
    "requirements-cluster.lock": ["cluster"],
}
INSTALLER = (
    "requirements-installer.lock"  # what checks all other hashes, checked by the pip that came with Python
)
UV, PIP = "uv==0.13.9", "pip==26.3"
CONDA = {"matplotlib": "matplotlib-base", "duckdb": "python-duckdb"}
# The platform whose bytes are promised: the reports are identical there, elsewhere their values are.
PLATFORM = {"python_version": "3.11", "python_full_version": "3.11.7", "sys_platform": "linux"}
PLATFORM |= {"platform_machine": "x86_64", "implementation_name": "cpython"}


def environment_yml():
    """Return the text of environment.yml: conda-forge names at the versions of requirements.lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pins = {}
    for line in re.findall(r"^([A-Za-z0-9_.-]+==[^\\\n]+)", (ROOT / "requirements.lock").read_text(), re.M):
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate(PLATFORM):
            pins[pin.name] = str(pin.specifier).lstrip("=")
    rows = []
    for spec in project["dependencies"]:
        name = re.split(r"[<>=!~ ]", spec)[0]
        rows.append(f"  - {CONDA.get(name, name)}={pins[name.split('[')[0]]}")
    return (
        "# Generated from pyproject.toml and requirements.lock by `make lock`; do not edit.\n"
        "name: dualuse\nchannels:\n  - conda-forge\n  - nodefaults\ndependencies:\n"
        "  - python=3.11\n" + "\n".join(rows) + "\n  - pip\n  - pip:\n      - --no-deps -e .\n"
    )


def main():
    compiling = [sys.executable, "-m", "uv", "pip", "compile", "-q", "--universal", "--generate-hashes"]
    compiling += ["--no-emit-index-url", "--no-header", "--no-annotate"]
    subprocess.run(
        [*compiling, "-", "-o", INSTALLER], cwd=ROOT, input=f"{UV}\n{PIP}\n", text=True, check=True
    )
    for lock, extras in LOCKS.items():
        command = [*compiling, "pyproject.toml", "-o", lock]
        command += [part for extra in extras for part in ("--extra", extra)]
        command += ["-c", "requirements.lock"] if extras else []
        subprocess.run(command, cwd=ROOT, check=True)
    (ROOT / "environment.yml").write_text(environment_yml())


if __name__ == "__main__":
    main()
