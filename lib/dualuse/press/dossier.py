"""What the page of a claim shows of its evidence: each figure and page once.

All of it is plain data for templates; sentences are written by hand (`written`).
"""

from collections.abc import Mapping
from typing import Any

from dualuse.answer import cells
from dualuse.base import wording
from dualuse.engine.robustness import CHOICES
from dualuse.engine.verdicts import PAGE_SHOWS
from dualuse.press import arithmetic, chains, pages, records

OWN = ["own page", "table"]
# The columns of the grid of readings: read literally, how many sources are needed
# What a row does for a claim under each of the headings of its page, strongest first
USES = {"supports": "decides", "against": "decides", "in part": "suggests it"}
USES |= {"leaves open": "leaves it open", "background": "background"}
TOUCHES = {"speaks against it", "suggests it", "leaves it open"}
STRONGEST = ["decides", "speaks against it", *list(USES.values())[2:]]
Rows = Mapping[str, dict[str, str]]


def name_parts(bearings: list[dict], claim: dict) -> list[str]:
    """Return the parts that a figure or page bears on, where a claim has several."""
    if len(claim["parts"]) == 1:
        return []
    named = []
    for bearing in bearings:
        if bearing["part"]:
            relation = f": {bearing['relation']}" if len(bearings) > 1 else ""
            named.append(f"{bearing['part']}{relation}")
    return list(dict.fromkeys(named))


def tell_use(bearings: list[dict], rows: Rows) -> list[dict[str, Any]]:
    """Return what follows from a figure for the months of the claim, and by hand."""
    used = []
    for bearing in bearings:
        entry = bearing.get("series")
        if not entry or not entry["counts"] or not cells.tells_something(entry):
            continue
        lines = []
        if entry["base"] and not entry["goods"]:
            lines = arithmetic.redo_growth(entry, rows)
        elif len(entry["figures"]) == 2 and entry["unit"] in ("percent", "times"):
            lines = arithmetic.redo_ratio(entry, rows)
        if lines:
            used.append({"source": cells.name_counted(entry), "hand": lines})
    return used


def make_cards(
    claim: dict, rows: Rows, countries: Mapping[str, str]
) -> dict[str, dict]:
    """Return a card for each figure and page that bears on a claim.

    Returns
    -------
    dict
        {name: card}; a name is a figure's id, or a page's with "-page". A card has
        `row`, `parts`, and for a figure `printed`, `about` and what follows from it, `used`.
        What follows from several figures stands with the first of them.
    """
    cards = {}
    told = set()
    for name, bearings in pages.list_bearings(claim, rows).items():
        row = bearings[0].get("page", rows.get(name))
        if not row:
            continue
        card = {"row": row, "parts": name_parts(bearings, claim)}
        card["bearings"] = bearings
        card["is_page"] = name.endswith("-page")
        card["record"] = row["id"]
        if card["is_page"]:
            card["record"] = records.name_page(row["id"], rows)
        if not card["is_page"]:
            card["printed"] = records.shorten_printed(row)
            card["about"] = records.describe_row(row, countries)
            used = tell_use(bearings, rows)
            card["used"] = [each for each in used if str(each) not in told]
            told.update(str(each) for each in used)
        cards[name] = card
    return cards


def list_read(cards: Mapping[str, dict], badges: Mapping[str, str]) -> list[dict]:
    """Return the pages on which what decides was read, each outlet once a page."""
    read = {}
    for card in cards.values():
        relations = {bearing["relation"] for bearing in card["bearings"]}
        if relations == {"background"}:
            continue
        row = card["row"]
        url = row.get("url") or row["page"]
        badge = badges.get(url, row["access"])
        is_elsewhere = row["read_at"] not in ("", row["outlet"])
        page = {"outlet": row["outlet"], "url": url, "badge": badge}
        page["read_at"] = row["read_at"] if is_elsewhere else ""
        page["says_allegedly"] = "allegedly" in row["quote"]
        read.setdefault((badge, row["outlet"], row["read_at"]), page)
    return list(read.values())


def has_own(read: list[dict]) -> bool:
    """Tell whether one of the pages was read where it was published."""
    return not read or any(page["badge"] in OWN for page in read)


def describe_chains(claim: dict, rows: Rows, tables: Mapping[str, Any]) -> list[dict]:
    """Return the chains of a claim's figures, with what each figure is about."""
    drawn = chains.draw_chains(claim, rows)
    for chain in drawn:
        row = chain["row"]
        chain["printed"] = records.shorten_printed(row)
        chain["about"] = records.describe_row(row, tables["countries"])
        printer = tables["outlets"].get(row["outlet"], row["outlet"])
        chain["is_one"] = printer == tables["labels"].get(row["source"])
    return drawn


