"""Open JupyterLab at the notebooks: the environment's kernel, this machine only, a token, a page to begin with.

Usage: python -m pressroom.lab [--port N] [--no-browser]   (`make lab`)

Nothing is asked of the network: news, update checks and the extension manager are switched off for this
server. The reader's own Jupyter settings are left as they are.
"""

import argparse
import json
import os
import re
import sys
from pathlib import Path

from pressroom import project

WELCOME = "build/lab/WELCOME.md"  # below the project, made anew at each start from the README
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    # every cell is drawn at once: the notebooks are short, and the browser's own search then finds everything
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
}
OFF = {"disabledExtensions": {"@jupyterlab/extensionmanager-extension": True}}
BEGIN = """# Enough gear for an army?

Each notebook runs from top to bottom: open it, then *Run, Run All Cells*. A notebook that needs tables of another one
says so: `make reports` builds them all. To ask your own question, open [explore](../../notebooks/explore.ipynb), change
the second cell and run all.

"""


def welcome(readme):
    """Return the page to begin with: the README's reading path, each notebook a link."""
    path = re.search(r"^## Reading path\n.*?(?=^## )", readme, re.M | re.S)[0]
    return BEGIN + re.sub(r"`(\w+)`(?= \|)", r"[\1](../../notebooks/\1.ipynb)", path)


def configure(folder):
    """Write the settings of this server into a folder of its own."""
    for name, content in {"default_setting_overrides": SETTINGS, "page_config": OFF}.items():
        file = folder / "labconfig" / f"{name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def command(port=8888, browser=True):
    """Return the arguments of `jupyter lab`."""
    given = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.root_dir": project.ROOT,
        "ServerApp.open_browser": browser,
        "LabApp.default_url": f"/lab/tree/{WELCOME}",
        "LabApp.extension_manager": "readonly",
        "LabApp.news_url": None,
        "KernelSpecManager.allowed_kernelspecs": "python3",
        "KernelManager.transport_encryption": "auto",
    }
    # Jupyter refuses to start for root unless told to; a container often has nobody else.
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [sys.executable, "-m", "jupyterlab", *root, *(f"--{k}={v}" for k, v in given.items())]


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m pressroom.lab", description=__doc__.split("\n")[0])
    parser.add_argument("--port", type=int, default=8888, help="another is taken if this one is not free")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    options = parser.parse_args(arguments)
    folder = project.ROOT / Path(WELCOME).parent
    configure(folder)
    readme = (project.ROOT / "README.md").read_text(encoding="utf-8")
    (project.ROOT / WELCOME).write_text(welcome(readme), encoding="utf-8")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(
        filter(None, [str(folder), os.environ.get("JUPYTER_CONFIG_PATH")])
    )
    os.environ["JUPYTER_PREFER_ENV_PATH"] = (
        "1"  # this environment's kernel, not one of the same name elsewhere
    )
    os.chdir(project.ROOT)
    line = command(options.port, not options.no_browser)
    os.execv(line[0], line)


if __name__ == "__main__":
    main()
