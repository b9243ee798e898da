"""Pin again: requirements*.lock with hashes, and environment.yml, from pyproject.toml.

    python tools/lock.py

tests/test_setup.py fails when environment.yml is not what the lock says.
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
    "requirements-test.lock": ["--extra", "test", "-c", "requirements.lock"],
    "requirements-cluster.lock": ["--extra", "cluster", "-c", "requirements.lock"],
}
INSTALLER = "requirements-installer.lock"  # what checks all other hashes
UV, PIP = "uv==0.13.9", "pip==26.3"
CONDA = {"matplotlib": "matplotlib-base", "duckdb": "python-duckdb"}
# The platform whose bytes are promised; elsewhere values are, pictures apart.
PLATFORM = {
    "python_version": "3.11",
    "python_full_version": "3.11.7",
    "sys_platform": "linux",
    "platform_machine": "x86_64",
    "implementation_name": "cpython",
}
PIN = re.compile(r"^([A-Za-z0-9_.-]+==[^\\\n]+)", re.M)
HEAD = """# Generated from pyproject.toml and requirements.lock by tools/lock.py; do not edit.
name: dualuse
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python=3.11
"""
TAIL = """  - pip
  - pip:
      - --no-deps -e .
"""


def read_pins():
    """Return {library: version} of requirements.lock on the promised platform."""
    pins = {}
    for line in PIN.findall((ROOT / "requirements.lock").read_text()):
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate(PLATFORM):
            pins[pin.name] = str(pin.specifier).removeprefix("==")
    return pins


def write_environment():
    """Return the text of environment.yml: names of conda-forge, versions of the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pins = read_pins()
    lines = []
    for specification in project["dependencies"]:
        name = Requirement(specification).name
        lines.append(f"  - {CONDA.get(name, name)}={pins[name]}\n")
    return HEAD + "".join(lines) + TAIL


def compile_lock(lock, sources, text=None):
    command = [sys.executable, "-P", "-m", "uv", "pip", "compile", "-q", "--universal"]
    command += ["--generate-hashes", "--no-emit-index-url", "--no-header"]
    command += ["--no-annotate", *sources, "-o", lock]
    subprocess.run(command, cwd=ROOT, input=text, text=True, check=True)


def main():
    compile_lock(INSTALLER, ["-"], f"{UV}\n{PIP}\n")
    for lock, extras in LOCKS.items():
        compile_lock(lock, ["pyproject.toml", *extras])
    (ROOT / "environment.yml").write_text(write_environment())


if __name__ == "__main__":
    main()
