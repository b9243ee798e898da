"""Make the virtual environment from a hashed lock. Runs on a bare Python: standard library only.

Usage: python3 tools/setup.py VENV LOCK
"""

import subprocess
import sys
from pathlib import Path

# uv and pip, by hash; the pip that came with Python checks both, and does the work more slowly where uv cannot be had
INSTALLER = Path(__file__).resolve().parents[1] / "requirements-installer.lock"


def stop(message):
    sys.exit(f"setup: {message}")


def run(*command):
    return subprocess.run([str(c) for c in command], capture_output=True, text=True)


def main(venv, lock):
    if sys.version_info < (3, 11):  # noqa: UP036  a newcomer's python3 may be older than the project allows
        stop(
            f"this is Python {sys.version.split()[0]}; Python 3.11 or newer is needed "
            "(make PYTHON=python3.12 reports names another)."
        )
    venv, lock = Path(venv), Path(lock)
    python = venv / "bin" / "python"
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    if not python.exists() or run(*pip, "--version").returncode:  # a kill may have left half of one
        print(f"setup: making {venv} with Python {sys.version.split()[0]}", flush=True)
        made = run(sys.executable, "-m", "venv", "--clear", venv)
        if made.returncode:
            stop(
                "could not make the environment; on Debian and Ubuntu `apt-get install python3-venv` brings "
                f"what is missing.\n{(made.stdout + made.stderr).strip()[-400:]}"
            )
    if run(python, "-m", "uv", "--version").returncode:
        got = run(*pip, "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", INSTALLER)
        if "DO NOT MATCH" in got.stderr:
            stop(
                f"the installer offered is not the one that {INSTALLER.name} names.\n{got.stderr.strip()[-800:]}"
            )
    has_uv = run(python, "-m", "uv", "--version").returncode == 0
    # Compiled here, as pip does: some machines forbid Python to keep what it compiled, and then each start takes a
    # second more, of a build and of every test.
    uv = [python, "-m", "uv", "pip", "install", "--compile-bytecode", "--python", python]
    installer = uv if has_uv else [*pip, "install"]
    print(f"setup: installing {lock} with {'uv' if has_uv else 'pip'}", flush=True)
    done = run(*installer, "--require-hashes", "-r", lock)
    if done.returncode:
        text = done.stdout + done.stderr
        network = any(
            w in text.lower()
            for w in ("resolve", "connect", "network", "timed out", "dns", "from versions: none")
        )
        why = "no network, or the package index cannot be reached" if network else "the installer failed"
        stop(f"{why}. Its last words:\n{text.strip()[-800:]}")
    done = run(*installer, "--no-deps", "--no-build-isolation", "-e", ".")
    if done.returncode:
        stop(f"the project's own package failed to install.\n{(done.stdout + done.stderr).strip()[-800:]}")
    run(python, "-m", "compileall", "-q", "lib")


if __name__ == "__main__":
    main(*sys.argv[1:])
