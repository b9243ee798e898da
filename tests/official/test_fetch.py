"""The real client against the tests' own server: every reply that UN Comtrade is known to give, and worse."""

import io
import json
import subprocess
import sys
import threading
import time
import zipfile
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from comtrade_server import Server

from dualuse.official import observations
from dualuse.official import totals as official
from dualuse.official.fetch import baci, client, comtrade
from dualuse.official.fetch.__main__ import main
from pressroom.errors import InputError

PLAN = (("CHN", "X", ("RUS", "UKR")),)
CODES = ["8806", "8807", "69"]


def bring(server, folder, plan=PLAN, wanted=CODES, first="2023-01", last="2023-02", key=None, **options):
    asks = client.Client(server.url, key, pause=0, wait=0.01, timeout=options.pop("timeout", 5), attempts=3)
    return comtrade.comtrade(asks, folder, plan, first, last, wanted, **options)


def replies(folder, month=""):
    return sorted(
        p for p in folder.glob(f"*{month}*.json" if month else "*.json") if not p.name.endswith(".query.json")
    )


def test_rows_are_stored_as_they_came_and_read_back(tmp_path):
    with Server() as server:
        coverage = bring(server, tmp_path / "fetched/comtrade")
    assert list(coverage["status"]) == ["rows", "rows"]
    assert list(coverage["rows"]) == [4, 4]  # two partners, and no row of 8807
    assert len(server.asked) == 2
    assert server.asked[0][0] == "/public/v1/preview/C/M/HS"
    assert {k: server.asked[0][1][k] for k in ("partner2Code", "motCode", "customsCode")} == {
        "partner2Code": "0",
        "motCode": "0",
        "customsCode": "C00",
    }
    rows, ledger = observations.read(folder=tmp_path)
    frame = rows.df()
    assert ledger["rows"].sum() == len(frame) == 8
    first = frame[
        (frame["partner"] == "RUS") & (frame["code"] == "8806") & (frame["period"] == "2023-01")
    ].iloc[0]
    assert first["value_usd"] == round(1000.25 * 644 + 4, 2)
    assert (first["flow"], first["valuation"], first["hs"], first["source"]) == (
        "export",
        "FOB",
        "HS22",
        "COMTRADE",
    )
    assert first["estimated"] and first["retrieved"] == datetime.now(UTC).strftime("%Y-%m-%d")


def test_a_run_that_was_cut_off_goes_on_and_asks_for_nothing_twice(tmp_path):
    with Server(script=[None, "status:400"]) as server:
        coverage = bring(server, tmp_path)
        assert list(coverage["status"]) == ["rows", "failed"]
        assert list(bring(server, tmp_path)["status"]) == ["rows", "rows"]
        assert [q["period"] for _, q in server.asked] == ["202301", "202302", "202302"]
        spoilt = replies(tmp_path, "202301")[0]
        spoilt.write_bytes(spoilt.read_bytes()[:-5])  # as a full disk would leave it
        bring(server, tmp_path)
        assert [q["period"] for _, q in server.asked][3:] == ["202301"]
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    "fault",
    [
        "status:429",
        "status:429:0",
        "status:500",
        "status:503",
        "cut",
        "html",
        "short",
        "other_month",
        "error",
    ],
)
def test_what_may_be_better_next_time_is_asked_again(tmp_path, fault):
    with Server(script=[fault]) as server:
        assert list(bring(server, tmp_path, last="2023-01")["status"]) == ["rows"]
        assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("status:500", "HTTP 500"),
        ("status:429", "HTTP 429"),
        ("cut", "RemoteProtocolError"),
        ("html", "a JSON reply"),
        ("short", "rows"),
        ("other_month", "period 199901"),
        ("error", "quota"),
    ],
)
def test_what_stays_bad_is_a_failed_month_with_its_reason(tmp_path, fault, why):
    with Server(script=[fault] * 3) as server:
        coverage = bring(server, tmp_path)
    assert list(coverage["status"]) == ["failed", "rows"]
    assert why in coverage["why"][0]
    assert not list(tmp_path.glob("*202301*.json"))


def test_a_timeout_is_asked_again(tmp_path):
    with Server(script=["slow"]) as server:
        assert list(bring(server, tmp_path, last="2023-01", timeout=0.3)["status"]) == ["rows"]


def test_retry_after_is_honoured(tmp_path):
    with Server(script=["status:429:1"]) as server:
        start = time.monotonic()
        bring(server, tmp_path, last="2023-01")
        assert time.monotonic() - start >= 1
    later = datetime.now(UTC) + timedelta(seconds=30)
    assert 25 < client.retry_after(format_datetime(later)) <= 30
    assert (
        client.retry_after("²") is None
        and client.retry_after("soon") is None
        and client.retry_after(None) is None
    )


