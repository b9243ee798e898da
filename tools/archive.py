"""Pack the project for a repository of research data such as Zenodo: `make archive` writes build/NAME-VERSION.zip.

It holds what git tracks, the published reports and ro-crate-metadata.json, which names data, code, claims and
verdicts (RO-Crate 1.1). The same sources give the same bytes; unpacked, `make reports` gives the same pages.
"""

import json
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

import pressroom.quiet  # noqa: F401

from pressroom import files, project
from pressroom.engine import publish
from pressroom.errors import InputError

NAME = "ro-crate-metadata.json"
CONTEXT = "https://w3id.org/ro/crate/1.1"
PEOPLE, LICENCE = "#authors", "https://creativecommons.org/licenses/by/4.0/"
TYPES = {".csv": "text/csv", ".json": "application/json", ".html": "text/html", ".md": "text/markdown"}
TYPES |= {".yaml": "application/yaml", ".ipynb": "application/x-ipynb+json", ".py": "text/x-python"}
TYPES |= {".yml": "application/yaml", ".svg": "image/svg+xml", ".png": "image/png", ".gz": "application/gzip"}
TYPES |= {".css": "text/css", ".js": "text/javascript", ".xml": "application/xml"}  # the rest is plain text
CODE = (".py", ".ipynb")


def packed() -> list[str]:
    """Return the names of all files that go in: the sources and the published reports, sorted."""
    reports = files.listed(project.ROOT / "reports", skip=(f"{publish.VARIANTS}/",))
    if "index.html" not in reports:
        raise InputError("reports/", "no index.html", "published reports: `make reports` first")
    return sorted([*publish.source_files(project.ROOT), *(f"reports/{name}" for name in reports)])


def crate(names: list[str]) -> dict:
    """Return the RO-Crate's metadata of the files packed, as JSON-LD.

    Every file is an entity with its size and type; those of data/ have title and licence of datapackage.json, and
    each verdict is a ClaimReview whose subject is the page of its claim.
    """
    story = project.story()
    told = json.loads((project.DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    known = {f"data/{resource['path']}": resource for resource in told}
    entities = [_file(name, known.get(name, {})) for name in names]
    verdicts = json.loads((project.ROOT / "reports" / "verdicts.json").read_text(encoding="utf-8"))
    reviews = [_review(verdict, set(names)) for verdict in verdicts]
    root = {
        "@id": "./", "@type": "Dataset", "name": story.title, "description": story.description,
        "version": str(story.version), "datePublished": str(story.released), "license": {"@id": LICENCE},
        "author": {"@id": PEOPLE}, "publisher": {"@id": PEOPLE}, "hasPart": [{"@id": e["@id"]} for e in entities],
        "mainEntity": {"@id": "reports/index.html"}, "mentions": [{"@id": r["@id"]} for r in reviews],
    }  # fmt: skip
    about = {"@id": NAME, "@type": "CreativeWork", "conformsTo": {"@id": CONTEXT}, "about": {"@id": "./"}}
    licence = {"@id": LICENCE, "@type": "CreativeWork", "name": "Creative Commons Attribution 4.0"}
    people = {"@id": PEOPLE, "@type": "Organization", "name": f"the authors of “{story.title}”"}
    return {"@context": f"{CONTEXT}/context", "@graph": [about, root, people, licence, *entities, *reviews]}


def _file(name, known):
    kinds = ["File", "SoftwareSourceCode"] if name.endswith(CODE) else "File"
    path = project.ROOT / name
    made = {"@id": name, "@type": kinds, "name": known.get("title", name), "contentSize": path.stat().st_size}
    made["encodingFormat"] = TYPES.get(path.suffix, "text/plain")
    terms = [
        licence["path"] for licence in known.get("licenses", ()) if licence.get("path", "")[:4] == "http"
    ]
    return made | ({"license": {"@id": terms[0]}} if terms else {}) | {"sha256": files.of_file(path)}


def _review(verdict, names):
    page = f"reports/claims/{verdict['id']}.html"
    made = {"@id": f"#verdict-{verdict['id']}", "@type": "ClaimReview", "claimReviewed": verdict["claim"]}
    made |= {"name": f"{verdict['id']}: {verdict['verdict']}", "reviewBody": verdict["why"]}
    return made | {"author": {"@id": PEOPLE}} | ({"subjectOf": {"@id": page}} if page in names else {})


def write(target: Path) -> Path:
    """Write the archive; every time, owner and order in it is fixed."""
    names = packed()
    metadata = json.dumps(crate(names), indent=1, ensure_ascii=False) + "\n"
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packing:
        for name in [NAME, *names]:
            path = project.ROOT / name
            entry = zipfile.ZipInfo(f"{target.stem}/{name}", (1980, 1, 1, 0, 0, 0))
            mode = 0o755 if name != NAME and path.stat().st_mode & 0o100 else 0o644
            entry.external_attr, entry.compress_type = (0o100000 | mode) << 16, zipfile.ZIP_DEFLATED
            packing.writestr(entry, metadata if name == NAME else path.read_bytes())
    return part.replace(target)


def main() -> int:
    try:
        name = json.loads((project.DATA / "datapackage.json").read_text(encoding="utf-8"))["name"]
        target = write(project.ROOT / "build" / f"{name}-{project.story().version}.zip")
    except InputError as error:
        print(f"bad input: {error}", file=sys.stderr)
        return 2
    print(f"  {target.relative_to(project.ROOT)} ({target.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
