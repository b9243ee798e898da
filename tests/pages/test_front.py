"""What the first page and a claim's page say, and that it follows from the verdicts alone."""

import dataclasses
import io
import json
import re

import pandas as pd
import pytest
from PIL import Image

from dualuse.data import load
from dualuse.pages import badges, card, claim_page, front, micro, records, section, share
from pressroom import palette, project, show
from pressroom.errors import InputError

NASTY = """<script>alert(1)</script> & "quoted" """
CHANGES = "# Changes\n\n## 2026-01-02: later\n\n- A1 moved.\n\n## 2026-01-01, first version\n\nAll.\n"


def verdict(**changes):
    item = {"kind": "trade", "part": "", "source": f"GACC {NASTY}", "measure": "level", "unit": "USD"}
    item |= {
        "series": "CHN-RUS",
        "low": 0.0,
        "high": 33e6,
        "period": ["2023-01", "2023-05"],
        "base": "",
        "verdict": "not reproduced",
    }
    item |= {"distance": "at least 3 times", "figures": ["F205"], "fits": True, "because": "", "reason": ""}
    item |= {
        "needed": {
            "unseen": ["2023-06", "2023-06"],
            "least": 67e6,
            "average_month": 2.2e6,
            "times_average": 30.4,
        }
    }
    base = {
        "id": "A1",
        "claim": f"Drones {NASTY}",
        "where": "Business Insider",
        "seen": "article",
        "kind": "level",
    }
    base |= {
        "printed": "more than $100m",
        "verdict": "not reproduced",
        "why": NASTY,
        "evidence": [item],
        "group": "A",
    }
    base |= {
        "settles": "rows",
        "says": {"low": 1e8, "high": None, "unit": "USD"},
        "strict": "",
        "counted": True,
    }
    base |= {"without_inferred": "", "parts": [], "notes": [], "asked": "", "denial": "", "context": []}
    base |= {
        "retellings": [],
        "rests_on": {"sources": 1, "pages": 2, "labels": []},
        "seen_at": "https://example.org/?a=1&b=2",
    }
    return base | changes


@pytest.fixture
def shown(monkeypatch, tmp_path):
    seen = []
    monkeypatch.setenv("PRESSROOM_OUT", str(tmp_path))
    monkeypatch.setattr(show, "display", lambda markup, words: seen.append((markup, words)))
    return seen


def test_headline_follows_the_verdict():
    others = [verdict(id="A2", verdict="reproduced"), verdict(id="A3", verdict="not checkable")]
    said = front.headline([verdict(), *others], "A1", "drones")
    assert (
        said == "No public count in hand puts the drones at more than about a third of what the story printed"
    )
    said = front.headline([verdict(verdict="not checkable"), *others], "A1", "drones")
    assert said == "Of three sentences of the story, one follows from public evidence"


def test_headline_claims_nothing_where_a_count_has_no_top():
    item = verdict()["evidence"][0] | {"high": None}
    assert "No public count" not in front.headline([verdict(evidence=[item])], "A1", "drones")


def test_many_counts_that_agree_are_told_by_the_lowest_and_the_highest():
    one = verdict()["evidence"][0] | {"unit": "percent", "verdict": "reproduced"}
    many = [one | {"low": float(n), "high": n + 1.0} for n in (30, 20, 50, 40, 10)]
    listed = " ".join(f"Customs, 2023: {n}% to {n + 1}%." for n in (30, 20, 50, 40, 10))
    said = claim_page.in_short(verdict(evidence=many, why=f"{listed} Both are tested."))
    assert said == (
        "Five counts, each of them reproduced: the lowest allows 10% to 11%, the highest 50% to 51%. "
        "Both are tested."
    )
    assert claim_page.in_short(verdict(evidence=many, why=listed)).endswith("51%.")
    assert claim_page.in_short(verdict(evidence=many[:4], why=listed)) == listed
    assert (
        claim_page.in_short(verdict(evidence=[*many, one | {"verdict": "consistent"}], why=listed)) == listed
    )


