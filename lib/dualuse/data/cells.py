"""What one cell of data/ may hold: pairs of a test and of what is expected."""

import re
from datetime import date

from pressroom.errors import InputError

MONTH = r"\d{4}-(0[1-9]|1[0-2])"
DAY = r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?"
# A plain host, no user before it; then visible ASCII without what could end an attribute or an address.
PAGE = r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?(/[!#-;=?-~]*)?"
SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
MOST_WORDS = 15  # of another page's words, in one quotation
LONGEST = 1_000  # characters of a cell; the longest page address in hand has 334
# Control and escape codes, marks that hide text or turn its direction, characters of no script.
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
WIDE = "[\u3040-\u30ff\u4e00-\u9fff]"  # Chinese and Japanese: two characters count as one word


def one_of(words, name=None):
    """A word of a list; `name` says the list where it is long."""
    known = frozenset(words)
    return (known.__contains__, f"one of {name or ', '.join(w or 'nothing' for w in words)}")


def like(pattern, example, empty=False):
    """Text of a pattern, in ASCII; `example` is shown where it is not."""
    return (
        lambda v: (empty and v == "") or re.fullmatch(pattern, v, re.ASCII) is not None,
        f"text like {example}" + (", or nothing" if empty else ""),
    )


def day(example, empty=False):
    """A day that exists, a month or a year."""
    shaped, expected = like(DAY, example, empty)

    def good(v):
        try:
            return shaped(v) and (v.count("-") < 2 or bool(date.fromisoformat(v)))
        except ValueError:
            return False

    return good, expected


def reads(function, *words):
    """Return whether a printed number, its unit and its hedge can be read."""
    try:
        function(*words)
    except InputError:
        return False
    return True


def words_of(text):
    """Return how many words a quotation has; two Chinese or Japanese characters count as one.

    Examples
    --------
    >>> words_of("worth over $2 million"), words_of("向戰場源源不斷")
    (4, 4)
    """
    wide = len(re.findall(WIDE, text))
    return sum(any(c.isalnum() for c in w) for w in re.sub(WIDE, " ", text).split()) + -(-wide // 2)


def plain(where, line, row):
    """Refuse text that a reader could not see, or that is too long to be a cell."""
    whole = "|".join(row.values())
    if not HIDDEN.search(whole) and len(whole) <= LONGEST:
        return
    for column, text in row.items():
        if hidden := HIDDEN.search(text):
            found = f"{column} with the character U+{ord(hidden[0]):04X}"
            raise InputError(where, found, "visible text", row=line)
        if len(text) > LONGEST:
            raise InputError(where, f"{column} of {len(text)} characters", f"at most {LONGEST}", row=line)


ANY = (lambda v: True, "text")
FILLED = (lambda v: v.strip() != "", "text")
QUOTE = (lambda v: words_of(v) <= MOST_WORDS, f"at most {MOST_WORDS} words of the page")