def name_use(bearing: dict, asks: str) -> str:
    """Return what a figure or page does for a part: a report by itself decides nothing.

    >>> name_use({"relation": "in part"}, "so")
    'suggests it'
    >>> report = {"relation": "against", "shows": "report"}
    >>> name_use({"relation": "against", "page": report}, "so")
    'speaks against it'
    """
    relation = bearing["relation"]
    shows = PAGE_SHOWS.get(asks, [])
    if relation == "against" and "page" in bearing:
        return "decides" if bearing["page"]["shows"] in shows else "speaks against it"
    return USES[relation]


def name_uses(claims: list[dict], rows: Rows) -> dict[str, dict[str, str]]:
    """Return {figure or page: {claim: what it is there}}.

    It decides, or prints another number for a fact that decides, or suggests an answer
    without proving it, or leaves it open, or is background.
    """
    uses: dict[str, dict[str, str]] = {}
    for claim in claims:
        asks = {part["id"]: part["asks"] for part in claim["parts"]}
        for name, bearings in pages.list_bearings(claim, rows).items():
            found = {name_use(row, asks.get(row["part"], "")) for row in bearings}
            uses.setdefault(name, {})[claim["id"]] = min(found, key=STRONGEST.index)
        for chain in chains.draw_chains(claim, rows):
            for entry in chain["disagree"]:
                by_claim = uses.setdefault(entry["row"]["id"], {})
                if by_claim.get(claim["id"]) != "decides":
                    by_claim[claim["id"]] = chains.ANOTHER
    return uses


def make_review(claim: dict, story: Mapping[str, Any]) -> dict[str, Any]:
    """Return what search engines are told; nothing without an address or an article."""
    articles = [each for each in story["articles"] if each["outlet"] in claim["where"]]
    if not story["address"] or not articles:
        return {}
    article = articles[0]
    claimed = {
        "@type": "Claim",
        "author": {"@type": "Organization", "name": article["outlet"]},
        "datePublished": article["date"],
        "appearance": {"@type": "CreativeWork", "url": article["read_at"]},
    }
    author = story["publisher"] or story["title"]
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"{story['address']}{pages.find_address(claim['id'])}",
        "datePublished": story["released"],
        "claimReviewed": claim["claim"],
        "author": {"@type": "Organization", "name": author},
        "itemReviewed": claimed,
        "reviewRating": {"@type": "Rating", "alternateName": claim["text"]},
    }


def tell_condition(claim: dict) -> str:
    """Return what a claim of one part would be under another reading, else nothing."""
    if len(claim["parts"]) > 1:
        return ""
    conditions = claim["parts"][0]["conditions"]
    return f"({'; '.join(conditions)})" if conditions else ""


def list_judgements(claim: dict, names: Mapping[str, str]) -> list[str]:
    """Return the judgements on pages that alone decide an answer, a row each."""
    told = {}
    for part in claim["parts"]:
        for page in part["pages"]:
            if page["judgement"] in part["judgements"]:
                row = (part["id"], page["relation"], page["judgement"])
                told.setdefault(row, []).append(
                    names.get(page["outlet"], page["outlet"])
                )
    rows = []
    for (part, relation, judgement), outlets in told.items():
        listed = ", ".join(dict.fromkeys(outlets))
        rows.append(f"{part}: {listed}: {relation} ({judgement})")
    return rows


def gather(
    claim: dict, tables: Mapping[str, Any], gathered: list[dict]
) -> dict[str, Any]:
    """Return what the templates of a claim's page need.

    Parameters
    ----------
    claim : dict
        One of processed/claims/.
    tables : dict
        `rows`, the figures by id; `labels` of sources, names of `countries` and of
        `outlets`.
    gathered : list of dict
        The rows of pages.csv.
    """
    rows, countries = tables["rows"], tables["countries"]
    badges = records.find_badges([*rows.values(), *gathered])
    cards = make_cards(claim, rows, countries)
    read = list_read(cards, badges)
    bearings = {name: card["bearings"] for name, card in cards.items()}
    headings = pages.sort_bearings(bearings)
    drawn = describe_chains(claim, rows, tables)
    shown = [card["row"] for card in cards.values()]
    for chain in drawn:
        shown += [entry["row"] for entry in chain["prints"]]
    addresses = {row.get("url") or row["page"] for row in shown}
    return {
        "claim": claim,
        "cards": cards,
        "headings": headings,
        "has_speaking": has_speaking(headings),
        "labels": tables["labels"],
        "badges": {page: badges[page] for page in badges if page in addresses},
        "read": read,
        "read_own": has_own(read),
        "condition": tell_condition(claim),
        "review": make_review(claim, pages.read_story_facts()),
        "judgements": list_judgements(claim, tables["outlets"]),
        "chains": drawn,
        "disagree": any(chain["disagree"] for chain in drawn),
    }


