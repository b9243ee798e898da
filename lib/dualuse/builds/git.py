"""What git has of the story; nothing where there is no git."""

import os
import subprocess

from dualuse.base.files import ROOT

# In English, and byte by byte: what is no letter anywhere is compared as well.
ENVIRONMENT = {**os.environ, "LC_ALL": "C"}


def run_git(*words: str) -> bytes:
    """Return what git prints; nothing where there is no git, or no such thing."""
    command = ["git", "-c", "safe.directory=*", *words]
    try:
        done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True)
    except OSError:  # no git here
        return b""
    return b"" if done.returncode else done.stdout
