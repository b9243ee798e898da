"""Build the small stories of examples/: `make examples`.

Each is copied to build/examples/ with the notebooks that all small stories share, and
built there; its pages are in reports/.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILT = ROOT / "build" / "examples"


def copy_example(example, folder):
    """Copy a story, and what all small stories share, over what stands in a folder."""
    for layer in (example, ROOT / "tools" / "new_story"):
        shutil.copytree(layer, folder, dirs_exist_ok=True)
    shutil.copyfile(ROOT / "requirements.lock", folder / "requirements.lock")


def run(folder, tool):
    """Run a tool on a story; return its exit status."""
    environment = {**os.environ, "DUALUSE_ROOT": str(folder)}
    return subprocess.call([sys.executable, "-P", str(ROOT / tool)], env=environment)


def main():
    status = 0
    for example in sorted((ROOT / "examples").iterdir()):
        folder = BUILT / example.name
        copy_example(example, folder)
        for tool in ("tools/describe_data.py", "dodo.py"):
            status = status or run(folder, tool)
        print(folder.relative_to(ROOT) / "reports" / "index.html")
    return status


if __name__ == "__main__":
    sys.exit(main())
