"""A data folder for tests of the library: invented figures and one claim, which no new finding moves."""

import csv
import shutil

import describe_data
import pytest
import yaml

from dualuse.data import load, rules
from dualuse.desk import asked, kept
from pressroom import project

DRONES, GOODS, IMPORTS = (f"CHN-RUS-{what}-GACC" for what in ("export-drones", "export-all", "import-all"))
# id, partner, flow, product, first and last month, value, unit, hedge, growth, source
ROWS = """
    F001 RUS export drones 2022-03 2023-05 32   m_USD  more_than .     GACC
    F002 RUS export drones 2022-03 2023-05 2    m_USD  exact     .     GACC
    F003 RUS export all    2021-01 2021-12 60.0 bn_USD exact     .     GACC
    F004 RUS export all    2022-07 2022-09 22.0 bn_USD exact     .     GACC
    F005 RUS export all    2023-01 2023-02 15.0 bn_USD exact     .     GACC
    F006 RUS export all    2023-03 2023-03 9.0  bn_USD exact     .     GACC
    F007 RUS export all    2023-01 2023-12 99.0 bn_USD exact     .     GACC
    F008 RUS import all    2023-01 2023-12 120  bn_USD exact     20    GACC
    F009 UKR export drones 2023-01 2023-06 200  k_USD  exact     .     NYT-TRADE
    F010 KAZ export tiles  2023-01 2023-06 30   units  exact     .     GACC
    F011 RUS export drones 2023-01 2023-06 14.0 m_USD  exact     .     NYT-TRADE
"""
CLAIM = {
    "id": "A1", "slug": "drones-to-russia", "group": "A", "claim": "An invented claim on drones.", "where": "nowhere",
    "seen": ["article"], "page": "https://example.org/claim", "kind": "level", "printed": "more than $100m",
    "tests": [{"kind": "level", "value": "100", "unit": "m USD", "hedge": "more than"}],
    "quantity": {"exporter": "CHN", "importer": "RUS", "product": "drones"}, "periods": [["2023-01", "2023-05"]],
    "evidence": [{"series": DRONES, "source": "GACC"}], "context": ["F001"], "settles": "Customs rows.",
}  # fmt: skip
FILE = {"asked": "Nobody.", "claims": [CLAIM], "left_out": []}


def data(folder):
    """Write the folder data/ of an invented project below `folder` and return it."""
    made = folder / "data"
    skip = shutil.ignore_patterns("processed", "fetched", ".*")
    shutil.copytree(project.ROOT / "data", made, ignore=skip)
    with (made / load.FIGURES).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rules.columns(rules.FIGURES), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(row(line) for line in ROWS.strip().splitlines())
    statements = (made / load.STATEMENTS).read_text(encoding="utf-8").splitlines(keepends=True)[:2]
    statements[1] = "A1" + statements[1][statements[1].index(",") :]
    (made / load.STATEMENTS).write_text("".join(statements), encoding="utf-8")
    (made / "article_map.csv").unlink(missing_ok=True)  # of the real article
    (made / "claims.yaml").write_text(yaml.safe_dump(FILE, sort_keys=False), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(project, "DATA", made)
        describe_data.describe()
    return made


def row(line):
    """Return a line of ROWS as a row of figures.csv."""
    words = [w.replace("_", " ").replace(".", "", w == ".") for w in line.split()]
    names = ["id", "partner", "flow", "product", "period_start", "period_end"]
    names += ["value", "unit", "hedge", "growth", "source"]
    given = dict(zip(names, words, strict=True))
    given |= {"role": "evidence", "reporter": "CHN", "print": "kept", "publisher": "An invented paper"}
    given |= {"growth_hedge": "exact" if given["growth"] else "", "released": "2024-02-01"}
    return given | {"page": f"https://www.example.org/{given['id']}"}


def use(monkeypatch, made, kept_in):
    """Let the library read a folder that `data` wrote, for the time of a test; what it keeps goes to another."""
    monkeypatch.setattr(project, "DATA", made)
    monkeypatch.setattr(kept, "FOLDER", kept_in)
    forget()


def forget():
    """Forget what the library holds in memory."""
    load.verify.cache_clear()
    for held in (
        kept._figures,
        kept._claimed,
        kept._model,
        kept._official,
        kept._goods,
        kept._rows,
        asked._bench,
    ):
        held.cache_clear()
