"""No two pages tell one thing differently: verdicts, doubts, colours."""

import csv
import html
import json
import re
from collections import Counter
from functools import cache

from browser.published import (
    SITE,
    list_pages,
    name_page,
    read_page,
    read_prose,
    read_text,
)

from dualuse.base import tables
from dualuse.engine import verdicts

WORDS = sorted(verdicts.WORDS, key=len, reverse=True)  # "partly confirmed" first
WORD = "|".join(WORDS)
TONES = {word.replace(" ", "-"): word for word in WORDS}
PAGES = [name for name in list_pages() if name != "search.html"]  # it quotes the others
CLAIM_PAGES = [name for name in PAGES if name.startswith("claims/")]


@cache
def read_json(name):
    return json.loads((SITE / name).read_text("utf-8"))


@cache
def read_rows(name):
    with (SITE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_claims():
    """Return {id: what the build found} of all claims."""
    return {claim["id"]: claim for claim in read_json("verdicts.json")}


def read_parts():
    """Return {id: what the build found} of all claims and their parts."""
    known = {}
    for claim in read_claims().values():
        for part in [*claim["parts"], claim]:
            known[part["id"]] = part
    return known


# --- verdicts and their caveats


def tell_whole(claim):
    """Return a verdict as a page prints it: with its caveats, with its parts or without."""
    told = tidy(claim["text"])
    parts = re.sub(r"\(\d+ .*?\) ?", "", told)
    return told, parts.strip()


def tidy(text):
    """Return a verdict without the commas that a heading leaves out."""
    return re.sub(r"^[^\w]+", "", text).replace(",", "")


def list_whole_verdicts():
    """Yield (place, claim, text) wherever a page or a table has a verdict in full."""
    answer = re.compile(r'<p class="ans [^>]*>(.*?)</p>', re.S)
    shared = re.compile(r'property="og:description" content="([^"]*)"')
    for claim in read_claims():
        yield claim, claim, read_text(answer.search(read_prose(name_page(claim)))[1])
    for name in CLAIM_PAGES:
        claim = name[len("claims/") : -len(".html")]
        yield name, claim, html.unescape(shared.search(read_page(name))[1])
    for row in read_rows("tables/what-answers-hang-on.csv"):
        yield "what-answers-hang-on", row["claim"], row["verdict"]


def test_every_claim_is_told_with_its_whole_verdict_and_caveats():
    claims = read_claims()
    places = Counter()
    for place, claim, text in list_whole_verdicts():
        assert tidy(text).startswith(tell_whole(claims[claim])), (place, claim, text)
        places[place] += 1
    assert set(claims) == {*list_together(), *[name[7:-5] for name in CLAIM_PAGES]}
    assert len(places) == len(claims) + len(CLAIM_PAGES) + 1


def test_json_of_a_claim_is_that_of_all_claims():
    for name, claim in read_claims().items():
        assert read_json(f"claims/{name}.json") == claim


SQUARE = re.compile(
    r'<a class="sq v-([\w-]+)" href="#(\w+)".*?<span class="sr">(\w+): ([\w ]+)</span>',
    re.S,
)
LINE = re.compile(r'<li id="(\w+)" class="v-([\w-]+)">(.*?)</li>', re.S)


def test_the_first_page_shows_each_verdict_alike_in_squares_and_lines():
    counted = {name: claim for name, claim in read_claims().items() if claim["counted"]}
    page = read_page("index.html")
    squares = SQUARE.findall(page)
    assert {name for _, name, _, _ in squares} == set(counted)
    for tone, name, _, word in squares:
        assert TONES[tone] == word == counted[name]["verdict"], name
    lines = LINE.findall(page)
    assert {name for name, _, _ in lines} == set(counted)
    for name, tone, inside in lines:
        claim = counted[name]
        text = read_text(inside)
        assert TONES[tone] == claim["verdict"] and f"{claim['verdict']}: " in text, name
        assert ("on one source" in text) >= claim["on_one_source"], name
        assert all(condition in text for condition in claim["conditions"]), name


def test_tables_of_choices_have_the_published_word():
    claims = read_claims()
    for row in read_rows("figures/choices.csv"):
        assert row["as published"] == claims[row["claim"]]["verdict"], row
    for row in read_rows("tables/readings-of-months.csv"):
        claim = claims[row["claim"]]
        would = claim["readings"].get(row["months"], claim["verdict"])
        assert row["verdict"].startswith(would), row


QUOTATION = re.compile(r"<q([^>]*)>([^<]*)</q>")
NOT_LATIN = re.compile(r"[\u0400-\u04ff\u4e00-\u9fff]")  # Cyrillic, Chinese


def test_no_foreign_quotation_is_marked_as_english():
    """A screen reader would spell it out; the translation stands beside it."""
    foreign = 0
    for name in PAGES:
        for marks, words in QUOTATION.findall(read_prose(name)):
            if NOT_LATIN.search(words):
                foreign += 1
                assert re.search(r'lang="(?!en)\w', marks), (name, words)
    assert foreign > 10


def test_every_foreign_quotation_has_a_translation():
    for table in ("figures", "pages"):
        rows = tables.read_table(f"published/{table}.csv")
        is_foreign = ~rows["quote_lang"].isin(["", "en"])
        assert is_foreign.sum() > 10
        assert (rows.loc[is_foreign, "quote_english"] != "").all()
        in_english = rows.loc[~is_foreign, "quote"]
        assert not in_english.map(lambda words: bool(NOT_LATIN.search(words))).any()


def test_every_colour_of_a_picture_follows_a_dark_page():
    """A hollow dot of plain white is a full one there."""
    pictures = sorted((SITE / "figures").glob("*.svg"))
    assert len(pictures) > 18
    for path in pictures:
        _, _, drawing = path.read_text(encoding="utf-8").partition("</style>")
        assert set(re.findall(r"#[0-9a-f]{6}\b", drawing)) == set(), path.name


# --- counts


def list_together():
    """Return the claims that share a page."""
    return [name for page in tables.read_story()["together"] for name in page["claims"]]


def test_the_legend_counts_the_squares():
    counted = [claim["verdict"] for claim in read_claims().values() if claim["counted"]]
    counts = Counter(counted)
    told = re.findall(
        r'<li class="v-([\w-]+)"><i[^>]*>.</i> <b>(\d+)</b>', read_page("index.html")
    )
    assert {TONES[tone]: int(number) for tone, number in told} == counts


# --- doubts


def test_a_figure_is_doubted_alike_everywhere():
    """ "One of these" in the table is not "cannot be true" in the picture."""
    status = {row["figure"]: row["status"] for row in read_rows("tables/set-aside.csv")}
    fates = {
        row["id"]: row["fate"] for row in read_rows("figures/figures-of-exports.csv")
    }
    doubted = {figure for figure, fate in fates.items() if fate != "fits"}
    assert doubted and doubted <= set(status)
    by_status = {}
    for figure in doubted:
        by_status.setdefault(fates[figure], set()).add(status[figure])
    assert all(len(kinds) == 1 for kinds in by_status.values()), by_status


def test_a_page_takes_one_side_of_a_part():
    """In the tables of notebook 06 and in the claim's JSON."""
    claims = read_claims()
    names = {}
    for part in claims["C6"]["parts"]:
        for page in part["pages"]:
            names.setdefault((part["id"], page["url"]), set()).add(page["relation"])
    for row in read_rows("tables/c6-pages.csv"):
        assert row["relation"] in names[row["part"], row["url"]], row
    order = ["supports", "in part", "against", "background"]
    for row in read_rows("tables/evidence-matrix.csv"):
        relations = {}
        for part in claims[row["claim"]]["parts"]:
            for page in part["pages"]:
                if page["shows"] == "denial":
                    continue  # shown, but not counted
                known = relations.get(page["id"], "background")
                relation = page["relation"] if page["relation"] in order else known
                relations[page["id"]] = min(known, relation, key=order.index)
        sides_of = Counter(relations.values())
        for side in order[:3]:
            assert int(row[side]) == sides_of[side], row


# --- colours, steps, version


def test_a_verdict_has_one_colour():
    """What has the class of one verdict does not begin with the word of another."""
    sheet = (SITE / "page.css").read_text("utf-8")
    for word in verdicts.SCALE:
        tone = word.word.replace(" ", "-")
        colours = re.findall(rf"--v-{tone}: (#\w+);", sheet)
        assert colours == [word.light, word.dark], word.word
    marks = 0
    for name in PAGES:
        for tone, inside in re.findall(
            r'class="[^"]*\bv-([a-z-]+)[^"]*"[^>]*>(.{0,160})', read_page(name), re.S
        ):
            if tone not in TONES:
                continue
            first = re.split(r'class="[^"]*\bv-', inside)[0]
            words = re.match(rf"\W*({WORD})\b", read_text(first + ">"))
            if words:
                marks += 1
                assert words[1] == TONES[tone], (name, tone, inside)
    assert marks > 50


def test_what_falls_short_in_a_picture_is_contradicted_there():
    claims = read_parts()
    rows = read_rows("figures/trade-claims.csv")
    short = [row for row in rows if float(row["high"] or "inf") < 1]
    assert short
    for row in short:
        claim = re.match(r"\w+", row["label"])[0]
        if row["on a condition"] == "True":
            months = row["label"].split(", if ")[1].rsplit(", ", 1)[0]
            assert claims[claim]["readings"][months] == "contradicted", row
        else:
            assert claims[claim]["verdict"] == "contradicted", row


def test_what_nobody_signed_is_no_first_version():
    is_signed = "nobody has taken responsibility" not in read_page("about.html")
    for name in PAGES:
        versions = re.findall(r"\b[Vv]ersion (\d+)\.\d+\.\d+", read_page(name))
        assert versions, name
        assert is_signed or set(versions) == {"0"}, name
