"""What SECURITY.md promises: data cannot run, nothing leaves its folder, libraries are pinned by hash."""

import ast
import io
import json
import re
import zipfile

import pytest

from dualuse.official.formats import _file
from pressroom import files
from pressroom.errors import InputError
from pressroom.project import ROOT

PYTHON = [p for room in ("lib", "tools", "benchmarks") for p in sorted((ROOT / room).rglob("*.py"))]
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal", "cloudpickle"}
CALLS = {"yaml.load", "yaml.unsafe_load", "yaml.full_load", "os.system", "os.popen", "tempfile.mktemp"}
CALLS |= {"pd.read_pickle", "pandas.read_pickle", "subprocess.getoutput", "eval", "exec"}


def sources():
    for path in PYTHON:
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    for path in BOOKS:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield f"{path.name}, {cell['id']}", "".join(cell["source"])


def faults(text):
    """Return what a piece of Python does that SECURITY.md says is not done."""
    found = []
    for node in ast.walk(ast.parse(text)):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found += [n for n in names if n.split(".")[0] in MODULES]
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            found += [called] if called in CALLS or called.endswith((".extractall", ".to_pickle")) else []
            found += ["shell=True" for k in node.keywords if k.arg == "shell"]
    return found


def test_no_source_unpickles_or_gives_text_to_a_shell():
    assert len(PYTHON) > 40 and len(BOOKS) > 7
    found = {where: bad for where, text in sources() if (bad := faults(text))}
    # git's own archive of our own sources, with tarfile's filter against members that climb
    assert found.pop("tools/verify.py") == ["tar.extractall"]
    assert 'tar.extractall(folder, filter="data")' in (ROOT / "tools/verify.py").read_text(encoding="utf-8")
    assert not found


@pytest.mark.parametrize(
    "text", ["import pickle", "yaml.load(x)", "subprocess.run(x, shell=True)", "eval(x)", "z.extractall(f)"]
)
def test_the_search_for_them_finds_them(text):
    assert faults(text)


def test_yaml_is_plain_values():
    tag = "a: !!python/object/apply:os.system ['true']"
    for text in (tag, "a: &x 1\nb: *x", "a: 1\na: 2", "a: " + "[" * 5000, "a: 2022-02-31"):
        with pytest.raises(InputError, match="plain YAML"):
            files.document(text, "x.yml")
    assert files.document("a: [1, yes, 2022-02-03, '06']", "x.yml")["a"][3] == "06"


@pytest.mark.parametrize("name", ["../x.csv", "/x.csv", "a/../../x.csv", "..\\x.csv", "C:\\x.csv"])
def test_members_of_a_zip_cannot_leave_their_folder(tmp_path, name):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), "t,i,j,k,v,q\n")
    path = tmp_path / "BACI_HS22.zip"
    path.write_bytes(held.getvalue())
    with pytest.raises(InputError, match="stay inside"):
        _file.members(path)


def test_every_pin_has_a_hash():
    for lock in sorted(ROOT.glob("requirements*.lock")):
        text = lock.read_text(encoding="utf-8")
        pins = re.split(r"\n(?=[A-Za-z0-9])", text)
        least = 1 if lock.stem.endswith("installer") else 50
        assert len(pins) >= least and all("--hash=sha256:" in pin for pin in pins), lock.name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a,b\n1,2,3\n", "3 fields"),
        ("x,a,b\n1,2\n", "2 fields"),
        ("a,a\n1,2\n", "the column 'a'"),
        ("a,b\n", "no rows"),
        ('a,b\n"1,2\n', "end of data"),
        ("a,b\n1,\0\n", "NUL"),
    ],
)
def test_a_csv_loses_nothing_in_silence(tmp_path, text, found):
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=found):
        files.table(path, "x.csv")