def test_nothing_speaks_is_said_only_where_nothing_does():
    number = verdict()["evidence"][0]
    page = {"kind": "page", "relation": "contradicts"}
    silent = [number | {"verdict": "not checkable"}, page | {"relation": "context"}, number | {"fits": False}]
    told = [claim_page.leaves_open(verdict(verdict="not checkable", evidence=e)) for e in ([], silent)]
    assert told == [claim_page.OPEN["not checkable"]] * 2
    for speaking in ([number], [page], [*silent, page]):
        assert claim_page.leaves_open(verdict(verdict="not checkable", evidence=speaking)) == ""
    assert claim_page.leaves_open(verdict(evidence=[number])) == claim_page.OPEN["not reproduced"]


def test_share_has_a_name_only_where_it_is_near():
    assert [front.share_of(x) for x in (0.3333, 0.5, 0.42)] == ["a third", "half", "42%"]


def test_counts_are_told_for_one_and_for_several():
    many = [verdict(id=f"A{i}", verdict="reproduced") for i in (2, 3)]
    said = front.sentences([verdict(), *many, verdict(id="A4", verdict="not checkable")], {"A4": "the vests"})
    rest = "For 1 of 4 nothing public can tell, the vests among them."
    assert said == ["Two follow from public evidence and one does not.", rest]


def test_head_names_what_reading_to_the_letter_gives_and_escapes(shown):
    front.show_head([verdict(strict="not checkable")], project.story(), CHANGES, "A1", NASTY)
    markup, _ = shown[0]
    assert "Read to the letter" in markup and "<b>not checkable</b>" in markup and "<script" not in markup
    for article in project.story().articles:
        assert f'href="{article.read_at}"'.replace("'", "&#39;") in markup and article.outlet in markup
    front.show_head([verdict()], project.story(), CHANGES, "A1", "drones")
    assert "Read to the letter" not in shown[1][0]


def test_every_claim_has_one_row_and_those_not_counted_stand_apart():
    verdicts = [
        verdict(),
        verdict(id="B1", verdict="not checkable", kind="record"),
        verdict(id="C1", counted=False),
    ]
    groups = front.groups(verdicts)
    assert sorted(v["id"] for _, rows in groups for v in rows) == ["A1", "B1", "C1"]
    assert groups[-1][0] == front.APART and [v["id"] for v in groups[-1][1]] == ["C1"]


def test_rows_are_escaped_and_lead_to_the_claim_and_its_records(shown):
    front.show_rows([verdict()], project.story())
    markup = shown[0][0]
    assert 'id="A1"' in markup and 'href="claims/A1.html"' in markup and 'href="figures.html#F205"' in markup
    assert "<script" not in markup and "&lt;script&gt;" in markup


def test_rows_leave_background_to_the_page_of_the_claim_unless_it_is_all_there_is(shown):
    page = {"kind": "page", "part": "", "source": "S", "speaker": "", "bears_on": "said", "says": "so",
            "figures": ["S001"], "page": "https://example.org/"}  # fmt: skip
    supports, context = page | {"relation": "supports"}, page | {"relation": "context"}
    assert front.spoken(verdict(evidence=[supports, context])) == [supports]
    assert front.spoken(verdict(evidence=[context])) == [context]
    front.show_rows([verdict(evidence=[supports, context])], project.story())
    assert "<b>supports</b>" in shown[0][0] and "<b>context</b>" not in shown[0][0]
    assert "one more on the background" in shown[0][0]


def test_counts_name_every_verdict_and_refuse_others():
    rows = dict(badges.counted([verdict(), verdict(id="A2", verdict="reproduced")]))
    assert rows["not reproduced"] == 1 and rows["reproduced"] == 1 and rows["exceeds"] == 0
    assert list(rows) == list(badges.VERDICTS)
    with pytest.raises(InputError, match="A3"):
        badges.counted([verdict(id="A3", verdict="false")])


