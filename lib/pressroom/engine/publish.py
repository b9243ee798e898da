"""Put built pages where readers find them: all of them or none, and the same bytes every time.

The new folder takes the place of reports/ in one step (see `exchange`). Where that is not possible, as for a link or a
mount, pages are put inside it: first written beside their place, then renamed, index.html last; what a kill leaves half
done, `heal` finishes. Files that no build made stay.
"""

import html
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

from pressroom import files, palette, project
from pressroom.engine import exchange
from pressroom.errors import InputError

VARIANTS = "variants"  # the reader's own builds under reports/
STYLE = Path(__file__).parent / "template" / "page.css"  # one sheet for all pages
PLACEHOLDER = "@sources@"
GENERATED = re.compile(r"<!-- (\w+): begin.*?<!-- \1: end -->", re.S)
LIST = "SHA256SUMS"  # of the published files: what the next build may replace or remove
# Without git: what it would ignore here, and what is made from the sources.
NOT_SOURCES = {".git", "build", "reports", "my", "ro-crate-metadata.json", ".claude", ".vscode", ".idea"}
NOT_SOURCES |= {"__pycache__", ".ipynb_checkpoints", ".hypothesis", ".pytest_cache", ".ruff_cache"}
NOT_SOURCES |= {".mypy_cache", ".DS_Store"}


def squeezed(css: str) -> str:
    """Return CSS without comments and needless spaces."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s*([{};,>])\s*|\s+", lambda m: m[1] or " ", css).strip() + "\n"


def source_files(root: Path) -> list[str]:
    """Return the project's sources, without reports/, as sorted relative paths: what git tracks.

    Without git (a copy, an archive), all files are sources that git would not ignore.
    """
    root = Path(root)
    if (root / ".git").exists():
        # of whomever the clone is; and no program that its configuration names
        command = ["git", "-c", "safe.directory=*", "-c", "core.fsmonitor=false", "ls-files", "-z"]
        done = subprocess.run(command, cwd=root, capture_output=True, check=False)
        if not done.returncode:
            names = (os.fsdecode(name) for name in done.stdout.split(b"\0") if name)
            return sorted(n for n in names if not n.startswith("reports/") and os.path.lexists(root / n))
    return walked(root)


def walked(root: Path) -> list[str]:
    """Return the files that git would track in a copy without strays."""
    found, apart = [], [f"data/{folder}".rstrip("/") for folder in project.own()]
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        folders[:] = [
            f
            for f in folders
            if f not in NOT_SOURCES
            and not f.endswith(".egg-info")
            and (here / f).relative_to(root).as_posix() not in apart
            and not (here / f / "pyvenv.cfg").exists()  # an environment, whatever its name
        ]
        found += [
            (here / n).relative_to(root).as_posix()
            for n in names
            if n not in NOT_SOURCES and not files.LEFT.fullmatch(n) and (here / n).is_file()
        ]
    return sorted(found)


def digest(root: Path) -> str:
    """Return one SHA-256 of all sources; the README counts without the block made from the results."""
    lines = []
    for name in source_files(root):
        path = Path(root) / name
        content = os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
        if name == "README.md":
            content = GENERATED.sub("", content.decode("utf-8")).encode()
        lines.append(os.fsencode(f"{files.of_bytes(content)}  {name}\n"))
    return files.of_bytes(b"".join(lines))


def brought(root: Path) -> bool:
    """Return whether rows that are not in the repository are in hand: these reports are the reader's own."""
    folders = (Path(root) / "data" / folder for folder in project.story().own.folders)
    return any(files.listed(folder) for folder in folders)


def mark() -> str:
    """Return the note that pages made with such rows carry."""
    words = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(project.story().own.mark))
    return f'<div class="note" role="note">{words}</div>'


def names(root: Path, text: str) -> bool:
    """Return whether a page names a folder of this machine: as a path of its own, so that /code is not </code>."""
    return re.search(rf"(?:(?<![<\w./-])|(?<=file://)){re.escape(str(root))}(?![\w-])", text) is not None


def for_robots(books: list[project.Notebook]) -> dict[str, str]:
    """Return {name: text} of what search engines read first; the list of pages only where the site has an address."""
    site, found = project.story().address, {"robots.txt": "User-agent: *\nAllow: /\n"}
    if site:
        found["robots.txt"] += f"Sitemap: {site}sitemap.xml\n"
        rows = "".join(f"<url><loc>{html.escape(site + b.page)}</loc></url>\n" for b in books)
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        found["sitemap.xml"] = (
            f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{space}">\n{rows}</urlset>\n'
        )
    return found


