"""Pack the project for a repository of research data such as Zenodo: `make archive`.

build/NAME-VERSION.zip holds the regular files that git tracks and no others: no link,
nothing of the reader's. ro-crate-metadata.json in it names data, code, claims and
verdicts (RO-Crate 1.1), sbom.json the libraries. The same sources, the same bytes.
"""

import json
import mimetypes
import re
import sys
import zipfile
from pathlib import Path

from dualuse.base import tables
from dualuse.base.errors import InputError

# Behind all others: a stray tools/random.py is not imported for Python's own.
sys.path.append(str(Path(__file__).parent))
import supply
from verify import BUILT, list_tracked

ROOT = tables.ROOT
CRATE, BILL = "ro-crate-metadata.json", "sbom.json"
CONTEXT = "https://w3id.org/ro/crate/1.1"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
AUTHORS = {"@id": "#authors"}
TYPES = mimetypes.MimeTypes(filenames=())  # what this machine adds differs
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day that a zip can name


def list_packed():
    """Return the names of the regular files that git tracks, sorted."""
    names = []
    for name, mode in list_tracked().items():
        path = ROOT / name
        if name.startswith(BUILT[:4]):
            raise InputError(name, "a file that git tracks", "none in this folder")
        if mode.startswith("100") and path.is_file() and not path.is_symlink():
            names.append(name)
    sums = tables.read_sums(tables.REPORTS / tables.SUMS)
    for name, digest in sums.items():
        if tables.hash_file(tables.REPORTS / name) != digest:
            raise InputError(f"reports/{name}", "other content than its hash", "pages")
    if not sums:
        raise InputError("reports/", f"no {tables.SUMS}", "committed reports")
    return sorted(names)


def describe_file(name, resources):
    """Return the entity of a file; one of data/ has its title and licence."""
    path = ROOT / name
    resource = resources.get(name, {})
    entity = {
        "@id": name,
        "@type": "File",
        "name": resource.get("title", name),
        "contentSize": path.stat().st_size,
        "encodingFormat": TYPES.guess_type(name)[0] or "text/plain",
        "sha256": tables.hash_file(path),
    }
    if path.suffix in (".py", ".ipynb"):
        entity["@type"] = ["File", "SoftwareSourceCode"]
    for licence in resource.get("licenses", []):
        if licence.get("path", "").startswith("http"):
            entity["license"] = {"@id": licence["path"]}
    return entity


def describe_verdict(claim):
    """Return a verdict as a ClaimReview whose subject is the page of its claim."""
    return {
        "@id": f"#verdict-{claim['id']}",
        "@type": "ClaimReview",
        "claimReviewed": claim["claim"],
        "name": f"{claim['id']}: {claim['text']}",
        "reviewBody": claim["we_found"],
        "author": AUTHORS,
        "subjectOf": {"@id": f"reports/claims/{claim['id']}.html"},
    }


def describe_project(names):
    """Return the RO-Crate's metadata of the files, as JSON-LD."""
    story = tables.read_story()
    resources = {}
    for path, resource in tables.read_schemas().items():
        resources[f"data/{path}"] = resource
    files = [describe_file(name, resources) for name in names]
    verdicts = tables.REPORTS / "verdicts.json"
    claims = json.loads(verdicts.read_text(encoding="utf-8"))
    reviews = [describe_verdict(claim) for claim in claims]
    project = {
        "@id": "./",
        "@type": "Dataset",
        "name": story["title"],
        "description": story["description"],
        "version": str(story["version"]),
        "datePublished": str(story["released"]),
        "license": {"@id": LICENCE},
        "author": AUTHORS,
        "mainEntity": {"@id": "reports/index.html"},
        "hasPart": [{"@id": entity["@id"]} for entity in files],
        "mentions": [{"@id": review["@id"]} for review in reviews],
    }
    crate = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": CONTEXT},
        "about": {"@id": "./"},
    }
    licence = {
        "@id": LICENCE,
        "@type": "CreativeWork",
        "name": "Creative Commons Attribution 4.0",
    }
    authors = {
        "@id": AUTHORS["@id"],
        "@type": "Organization",
        "name": f"the authors of “{story['title']}”",
    }
    graph = [crate, project, licence, authors, *files, *reviews]
    return {"@context": f"{CONTEXT}/context", "@graph": graph}


def write_json(content):
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def pack(target):
    """Write the archive; time, owner and order in it are fixed."""
    names = list_packed()
    made = {BILL: write_json(supply.make_bill())}
    made[CRATE] = write_json(describe_project(names))
    target.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in [*sorted(made), *names]:
            content = made.get(name) or (ROOT / name).read_bytes()
            mode = 0o644
            if name in names and (ROOT / name).stat().st_mode & 0o100:
                mode = 0o755
            entry = zipfile.ZipInfo(f"{target.stem}/{name}", LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, content)


def main():
    package = json.loads(tables.read_text(tables.DATA / "datapackage.json"))
    name = f"{package['name']}-{tables.read_story()['version']}.zip"
    if not re.fullmatch(r"[\w.-]+", name):
        raise InputError(tables.PACKAGE, f"the name {name}", "letters, digits, hyphens")
    target = ROOT / "build" / name
    tables.list_files(target.parent)  # it refuses a link, which would lead elsewhere
    pack(target)
    print(f"build/{name} ({target.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        print(f"archive: {error}", file=sys.stderr)
        sys.exit(2)