def test_every_verdict_has_its_colour_once():
    assert {badges.slug(word) for word in badges.VERDICTS} <= set(palette.TONES)
    colours = [palette.light(word) for word in badges.VERDICTS]
    assert len(set(colours)) == len(colours)
    assert all(f".v-{badges.slug(word)}{{" in palette.css() for word in badges.VERDICTS)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("page", [0, 1])
def test_colours_can_be_told_from_their_paper(page):
    paper = luminance(palette.TONES["paper"][page])
    for name in ("ink", "muted", "link", "claim", *map(badges.slug, badges.VERDICTS)):
        one = luminance(palette.TONES[name][page])
        assert (max(one, paper) + 0.05) / (min(one, paper) + 0.05) >= 4.5, name
    band, claim = (luminance(palette.TONES[n][page]) for n in ("band", "claim"))
    assert (max(band, claim) + 0.05) / (min(band, claim) + 0.05) >= 3


def test_micro_scale_draws_the_edge_and_the_count_and_nothing_without_numbers():
    drawn = str(micro.scale(verdict()))
    edge = float(re.search(r'class="edge" d="M([\d.]+)', drawn)[1])
    bar = re.search(r'class="bar v-not-reproduced" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)
    assert float(bar[1]) + float(bar[2]) < edge
    assert micro.scale(verdict(says=None)) == "" and micro.scale(verdict(evidence=[])) == ""


def test_axis_is_logarithmic_where_the_ratio_is_big():
    at, log = micro.axis([1e5, 1e9])
    assert log and at(1e5) < at(1e7) < at(1e9) and all(0 <= at(v) <= 1 for v in (1e5, 1e9))
    at, log = micro.axis([-30, 70])
    assert not log and 0 <= at(-30) < at(0) < at(70) <= 1


def test_claim_page_says_verdict_evidence_and_how_to_cite(shown):
    story, figures = project.story(), load.figures()
    claim = verdict(notes=[{"title": "T", "text": "*n*"}], strict="not checkable")
    claim_page.show_head(claim, story)
    claim_page.show_evidence(claim, records.cards(figures, load.labels()))
    claim_page.show_foot(claim, story, CHANGES)
    page = "".join(markup for markup, _ in shown)
    assert page.count("<h1") == 1 and "30.4 times the average month" in page
    assert "more than $32m" in page and 'href="figures.html#F205"' in page  # the words that were printed
    assert "<em>n</em>" in page and "Read to the letter" not in page and "without an upper end" in page
    assert "2 January 2026" in page and "first version" not in page  # only the change that names it
    assert "<script>alert" not in page


def review(claim):
    return json.loads(re.search(r">(.*)</script>", str(share.claim_review(claim, project.story())))[1])


def test_claim_review_is_complete_and_gives_no_number_to_what_cannot_be_told():
    one, two = (
        review(verdict(**changes)) for changes in ({}, {"verdict": "not checkable", "seen_at": "a newspaper"})
    )
    assert one["reviewRating"]["ratingValue"] == 1 and "ratingValue" not in two["reviewRating"]
    assert one["itemReviewed"]["datePublished"] == "2023-07-26" and one["claimReviewed"] == f"Drones {NASTY}"
    assert one["itemReviewed"]["appearance"]["url"] == "https://example.org/?a=1&b=2"
    assert two["itemReviewed"]["appearance"]["url"] == project.story().articles[0].read_at
    assert share.claim_review(verdict(where="coverage of the report"), project.story()) == ""


@pytest.mark.parametrize("word", badges.VERDICTS)
def test_claim_review_has_every_field_that_its_readers_ask_for(word):
    made = review(verdict(verdict=word, where="Politico Europe, citing others"))
    assert {"claimReviewed", "itemReviewed", "reviewRating", "author", "url", "datePublished"} <= set(made)
    assert made["@context"] == "https://schema.org" and made["@type"] == "ClaimReview"
    assert {"author", "datePublished", "appearance"} <= set(made["itemReviewed"])
    assert made["itemReviewed"]["author"]["name"] == "Politico Europe"
    rating = made["reviewRating"]
    assert rating["alternateName"] == word and rating["worstRating"] < rating["bestRating"]
    assert rating["worstRating"] <= rating.get("ratingValue", 1) <= rating["bestRating"]
    assert made["author"]["name"] and made["url"].endswith("claims/A1.html")
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", d["datePublished"]) for d in (made, made["itemReviewed"]))


def test_card_has_its_size_says_its_verdict_and_is_the_same_twice(tmp_path, monkeypatch):
    made = []
    for folder in ("a", "b"):
        monkeypatch.setenv("PRESSROOM_OUT", str(tmp_path / folder))
        for name, words in (("card", ["reproduced", "exceeds"]), ("long", ["exceeds"])):
            assert (
                card.draw(name, f"{NASTY} " * (1 if name == "card" else 12), NASTY, words)
                == f"figures/{name}.png"
            )
        made.append([(tmp_path / folder / f"figures/{n}.png").read_bytes() for n in ("card", "long")])
    assert made[0] == made[1] and made[0][0] != made[0][1]
    assert all(Image.open(io.BytesIO(png)).size == (1200, 630) for png in made[0])
    # nothing runs out of the sheet: its edges are white
    for png in made[0]:
        sheet = Image.open(io.BytesIO(png)).convert("L")
        assert min(sheet.crop((1180, 0, 1200, 630)).get_flattened_data()) == 255
        assert min(sheet.crop((0, 620, 1200, 630)).get_flattened_data()) == 255


def test_evidence_is_a_table_of_one_row_a_source():
    rows = claim_page.rows(verdict())
    assert list(rows["figures"]) == ["F205"] and list(rows["start"]) == ["2023-01"]
    assert claim_page.rows(verdict(evidence=[])).empty


def test_an_embed_names_the_picture_and_the_page_by_the_address_of_the_site():
    here = dataclasses.replace(project.story(), address="https://example.org/")
    made = share.embed(here, "figures/a.svg", NASTY, "claims/A1.html")
    assert (
        'src="https://example.org/figures/a.svg"' in made
        and 'href="https://example.org/claims/A1.html"' in made
    )
    assert "<script" not in made and share.cite(here, "2026-01-02", "Claim A1", "claims/A1.html")[
        "text"
    ].endswith("https://example.org/claims/A1.html")


def test_changes_become_a_feed():
    rows = share.changes(CHANGES)
    assert [(d, t) for d, t, _ in rows] == [("2026-01-02", "later"), ("2026-01-01", "first version")]
    feed = share.feed(CHANGES, project.story())
    assert feed.count("<entry>") == 2 and "2026-01-02T00:00:00Z" in feed and "&lt;li&gt;" in feed


def test_records_give_both_readings_and_who_rests_on_them(shown):
    figures = load.figures(id=["F205", "F112"])
    cards = records.cards(figures, load.labels())
    assert cards["F205"]["printed"] == "more than $32m" and "to the letter" in cards["F205"]["allows"]
    assert "to the letter" not in cards["F112"]["allows"]
    assert records.used_by([verdict(context=["F112"])]) == {"F205": ["A1"], "F112": ["A1"]}
    built = pd.DataFrame({"id": ["F205", "F112"], "fate": ["used", "used"]})
    aside = pd.DataFrame({"figure": ["F112"], "likely_cause": ["a slip"]})
    records.show_figures(figures, {}, built, aside, [verdict()])
    assert (
        'id="F205"' in shown[0][0]
        and "left out: a slip" in shown[0][0]
        and 'href="claims/A1.html"' in shown[0][0]
    )


def test_needed_says_what_unseen_months_would_have_to_hold():
    (line,) = section.needed(badges.trade(verdict()))
    assert "June 2023 alone" in line and "$67m" in line and "30.4 times" in line