def assemble(
    target: Path, books: list[project.Notebook], stage: Path, pages: Path, root: Path, note: str = ""
) -> Path:
    """Put pages, pictures and data of all notebooks into one new folder, each page with a note, if any.

    Raises
    ------
    InputError
        If two notebooks write one file, or a page holds this machine's path.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    sheet = squeezed(palette.css() + STYLE.read_text(encoding="utf-8"))
    for name, text in {STYLE.name: sheet, **for_robots(books)}.items():
        files.write(target / name, text)
    owner, sources = {STYLE.name: "the template"}, digest(root)
    for book in books:
        for name in files.listed(stage / book.name):
            if name in owner:
                both = f"{owner[name]} and {book.name} both write {name}"
                raise InputError(f"reports/{name}", both, "another name for one of them")
            owner[name] = book.name
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(stage / book.name / name, target / name)
        text = (pages / book.page).read_text(encoding="utf-8").replace(PLACEHOLDER, sources)
        text = re.sub(r"(<main [^>]*>)", lambda m: m[1] + note, text, count=1)
        if note:  # two folders further down
            text = re.sub(r'href="((\.\./)+notebooks/)', r'href="../../\1', text)
        if names(root, text):
            raise InputError(f"reports/{book.page}", f"the path of this machine, {root}", "no path in a page")
        files.write(target / book.page, text)
    sums = "".join(f"{files.of_file(target / name)}  {name}\n" for name in files.listed(target))
    files.write(target / LIST, sums)
    return target


def published(reports: Path) -> dict[str, str]:
    """Return {name: hash} of what the last build put into reports/; nothing if its list is gone or damaged."""
    listed = reports / LIST
    text = listed.read_text(encoding="utf-8", errors="replace") if listed.is_file() else ""
    found = (files.LINE.fullmatch(line) for line in text.splitlines())
    return {m[2]: m[1] for m in found if m and ".." not in m[2].split("/") and m[2][0] != "/"}


def same(new: Path, reports: Path) -> bool:
    """Return whether reports/ holds all that is new, byte for byte, and nothing of an older build."""
    made = published(new)
    if made != published(reports):
        return False
    return all((reports / n).is_file() and files.of_file(reports / n) == known for n, known in made.items())


def put(new: Path, reports: Path) -> None:
    """Let what is new become what is published; files that no build made stay.

    Raises
    ------
    OSError
        If there is no room or no permission; reports/ then is as it was.
    """
    gone, made = published(reports), [*published(new), LIST]
    # pages after what they show, index.html last, then the list
    made.sort(key=lambda n: (n == LIST, n == "index.html", n.endswith(".html"), n))
    parts = {name: (reports / name).with_name(f".{Path(name).name}.part") for name in made}
    try:
        for name, part in parts.items():
            part.parent.mkdir(parents=True, exist_ok=True)
            with (new / name).open("rb") as source, part.open("wb") as target:
                shutil.copyfileobj(source, target)
                target.flush()
                os.fsync(target.fileno())
    except BaseException:
        for part in parts.values():
            part.unlink(missing_ok=True)
        shutil.rmtree(new)
        raise
    signals = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    # for some milliseconds, so that no page is of another build
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    for name, part in parts.items():
        part.replace(reports / name)
    for name in sorted(set(gone) - set(made), reverse=True):
        (reports / name).unlink(missing_ok=True)
        folder = (reports / name).parent
        if folder != reports and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    shutil.rmtree(new)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)


def heal(root: Path) -> bool:
    """Finish what a kill left half published; return whether there was anything."""
    finished = False
    for ready, reports in places(root):
        shutil.rmtree(ready.with_name(f"{ready.name}.part"), ignore_errors=True)
        if (ready / LIST).is_file():
            put(ready, reports)
            finished = True
    return finished


def places(root: Path) -> tuple[tuple[Path, Path], tuple[Path, Path]]:
    """Return (where a complete build waits, where it goes): the published one, and one with a reader's own rows."""
    build, reports = Path(root) / "build", Path(root) / "reports"
    return (build / "ready", reports), (build / "ready-fetched", reports / VARIANTS / "fetched")


def publish(books: list[project.Notebook], root: Path | None = None) -> bool:
    """Publish all pages; return whether anything changed.

    With rows in hand that are not in the repository, they go to reports/variants/fetched, each with a mark, and
    the published reports stay as they are.

    Raises
    ------
    OSError
        If reports/ cannot be written; it then is as it was.
    """
    root = Path(root or project.ROOT)
    own = brought(root)
    ready, reports = places(root)[own]
    new = ready.with_name(f"{ready.name}.part")
    assemble(new, books, root / "build/stage", root / "build/pages", root, mark() if own else "")
    if same(new, reports):
        shutil.rmtree(new)
        return False
    if exchange.folders(new, reports, {*published(new), LIST}, {*published(reports)}):
        shutil.rmtree(new, ignore_errors=True)  # the old one; what a kill leaves of it, `heal` removes
        return True
    new.rename(ready)  # complete: from here on a kill is healed forward
    put(ready, reports)
    return True