def test_a_wait_of_hours_stops_the_run_and_not_one_query_of_many(tmp_path):
    with Server(script=["status:429:7200"]) as server, pytest.raises(client.Stopped, match="7200 s"):
        bring(server, tmp_path, last="2023-12")
    assert len(server.asked) == 1
    assert not list(tmp_path.iterdir())


def test_a_service_that_is_down_is_not_asked_for_every_month(tmp_path):
    with (
        Server(script=["status:500"] * 99) as server,
        pytest.raises(client.Stopped, match="3 queries in a row"),
    ):
        bring(server, tmp_path, last="2024-12")
    assert len(server.asked) == 3 * 3
    assert not list(tmp_path.iterdir())


def test_without_a_network_nothing_is_waited_for_and_nothing_is_left(tmp_path):
    asks = client.Client("http://127.0.0.1:9", pause=0, wait=0.01)
    start = time.monotonic()
    with pytest.raises(client.Stopped, match="no network"):
        comtrade.comtrade(asks, tmp_path / "fetched", PLAN, "2023-01", "2023-02", CODES)
    assert time.monotonic() - start < 10
    assert not (tmp_path / "fetched").exists()
    assert baci.main(tmp_path / "baci", "http://127.0.0.1:9/BACI_HS22.zip", wait=0.01) == 1
    assert not (tmp_path / "baci").exists()


def test_a_run_that_brought_nothing_leaves_the_coverage_as_it_was(tmp_path):
    with Server() as server:
        bring(server, tmp_path)
    before = (tmp_path / "coverage.csv").read_bytes()
    with Server(script=["status:400"] * 2) as server:
        bring(server, tmp_path, first="2023-03", last="2023-04")
    assert (tmp_path / "coverage.csv").read_bytes() == before


@pytest.mark.parametrize("fault", ["echo:row", "echo:error", "echo:body", "twice", "nested", "endless"])
def test_a_key_that_comes_back_and_odd_json_are_never_stored(tmp_path, fault, capfd):
    key = "very secret/key".replace(" ", "-")
    times = 1 if fault.startswith("echo") else 3  # a key that comes back is not sent again
    with Server(script=[fault] * times) as server:
        coverage = bring(server, tmp_path / "fetched", key=key, first="2022-12", last="2023-02")
    assert list(coverage["status"]) == ["failed", "rows", "rows"]
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or key.encode() not in path.read_bytes()
    assert key not in "".join(capfd.readouterr()) + coverage.to_csv()


@pytest.mark.parametrize("fault", ["drip", "bomb"])
def test_a_reply_without_end_is_given_up(tmp_path, fault, monkeypatch):
    monkeypatch.setattr(client, "MOST_REPLY", 1 << 20)
    with Server(script=[fault]) as server:
        start = time.monotonic()
        assert list(bring(server, tmp_path, last="2023-01", timeout=1)["status"]) == ["rows"]
        assert time.monotonic() - start < 6


@pytest.mark.parametrize("limit", ["MOST_SECONDS", "MOST_REQUESTS", "MOST_BYTES"])
def test_a_run_has_limits_and_says_which(tmp_path, monkeypatch, limit):
    monkeypatch.setattr(client, limit, 0.0)
    with Server() as server, pytest.raises(client.Stopped, match="a run's limit: "):
        asks = client.Client(server.url, pause=0, wait=0.01, attempts=2)
        time.sleep(0.01)
        asks.bytes = 1
        asks.get("/", {}, len)


@pytest.mark.parametrize("key", ["two\nlines", "ключ", "k" * 100_000, "with space"])
def test_an_odd_key_is_refused_before_a_request(key):
    with pytest.raises(InputError, match="COMTRADE_API_KEY") as error:
        client.Client("https://127.0.0.1", key)
    assert key not in str(error.value)


@pytest.mark.parametrize("base", ["http://comtradeapi.un.org", "https://me:pw@un.org", "ftp://127.0.0.1"])
def test_the_key_never_goes_in_the_clear(base):
    with pytest.raises(InputError, match="https, without a user"):
        client.Client(base, "key")


def test_a_redirect_is_not_followed(tmp_path):
    with Server(script=["redirect"] * 3) as server:
        coverage = bring(server, tmp_path, key="key", last="2023-01")
    assert "HTTP 302" in coverage["why"][0] and len(server.asked) == 1


def test_two_fetches_wait_for_each_other(tmp_path):
    code = "import sys, time; from dualuse.official.fetch import client\n"
    code += "with client.alone(sys.argv[1]): print('held', flush=True); time.sleep(1)"
    command = [sys.executable, "-c", code, str(tmp_path)]
    with Server() as server, subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        start = time.monotonic()
        bring(server, tmp_path)
        assert time.monotonic() - start > 0.9  # not before the other was done
    assert (tmp_path / "coverage.csv").exists()


