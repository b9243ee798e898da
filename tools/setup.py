"""Make the virtual environment from a hashed lock. Runs on a bare Python.

Usage: python3 -I tools/setup.py VENV LOCK

uv and pip stand in requirements-installer.lock, by hash: the pip that came with Python
checks both, and installs the rest itself, more slowly, where uv cannot be had.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INSTALLER = ROOT / "requirements-installer.lock"
UNREACHABLE = ("resolve", "connect", "network", "timed out", "dns", "versions: none")


def stop(message, result=None):
    """End with one line, and the last words of what failed."""
    if result is not None:
        message += f"\n{(result.stdout + result.stderr).strip()[-800:]}"
    sys.exit(f"setup: {message}")


def run(*command):
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True)


def make_environment(venv):
    """Make the environment, unless a whole one is there: a kill may leave half."""
    python = venv / "bin" / "python"
    if python.exists() and not run(python, "-I", "-m", "pip", "--version").returncode:
        return
    print(f"setup: making {venv} with Python {sys.version.split()[0]}", flush=True)
    result = run(sys.executable, "-I", "-m", "venv", "--clear", venv)
    if result.returncode:
        remedy = "on Debian and Ubuntu `apt-get install python3-venv` brings it"
        stop(f"Python cannot make an environment; {remedy}.", result)


def choose_installer(python):
    """Return the command that installs: uv if it can be had, else pip."""
    pip = [python, "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    pip.append("install")
    uv = [python, "-I", "-m", "uv"]
    if run(*uv, "--version").returncode:
        hashed = ["--require-hashes", "--only-binary", ":all:", "-r", INSTALLER]
        result = run(*pip, *hashed)
        if "DO NOT MATCH" in result.stderr:
            stop(f"the installer is not the one that {INSTALLER.name} names.", result)
    if run(*uv, "--version").returncode:
        return pip
    return [*uv, "pip", "install", "--python", python]


def install(python, lock):
    """Install what the lock names, then the project itself."""
    installer = choose_installer(python)
    print(f"setup: installing {lock}", flush=True)
    result = run(*installer, "--require-hashes", "-r", lock)
    if result.returncode:
        reason = "the installer failed"
        if any(word in result.stderr.lower() for word in UNREACHABLE):
            reason = "no network, or the package index cannot be reached"
        stop(f"{reason}. Its last words:", result)
    result = run(*installer, "--no-deps", "--no-build-isolation", "-e", ".")
    if result.returncode:
        stop("the project itself cannot be installed.", result)
    run(python, "-I", "-m", "compileall", "-q", "lib")


def main(venv, lock):
    if sys.version_info < (3, 11):  # noqa: UP036  it may run before any check
        version = sys.version.split()[0]
        remedy = "make PYTHON=python3.12 reports names another"
        stop(f"Python 3.11 or newer is needed, this is {version}; {remedy}.")
    venv = Path(venv).absolute()
    make_environment(venv)
    install(venv / "bin" / "python", lock)


if __name__ == "__main__":
    main(*sys.argv[1:])
