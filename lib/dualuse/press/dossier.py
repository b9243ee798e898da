"""What the page of a claim shows of its evidence: each figure and page once.

All of it is plain data for templates; the words of sentences are in `sentences`.
"""

from collections.abc import Mapping
from typing import Any

from dualuse.answer import sentences
from dualuse.answer.readings import Reading
from dualuse.base import wording
from dualuse.engine.verdicts import DECIDED, OPINION, PAGE_SHOWS
from dualuse.press import arithmetic, chains, pages, records

OWN = ["own page", "table"]
# The columns of the grid of readings: read literally, how many sources are needed
GRID = [(False, 1), (False, 2), (True, 1), (True, 2)]
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
        if not entry or not entry["counts"] or not sentences.tells_something(entry):
            continue
        lines = []
        if entry["base"] and not entry["goods"]:
            lines = arithmetic.redo_growth(entry, rows)
        elif len(entry["figures"]) == 2 and entry["unit"] in ("percent", "times"):
            lines = arithmetic.redo_ratio(entry, rows)
        source, says = sentences.name_counted(entry), sentences.tell_range(entry)
        revised = sentences.tell_revised(entry)
        used.append({"source": source, "says": says, "revised": revised, "hand": lines})
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


def list_told(part: dict) -> list[dict[str, Any]]:
    """Return the sources that do not count, each reason once."""
    reasons = {}
    for entry in reversed(part["figures"]):
        if entry["because"]:
            reasons[entry["because"]] = entry | {"part": part["id"]}
    return [*reversed(reasons.values())]


def list_official(claim: dict) -> list[dict[str, str]]:
    """Return what official rows alone say, where they say something."""
    lines = []
    for part in claim["parts"]:
        for entry in part["figures"]:
            is_alone = entry["counts"] and entry["series"] and not entry["figures"]
            if (
                is_alone
                and entry["unit"] != "goods"
                and sentences.tells_something(entry)
            ):
                line = {"part": part["id"], "source": sentences.name_counted(entry)}
                line["relation"] = pages.relate_figure(entry)
                lines.append(line | {"says": sentences.tell_range(entry)})
    return lines


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


def show_hangs(claim: dict) -> str:
    """Return what the answer hangs on; as long as nothing reckoned it, what could move it."""
    hangs = claim.get("hangs") or {}
    text = hangs.get("text", "")
    for part in claim["parts"]:
        for entry in part["figures"]:
            needed = f"{entry['needed']['text']}." if entry["needed"] else ""
            if needed and needed in claim["we_found"]:  # it stands above already
                text = text.replace(needed, "")
    if text:
        return " ".join(text.split())
    if claim["verdict"] == OPINION:
        return sentences.write("hangs_opinion")
    return claim["unless"]


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


def show_retold(claim: dict) -> str:
    """Return how many pages repeat the stories under test, and decide nothing."""
    count = len(claim["retellings"])
    if not count:
        return ""
    number = wording.format_value(count, "word")
    return sentences.write("repeating", number, count)


def list_judgements(claim: dict, names: Mapping[str, str]) -> list[str]:
    """Return the judgements on pages that alone decide an answer, in words."""
    told = []
    for part in claim["parts"]:
        for judgement in dict.fromkeys(part["judgements"]):
            judged = [page for page in part["pages"] if page["judgement"] == judgement]
            if not judged:
                continue
            outlets = list(dict.fromkeys(page["outlet"] for page in judged))
            words = judged[0]["relation"].replace(" ", "_")
            listed = sentences.list_outlets(outlets, names)
            told.append(
                sentences.write(f"judged_{words}", part["id"], listed, len(outlets))
            )
    return list(dict.fromkeys(told))


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
        "nothing": tell_nothing(claim, headings),
        "has_speaking": has_speaking(headings),
        "labels": tables["labels"],
        "badges": {page: badges[page] for page in badges if page in addresses},
        "read": read,
        "read_own": has_own(read),
        "not_counted": [each for part in claim["parts"] for each in list_told(part)],
        "official": list_official(claim),
        "retold": show_retold(claim),
        "hangs": show_hangs(claim),
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
        "found": {
            "lines": [part["lines"] for part in claim["parts"]],
            "nothing": facts["nothing"],
        },
        "hangs": facts["hangs"],
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


def find_word(claim: dict, every: Mapping[str, Any], address: str) -> str:
    """Return the verdict on a claim under a reading of processed/every_reading.json."""
    for move in every["moves"]:
        if (move["claim"], move["address"]) == (claim["id"], address):
            return move["word"]
    return claim["verdict"]


def choose_columns(rows: list[list[str]]) -> list[int]:
    """Return the places of GRID that are drawn: those of choices that change a word.

    >>> choose_columns([["confirmed", "possible", "confirmed", "possible"]])
    [0, 1]
    >>> choose_columns([["contradicted", "contradicted", "possible", "possible"]])
    [0, 2]
    """
    places = list(range(len(GRID)))
    hedges_change = any(row[:2] != row[2:] for row in rows)
    sources_change = any(row[::2] != row[1::2] for row in rows)
    if not hedges_change:
        places = [place for place in places if not GRID[place][0]]
    if not sources_change:
        places = [place for place in places if GRID[place][1] == 1]
    return places


def has_speaking(headings: Mapping[str, dict]) -> bool:
    """Tell whether a card stands under another heading than background."""
    speaking = [ids for relation, ids in headings.items() if relation != "background"]
    return any(ids["here"] or ids["elsewhere"] for ids in speaking)


def tell_nothing(claim: dict, headings: Mapping[str, dict]) -> str:
    """Return that no card speaks for or against a claim; nothing where one does."""
    if has_speaking(headings) or list_official(claim):
        return ""
    is_decided = claim["verdict"] in DECIDED
    return sentences.write("only_dates" if is_decided else "nothing_either_way")


def draw_grid(claim: dict, every: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the verdict under each choice of months, words and number of sources.

    None where each choice gives what we publish. A choice that changes nothing is not
    drawn: the first row is what holds whichever month is meant, and no hedge is read on
    a page that is judged.
    """
    rows: list[dict[str, Any]] = []
    for end in ["", *every["ends"]]:
        words = []
        for is_literal, quorum in GRID:
            address = Reading(end, is_literal, quorum).address
            words.append(find_word(claim, every, address))
        name = wording.format_period(end, end) if end else ""
        rows.append({"end": name, "words": words})
    if all(row["words"] == rows[0]["words"] for row in rows):
        rows = rows[:1]
    kept = choose_columns([row["words"] for row in rows])
    for row in rows:
        row["words"] = [row["words"][place] for place in kept]
    words = [word for row in rows for word in row["words"]]
    if set(words) == {claim["verdict"]}:
        return None
    same = words.count(claim["verdict"])
    columns = [GRID[place] for place in kept]
    has_hedges = len({is_literal for is_literal, _ in columns}) > 1
    has_sources = len({quorum for _, quorum in columns}) > 1
    facts = {"rows": rows, "same": same, "all": len(words)}
    return facts | {"has_hedges": has_hedges, "has_sources": has_sources}
