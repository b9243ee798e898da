"""The search: each section of each page, and the codes that a reader may type."""

import html
import re

from dualuse.press.pages import (
    FRONT,
    HEADING,
    describe_page,
    drop_tags,
    list_headings,
    name_kind,
    read_head,
    read_story_facts,
    template,
)

TITLE = re.compile(r"<title>(.*?)</title>", re.S)
NOT_READ = re.compile(r"<(pre|script|svg|style)\b.*?</\1>", re.S)
STRAY_SPACE = re.compile(r"(?<=[“(]) | (?=[”),.;:])")  # where a tag stood
QUOTED = 560  # letters of a section from which a hit of the search is quoted
NOT_FOUND = ["use", "history", "code", "rows-in-rows-out"]  # sections without a finding
WORD = re.compile(r"[a-z0-9$][\w.%’-]+")  # what the search finds
# Said to screen readers alone, or the code of a cell: no text of a section.
NOT_QUOTED = re.compile(
    r'<span class="sr">.*?</span>|<(?:details|div) class="code".*?</(?:details|div)>',
    re.S,
)
# A code that a reader may type, where it stands: a claim's page, a record's row, an
# evidence card with its judgement.
CODED_PAGE = re.compile(r"claims/(\w+)\.html")
CODED_ROW = re.compile(r'<tr id="?([A-Z]\w*)')
CODED_CARD = re.compile(r'<tr data-judged="([^"]*)" id="([\w-]+)"')


def index_page(page: str, body: str) -> list[dict]:
    """Return a row a section of a page, for the search.

    It has the beginning of the section's text, from which a hit is quoted, and all
    further words once. Sections without a finding are left out, and the explorer's
    table, which has a search of its own.
    """
    head, _, rest = body.partition("<main")
    main, _, _ = rest.partition("</main>")
    main = NOT_QUOTED.sub(" ", NOT_READ.sub(" ", main)).replace("<", " <")
    _, title = list_headings(main, "1")[0]
    for named in TITLE.findall(head):  # by the question, where the finding is the title
        title = html.unescape(named).removesuffix(f" · {read_story_facts()['title']}")
    claim = CODED_PAGE.fullmatch(page)
    if claim:
        title = f"{claim[1]} · {title}"
    places = list_places(page)
    _, *pieces = re.split(r'(?=<h[12] id=")', main)
    records = read_story_facts().get("records", {"page": ""})["page"]
    rows = []
    for piece in pieces:
        level, anchor, text = HEADING.findall(piece)[0]
        if anchor in NOT_FOUND:
            continue
        is_page = level == "1"
        section = drop_tags(text)
        words = "" if page == records else drop_tags(piece).removeprefix(section)
        words = STRAY_SPACE.sub("", words.strip())
        first = words[:QUOTED].rpartition(" ")[0] if len(words) > QUOTED else words
        others = set(WORD.findall(words[len(first) :].lower()))
        others -= set(WORD.findall(first.lower()))
        row = {"page": page, "title": title, "is_page": is_page}
        row["is_claim"] = bool(claim) or anchor in places
        row["address"] = page if is_page else f"{page}#{anchor}"
        row["section"] = section
        row["says"] = describe_page(piece, 120)
        if is_page and section not in title:  # its title is the question: the finding
            row["says"] = section
        row["text"] = first
        row["words"] = " ".join(sorted(others))
        rows.append(row)
    return rows


def find_codes(page: str, body: str) -> dict[str, str]:
    """Return {code: address} of a page: claims, records, judgements.

    >>> find_codes("figures.html", "<tr id=F205><td>$32m</td></tr>")
    {'F205': 'figures.html#F205'}
    """
    codes = dict.fromkeys(CODED_PAGE.findall(page), page)
    codes |= {claim: f"{page}#{claim}" for claim in list_places(page)}
    for row in CODED_ROW.findall(body):
        codes.setdefault(row, f"{page}#{row}")
    for judgements, card in CODED_CARD.findall(body):
        for judgement in judgements.split():
            codes.setdefault(judgement, f"{page}#{card}")
    return codes


def list_places(page: str) -> list[str]:
    """Return the claims that stand on a page of several.

    >>> list_places("papers.html")[:2], list_places("claims/A1.html")
    (['B2', 'B3'], [])
    """
    shared = read_story_facts().get("together", [])
    return [
        claim for each in shared if each["page"] == page for claim in each["claims"]
    ]


def list_codes(bodies: dict[str, str]) -> dict[str, str]:
    """Return {address: codes that lead there}; one that ends with # takes the code.

    A code of several pages leads to the claim's.
    """
    found: dict[str, str] = {}
    for page in sorted(bodies, key=lambda page: (name_kind(page) != "claims", page)):
        found = find_codes(page, bodies[page]) | found
    places: dict[str, list[str]] = {}
    for code in sorted(found):
        place = found[code].removesuffix(code)
        places.setdefault(place, []).append(code)
    return {place: " ".join(codes) for place, codes in places.items()}


def make_search(bodies: dict[str, str]) -> str:
    """Return search.html: all sections of all pages, to be searched by any word.

    A code leads to what it names. Without script it is a list of all pages.

    Parameters
    ----------
    bodies : dict
        {address: HTML} of the pages.
    """
    rows = []
    for page in sorted(bodies, key=lambda page: page != FRONT):
        rows += index_page(page, bodies[page])
    head = read_head("search.html", "Search all pages", '<p data-script="search">')
    codes = list_codes(bodies)
    return template("search.html", head=head, rows=rows, codes=codes) + "\n"