def list_statements(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a claim's page says that those of other claims may say alike."""
    claim = facts["claim"]
    return {
        "printed": claim["quoted_from"] or claim["where"],
        "where": claim["where"],
        "hangs": claim["hangs"],
        "read": facts["read"],
        "denial": claim["denial"],
        "changed": [facts["judgements"], facts["history"]],
    }


def split_usual(told: list[dict[str, Any]]) -> tuple[dict, list[dict]]:
    """Return what most claims of a page say alike, and what each says otherwise.

    What one of them does not say at all stands with each that does.

    Examples
    --------
    >>> split_usual([{"reply": "None."}, {"reply": "None."}, {"reply": "They deny it."}])
    ({'reply': 'None.'}, [{}, {}, {'reply': 'They deny it.'}])
    >>> split_usual([{"reply": "None."}, {"reply": ""}])
    ({}, [{'reply': 'None.'}, {'reply': ''}])
    """
    usual = {}
    for key in told[0]:
        values = [each[key] for each in told]
        common = max(values, key=values.count)
        if 2 * values.count(common) > len(values) and "" not in values:
            usual[key] = common
    others = []
    for each in told:
        others.append({key: each[key] for key in each if each[key] != usual.get(key)})
    return usual, others


def show_once(gathered: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what templates need of the claims of one page, each card with the first.

    Under a later claim that it bears on too, a figure or page is only named; whoever looks
    for our judgement of it there finds the card.
    """
    cards: dict[str, dict] = {}
    shown = []
    for facts in gathered:
        headings = {}
        for relation, ids in facts["headings"].items():
            here = [name for name in ids["here"] if name not in cards]
            again = [name for name in ids["here"] if name in cards]
            elsewhere = [*again, *ids["elsewhere"]]
            headings[relation] = {"here": here, "elsewhere": elsewhere}
        for name, card in facts["cards"].items():
            first = cards.setdefault(name, card)
            if first is not card:
                first["bearings"] += card["bearings"]
        shown.append({**facts, "headings": headings})
    return shown


def list_history(claim: dict, changes: list[dict]) -> list[dict[str, str]]:
    """Return the moves of a claim's verdict, of all that CHANGES.md lists.

    Parameters
    ----------
    changes : list of dict
        What `pages.read_changes` gives.
    """
    history = []
    for entry in changes:
        for move in entry["moves"]:
            if claim["id"] in move["claims"]:
                history.append({"day": entry["day"], **move})
    return history


def choose_columns(rows: list[list[str]]) -> list[int]:
    """Return the places of CHOICES that are drawn: those of choices that change a word.

    >>> choose_columns([["confirmed", "possible", "confirmed", "possible"]])
    [0, 1]
    >>> choose_columns([["contradicted", "contradicted", "possible", "possible"]])
    [0, 2]
    """
    places = list(range(len(CHOICES)))
    hedges_change = any(row[:2] != row[2:] for row in rows)
    sources_change = any(row[::2] != row[1::2] for row in rows)
    if not hedges_change:
        places = [place for place in places if not CHOICES[place][0]]
    if not sources_change:
        places = [place for place in places if CHOICES[place][1] == 1]
    return places


def has_speaking(headings: Mapping[str, dict]) -> bool:
    """Tell whether a card stands under another heading than background."""
    speaking = [ids for relation, ids in headings.items() if relation != "background"]
    return any(ids["here"] or ids["elsewhere"] for ids in speaking)


def draw_grid(claim: dict, grid: Mapping[str, list[str]]) -> dict[str, Any] | None:
    """Return the verdict under each choice of months, words and number of sources.

    None where each choice gives what we publish. A choice that changes nothing is not
    drawn: the first row is what holds whichever month is meant, and no hedge is read on
    a page that is judged.
    """
    rows: list[dict[str, Any]] = []
    for end, words in grid.items():
        name = wording.format_period(end, end) if end else ""
        rows.append({"end": name, "words": [*words]})
    if all(row["words"] == rows[0]["words"] for row in rows):
        rows = rows[:1]
    kept = choose_columns([row["words"] for row in rows])
    for row in rows:
        row["words"] = [row["words"][place] for place in kept]
    words = [word for row in rows for word in row["words"]]
    if set(words) == {claim["verdict"]}:
        return None
    same = words.count(claim["verdict"])
    columns = [CHOICES[place] for place in kept]
    has_hedges = len({is_literal for is_literal, _ in columns}) > 1
    has_sources = len({quorum for _, quorum in columns}) > 1
    facts = {"rows": rows, "same": same, "all": len(words)}
    return facts | {"has_hedges": has_hedges, "has_sources": has_sources}
