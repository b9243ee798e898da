"""What the solver answered, kept from one build to the next.

An answer is a function of the figures of its linear programme and of the question,
whatever was asked before (`solver.Model`). So a build that changes one figure asks again
of its programme alone. Only the build keeps answers: DUALUSE_SOLVED names their file, one
for each state of what `dodo.hash_code` hashes (library, packages, story, units); those of
figures that are gone stay until that changes. Beside them `robustness` keeps what it
judged of a claim without some of its evidence, and `press.show` the pictures
for a phone, each a function of the picture on its page. SQLite writes an answer
whole or not at all, also when two kernels write, or the build is killed.
"""

import hashlib
import json
import os
import sqlite3
from functools import cache
from typing import Any

TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    programme TEXT,
    question TEXT,
    answer TEXT,
    PRIMARY KEY (programme, question)
) WITHOUT ROWID
"""
READ = "SELECT question, answer FROM answers WHERE programme = ?"
READ_ONE = f"{READ} AND question = ?"
WRITE = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)"
PATIENCE = 60  # seconds to wait for another kernel that writes


@cache
def open_answers(path: str) -> sqlite3.Connection:
    """Return the file of answers, open; nobody waits until it is on the disk."""
    database = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = OFF")
    database.execute(TABLE)
    return database


class Answers:
    """The answers of a programme, {question in words: plain data}.

    Without DUALUSE_SOLVED none is kept longer than the programme.

    Parameters
    ----------
    programme : object
        All that its answers depend on; its `repr` says so in full.

    Examples
    --------
    >>> answers = Answers("two figures")
    >>> answers["May 2022"] = [4.3, "F046"]
    >>> answers["May 2022"]
    [4.3, 'F046']
    """

    def __init__(self, programme: object) -> None:
        self.texts: dict[str, str] = {}
        self.path = os.environ.get("DUALUSE_SOLVED", "")
        if self.path:
            self.name = hashlib.sha256(repr(programme).encode()).hexdigest()
            rows = open_answers(self.path).execute(READ, [self.name])
            self.texts.update(rows)

    def __contains__(self, question: str) -> bool:
        if self.path and question not in self.texts:  # another kernel may have it now
            row = open_answers(self.path).execute(READ_ONE, [self.name, question])
            self.texts.update(row)
        return question in self.texts

    def __getitem__(self, question: str) -> Any:
        if question not in self:
            raise KeyError(question)
        return json.loads(self.texts[question])

    def __setitem__(self, question: str, answer: Any) -> None:
        self.texts[question] = json.dumps(answer)
        if self.path:
            row = [self.name, question, self.texts[question]]
            open_answers(self.path).execute(WRITE, row)