def test_a_reply_at_the_cap_is_split_and_asked_again(tmp_path):
    wanted = [f"69{n:04d}" for n in range(40)]
    partners = ["RUS", "UKR", "KAZ", "KGZ", "ARM", "TUR", "ARE", "BLR", "GEO", "UZB", "HKG", "POL", "DEU"]
    with Server() as server:
        coverage = bring(server, tmp_path, (("CHN", "X", tuple(partners)),), wanted, last="2023-01")
        assert coverage["rows"][0] == 13 * 40  # more than one reply holds
        assert len(server.asked) == 3
    rows, _ = observations.read(folder=tmp_path)
    assert rows.aggregate("count(*), count(DISTINCT concat(partner, code))").fetchall() == [(520, 520)]


def test_one_code_and_one_partner_at_the_cap_is_a_failure():
    assert comtrade.halve(("RUS",), ["69"]) == []
    assert comtrade.halve(("RUS", "UKR", "KAZ"), ["69"]) == [(("RUS",), ["69"]), (("UKR", "KAZ"), ["69"])]


def test_not_published_no_rows_and_failed_are_three_things(tmp_path):
    def trade(reporter, flow, partner, period, code):
        return None if period == "202302" else 5.0

    with Server(
        trade=trade, published=lambda r, p: p != "202304", script=[None, None, *["status:500"] * 3]
    ) as server:
        coverage = bring(server, tmp_path / "fetched/comtrade", last="2023-04")
    assert list(coverage["status"]) == ["rows", "no rows", "failed", "not published"]
    assert "202304" not in {q["period"] for _, q in server.asked}
    read_back = official.coverage(tmp_path / "fetched/comtrade")
    assert list(read_back["status"]) == list(coverage["status"])


@pytest.mark.parametrize(
    ("published", "script", "code"),
    [
        (lambda r, p: True, [], 0),
        (lambda r, p: p != "202302", [], 3),
        (lambda r, p: True, ["status:400"], 1),  # the first of many queries
    ],
)
def test_any_gap_exits_non_zero(tmp_path, monkeypatch, published, script, code):
    monkeypatch.setattr(observations, "FOLDER", tmp_path)
    with Server(published=published, script=script) as server:
        monkeypatch.setenv("DUALUSE_COMTRADE_BASE", server.url)
        command = ["comtrade", "--first", "2023-01", "--last", "2023-02", "--pause", "0", "--wait", "0.01"]
        assert main(command) == code
    assert (tmp_path / "fetched/comtrade/coverage.csv").exists()


def test_the_key_is_a_header_and_nothing_else(tmp_path, capfd):
    with Server(script=["status:500"]) as server:
        bring(server, tmp_path, key="very-secret", last="2023-01")
    assert set(server.keys) == {"very-secret"}
    assert server.asked[0][0] == "/data/v1/get/C/M/HS"
    assert "very-secret" not in str(server.asked)
    for path in tmp_path.rglob("*"):
        assert b"very-secret" not in path.read_bytes()
    assert "very-secret" not in "".join(capfd.readouterr())


def test_a_refused_key_stops_the_run(tmp_path):
    with Server(script=["status:401"]) as server, pytest.raises(PermissionError, match="COMTRADE_API_KEY"):
        bring(server, tmp_path, key="wrong")


def test_a_month_in_which_the_run_was_stopped_is_failed_and_those_before_it_stay(tmp_path):
    with Server() as server:
        bring(server, tmp_path, last="2023-01")
    with Server(script=[None, "status:401"]) as server, pytest.raises(PermissionError):
        bring(server, tmp_path, first="2023-02", last="2023-03", key="k")
    listed = official.coverage(tmp_path)
    assert list(zip(listed["period"], listed["status"], strict=True)) == [
        ("2023-01", "rows"),
        ("2023-02", "rows"),
        ("2023-03", "failed"),
    ]
    assert listed["why"].iloc[-1] == "stopped"


def test_rows_by_procedure_are_set_aside_and_counted(tmp_path):
    with Server(script=["procedures"]) as server:
        bring(server, tmp_path, last="2023-01")
    rows, ledger = observations.read(folder=tmp_path)
    assert rows.aggregate("count(*)").fetchall()[0][0] == 4
    aside = ledger[ledger["problem"] != ""]
    assert list(aside["rows"]) == [4] and aside["problem"].iloc[0].startswith("part of another row")


