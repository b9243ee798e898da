"""Put built pages where readers find them: all of them or none, and the same bytes every time."""

import contextlib
import ctypes
import errno
import os
import re
import shutil
from pathlib import Path

from pressroom import files, palette, project
from pressroom.errors import InputError

RENAME_EXCHANGE = 2  # renameat2(2): two folders change places in one step
AT_FDCWD = -100
VARIANTS = "variants"  # the reader's own builds under reports/, which are kept
STYLE = Path(__file__).parent / "template" / "page.css"  # one sheet for all pages
PLACEHOLDER = "@sources@"
GENERATED = re.compile(r"<!-- (\w+): begin.*?<!-- \1: end -->", re.S)
# What git ignores here, and what is made from the sources.
NOT_SOURCES = {
    ".git",
    "__pycache__",
    ".ipynb_checkpoints",
    ".pytest_cache",
    ".hypothesis",
    ".ruff_cache",
}
NOT_SOURCES |= {"build", "reports", ".DS_Store", ".claude"}
FETCHED = "data/official/fetched"
NOT_BELOW = ("data/processed", FETCHED)
MARK = (
    '<div class="note" role="note"><strong>Not the published report.</strong> This copy was built with official '
    "rows from data/official/fetched, which are not in the repository.</div>"
)


def squeezed(css):
    """Return CSS without comments and needless spaces."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s*([{};,>])\s*|\s+", lambda m: m[1] or " ", css).strip() + "\n"


def source_files(root):
    """Return the project's sources: what git would track, without reports/, as sorted relative project."""
    found = []
    for folder, folders, names in os.walk(root):
        here = Path(folder).relative_to(root)
        folders[:] = [
            f
            for f in folders
            if f not in NOT_SOURCES
            and not f.endswith(".egg-info")
            and (here / f).as_posix() not in NOT_BELOW
            and not Path(folder, f, "pyvenv.cfg").exists()  # an environment, whatever its name
        ]
        found += [
            (here / n).as_posix() for n in names if n not in NOT_SOURCES and not n.startswith(".doit.db")
        ]
    return sorted(found)


def digest(root):
    """Return one SHA-256 of all sources; the README counts without the block made from the results."""
    lines = []
    for name in source_files(root):
        content = (Path(root) / name).read_bytes()
        if name == "README.md":
            content = GENERATED.sub("", content.decode("utf-8")).encode()
        lines.append(f"{files.of_bytes(content)}  {name}\n")
    return files.of_bytes("".join(lines).encode())


def brought(root):
    """Return whether rows that are not in the repository are in hand: these reports are the reader's own."""
    return any(n.is_file() and not n.name.startswith(".") for n in (Path(root) / FETCHED).rglob("*"))


def names(root, text):
    """Return whether a page names a folder of this machine: as a path of its own, so that /code is not </code>."""
    return re.search(rf"(?:(?<![<\w./-])|(?<=file://)){re.escape(str(root))}(?![\w-])", text) is not None


def assemble(target, books, stage, pages, root, mark=""):
    """Put pages, pictures and data of all notebooks into one new folder, each page with the mark, if any.

    Raises
    ------
    InputError
        If two notebooks write one file, or a page holds this machine's path.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    (target / STYLE.name).write_text(
        squeezed(palette.css() + STYLE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n"
    )
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
        text = re.sub(r"(<main [^>]*>)", lambda m: m[1] + mark, text, count=1)
        if mark:  # two folders further down
            text = re.sub(r'href="((\.\./)+notebooks/)', r'href="../../\1', text)
        if names(root, text):
            raise InputError(f"reports/{book.page}", f"the path of this machine, {root}", "no path in a page")
        (target / book.page).parent.mkdir(exist_ok=True)
        (target / book.page).write_text(text, encoding="utf-8", newline="\n")
    return target


def same(one, other):
    """Return whether two folders hold the same files with the same bytes (variants apart)."""
    names = [files.listed(f, skip=(f"{VARIANTS}/",)) if f.is_dir() else None for f in (one, other)]
    return names[0] == names[1] and all(files.of_file(one / n) == files.of_file(other / n) for n in names[0])


def exchange(new, reports):
    """Let `new` become `reports` in one step; what was there before ends up in `new`, or nowhere.

    Where the system cannot exchange folders, two renames do it; `heal` mends what a kill between them leaves.
    """
    if (reports / VARIANTS).is_dir() and not (new / VARIANTS).exists():
        shutil.copytree(reports / VARIANTS, new / VARIANTS, copy_function=_link)
    if not reports.exists():
        new.rename(reports)
        return
    with contextlib.suppress(AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        if not libc.renameat2(AT_FDCWD, bytes(new), AT_FDCWD, bytes(reports), RENAME_EXCHANGE):
            return
        if ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(reports))
    reports.rename(_old(new))
    new.rename(reports)


def _old(new):
    return new.with_name("old")


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def heal(build, reports):
    """Mend what a kill left behind: put the old reports back if they stand aside, drop half-made folders.

    Returns
    -------
    bool
        Whether the reports had to be put back.
    """
    old, mended = build / "old", False
    if old.is_dir() and not reports.exists():
        old.rename(reports)
        mended = True
    for folder in (old, build / "new"):
        shutil.rmtree(folder, ignore_errors=True)
    return mended


def publish(books, root=None):
    """Publish all pages; return whether anything changed.

    With rows in hand that are not in the repository, they go to reports/variants/fetched, each with a mark, and
    the published reports stay as they are.

    Raises
    ------
    OSError
        If reports/ cannot be replaced; it then is as it was.
    """
    root = Path(root or project.ROOT)
    build, reports = root / "build", root / "reports"
    own = brought(root)
    if own:
        reports = reports / VARIANTS / "fetched"
        reports.parent.mkdir(parents=True, exist_ok=True)
    new = assemble(build / "new", books, build / "stage", build / "pages", root, MARK if own else "")
    if same(new, reports):
        shutil.rmtree(new)
        return False
    exchange(new, reports)
    for folder in (new, _old(new)):
        shutil.rmtree(folder, ignore_errors=True)
    return True
