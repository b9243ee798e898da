"""Open JupyterLab in the reader's own folder: this environment's kernel, this machine only, a token, a first page.

Usage: python -m pressroom.engine.lab [--port N] [--no-browser]   (`make lab`, `make lab PORT=9000`)

The folder is `my/`: no build reads it, git ignores it, `make clean` spares it. A copy of each notebook is put there if
there is none of that name; what is there already is never written over. Pictures and tables that a notebook in it
makes go to `my/out/`. Nothing is asked of the network: news, update checks and the extension manager are switched off
for this server. The reader's own Jupyter settings are left as they are.
"""

import pressroom.quiet  # noqa: F401

import argparse
import json
import os
import re
import shutil
import sys
from pathlib import Path

from pressroom import files, project
from pressroom.engine.arguments import typed

FOLDER = "my"  # below the project
WELCOME = f"{FOLDER}/WELCOME.md"  # made anew at each start from the README
SETTINGS_FOLDER = "build/lab"
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
BEGIN = """# {title}

This folder is yours: no build reads it and `make clean` spares it. The notebooks in it are copies to play in. Each runs
from top to bottom: open it, then *Run, Run All Cells*. One that needs tables of another says so: `make reports` builds
them all. To ask your own question, open [explore](explore.ipynb), change the second cell and run all. To keep an answer
as a page: `make report NOTEBOOK={folder}/explore.ipynb`. To have a copy made anew, rename or delete yours, start again.

"""


def welcome(readme: str, title: str) -> str:
    """Return the page to begin with: the README's reading path, each notebook a link to the copy of it."""
    path = re.search(r"^## Reading path\n.*?(?=^## )", readme, re.M | re.S)
    assert path, "the README has a reading path"
    return BEGIN.format(title=title, folder=FOLDER) + re.sub(r"`(\w+)`(?= \|)", _link, path[0])


def _link(found: re.Match) -> str:
    there = (project.NOTEBOOKS / f"{found[1]}.ipynb").exists()
    return f"[{found[1]}]({found[1]}.ipynb)" if there else found[0]


def lay_out() -> list[str]:
    """Copy each notebook into the reader's folder that is not there yet; return the names of those copied."""
    folder = project.ROOT / FOLDER
    folder.mkdir(exist_ok=True)
    missing = [p for p in sorted(project.NOTEBOOKS.glob("*.ipynb")) if not (folder / p.name).exists()]
    for path in missing:
        shutil.copyfile(path, folder / path.name)
    readme = (project.ROOT / "README.md").read_text(encoding="utf-8")
    files.write(project.ROOT / WELCOME, welcome(readme, project.story().title))
    return [path.name for path in missing]


def configure(folder: Path) -> None:
    """Write the settings of this server into a folder of its own."""
    for name, content in {"default_setting_overrides": SETTINGS, "page_config": OFF}.items():
        files.write(folder / "labconfig" / f"{name}.json", json.dumps(content, indent=1) + "\n")


def command(port: int = 8888, browser: bool = True) -> list[str]:
    """Return the arguments of `jupyter lab`."""
    given = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.root_dir": project.ROOT,
        "ServerApp.preferred_dir": project.ROOT / FOLDER,
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


def main(arguments: list[str] | None = None) -> None:
    """Lay out the folder and become JupyterLab."""
    parser = argparse.ArgumentParser(
        prog="python -m pressroom.engine.lab", description=(__doc__ or "").split("\n")[0]
    )
    port = typed([]).get("PORT", "8888")  # make lab PORT=9000
    parser.add_argument("--port", type=int, default=port, help="another is taken if this one is not free")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    options = parser.parse_args(arguments)
    folder = project.ROOT / SETTINGS_FOLDER
    configure(folder)
    lay_out()
    places = filter(None, [str(folder), os.environ.get("JUPYTER_CONFIG_PATH")])
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(places)
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # this environment's kernel, not its namesake elsewhere
    os.environ["PRESSROOM_OUT"] = str(project.ROOT / FOLDER / "out")
    os.chdir(project.ROOT / FOLDER)
    line = command(options.port, not options.no_browser)
    os.execv(line[0], line)


if __name__ == "__main__":
    main()