def test_requests_keep_their_distance(tmp_path):
    with Server() as server:
        asks = client.Client(server.url, pause=0.2, wait=0.01)
        start = time.monotonic()
        comtrade.comtrade(asks, tmp_path, PLAN, "2023-01", "2023-02", CODES)
        assert time.monotonic() - start >= 0.4  # availability and two months


def test_a_changed_reply_is_refused_when_read(tmp_path):
    with Server() as server:
        bring(server, tmp_path, last="2023-01")
    reply = replies(tmp_path)[0]
    reply.write_bytes(reply.read_bytes() + b" ")
    with pytest.raises(InputError, match="as it was stored"):
        observations.read(folder=tmp_path)


def baci_zip():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("country_codes_V202601.csv", "country_code,country_name\n156,China\n")
        for year in (2022, 2023):
            rows = ("156,643,880621,12.5,NA", "156,842,880621,99.0,1", " 643, 156,270900,7.0,3")
            lines = ["t,i,j,k,v,q", *(f"{year},{row}" for row in rows), ""]
            archive.writestr(f"BACI_HS22_Y{year}_V202601.csv", "\n".join(lines))
    return held.getvalue()


@pytest.fixture
def files():
    """A server of one file that breaks off its first reply and honours Range and If-Range."""
    server = {"content": baci_zip(), "cuts": [100], "asked": [], "tag": '"one"'}

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_HEAD(self):
            self.send_response(200)
            self.end_headers()

        def do_GET(self):
            span, content = self.headers.get("Range"), server["content"]
            server["asked"].append(span)
            if "missing" in self.path:
                self.send_error(404)
                return
            if self.headers.get("If-Range") != server["tag"]:
                span = None
            start = int(span[6:-1]) if span else 0
            self.send_response(206 if span else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.send_header("ETag", server["tag"])
            if span:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.end_headers()
            self.wfile.write(
                content[start : start + server["cuts"].pop()] if server["cuts"] else content[start:]
            )
            self.close_connection = True

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    server["url"] = f"http://127.0.0.1:{http.server_address[1]}"
    yield server
    http.shutdown()
    http.server_close()


def test_baci_is_resumed_reduced_and_read(tmp_path, files):
    assert baci.main(tmp_path, f"{files['url']}/BACI_HS22_V202601.zip", wait=0.01) == 0
    assert files["asked"] == [None, "bytes=100-"]
    assert sorted(p.name for p in tmp_path.glob("*.csv")) == [
        "BACI_HS22_Y2022_V202601.csv",
        "BACI_HS22_Y2023_V202601.csv",
    ]
    assert not list(tmp_path.glob("*.part"))
    rows, ledger = observations.read(folder=tmp_path)
    assert list(ledger["rows"]) == [2, 2] and set(ledger["problem"]) == {""}
    drones = rows.filter("code = '880621'").df()
    assert list(drones["value_usd"]) == [12500.0, 12500.0] and drones["net_weight_kg"].isna().all()
    assert set(rows.df()["source"]) == {"BACI-HS22"}
    notes = json.loads((tmp_path / "BACI_HS22_Y2022_V202601.query.json").read_text())
    assert (notes["read"], notes["rows"]) == (3, 2)


def test_a_release_that_changed_meanwhile_is_not_mixed(tmp_path, files):
    part = tmp_path / "BACI_HS22_V202601.zip.part"
    part.write_bytes(b"another release, of which a run before left this")
    part.with_name(f"{part.name}.tag.part").write_text('"another"')
    files["cuts"] = []
    assert baci.main(tmp_path, f"{files['url']}/BACI_HS22_V202601.zip", wait=0.01) == 0
    assert len(files["asked"]) == 1 and len(list(tmp_path.glob("*.csv"))) == 2


def test_a_damaged_release_is_asked_for_again_and_another_hash_is_refused(
    tmp_path, files, monkeypatch, capfd
):
    url, good = f"{files['url']}/BACI_HS22_V202601.zip", files["content"]
    files["content"], files["cuts"] = good[:150] + b"rubbish" * 20 + good[290:], []
    assert baci.main(tmp_path, url, wait=0.01) == 1
    assert not list(tmp_path.glob("*.zip*"))
    files["content"] = good
    line = {"reporter": "CHN", "partners": "RUS", "address": url, "sha256": "0" * 64}
    monkeypatch.setattr(baci.plan, "of", lambda what: [line])
    assert baci.main(tmp_path, wait=0.01) == 1
    said = " ".join(capfd.readouterr().err.split())  # the terminal's width decides where the line is broken
    assert "expected 000000000000, as data/official/plan.csv says" in said


def test_a_missing_release_is_said(tmp_path, files, capfd):
    assert baci.main(tmp_path, f"{files['url']}/missing_HS22.zip", wait=0.01) == 1
    assert "HTTP 404" in capfd.readouterr().err
