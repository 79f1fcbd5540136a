"""Writes rulebook-cases.json: made-up markets, histories and books, and what the rule books of rulebooks.py ask of them.

    /usr/bin/python3 test/reference/make_rulebook_cases.py > test/reference/rulebook-cases.json

Seeded, so that running it again gives the same cases. Markets and histories stand once and are named by the cases. The closes
of a history are one string, its times a first day and a count, with the rows that are missing and those that came some
hours late. `refused` stands for a code of the library's documented refusals. `node` replaces fields of the closed form's node.
"""
import datetime
import json
import random
import sys

import numpy as np

from model import Market, pool_value
from rulebooks import Refused, evaluated

draw = random.Random(20261121)
NOW = datetime.datetime(2026, 2, 5, 12)
DAYS = [3, 10, 24, 50, 140, 380]


def instant(days):
    return (NOW + datetime.timedelta(hours=round(days * 24))).strftime("%Y-%m-%dT%H:%M:%SZ")


def short(number, digits=5):
    return float(f"{number:.{digits}g}")


def text(number):
    return f"{number:.6f}".rstrip("0").rstrip(".")


def surface(index, level, growth, skew):
    """Two quoted slices with skew, one SVI slice between them; one expiry is without a forward of its own."""
    forwards = [{"expiry": instant(d), "price": short(index * (1 + growth * d / 365), 7)} for d in DAYS if d != 50]
    slices = []
    for d in (3, 24, 140, 380):
        if d == 140:
            a = short(level * level * d / 365 * 0.7, 4)
            wing = {"a": a, "b": short(a * 0.6, 3), "rho": short(3 * skew, 3), "m": 0.02, "sigma": 0.25}
            slices.append({"kind": "svi", "expiry": instant(d), **wing})
            continue
        ratios = [0.5, 0.8, 0.95, 1, 1.05, 1.25, 2]
        vols = [short(level * (1 + skew * (k - 1) * 2 + 0.5 * abs(k - 1) + draw.uniform(0, 0.02)), 4) for k in ratios]
        slices.append({"kind": "quotes", "expiry": instant(d), "strikes": [short(index * k, 6) for k in ratios], "vols": vols})
    return {"index": index, "model": "black", "forwards": forwards, "slices": slices}


def listing(coin, index, stable, coin_settled=True):
    """What is listed on one underlying: linear and inverse, and options over the expiries and strikes."""
    size = 0.1 if index > 500 else 1
    linear, inverse = {"kind": "linear", "currency": stable}, {"kind": "inverse", "currency": coin}
    listed = [{"kind": "perpetual", "id": f"{coin}-PERP", "underlying": coin, "contractSize": size, "settlement": linear}]
    listed.append({"kind": "future", "id": f"{coin}-50", "underlying": coin, "contractSize": size, "settlement": linear, "expiry": instant(50)})
    if coin_settled:
        listed.append({"kind": "perpetual", "id": f"{coin}-INV", "underlying": coin, "contractSize": 10, "settlement": inverse})
        listed.append({"kind": "future", "id": f"{coin}-INV-140", "underlying": coin, "contractSize": 10, "settlement": inverse, "expiry": instant(140)})
        listed.append({"kind": "spot", "id": f"{coin}-SPOT", "underlying": coin, "asset": coin, "currency": stable})
    for row, (days, share, right) in enumerate(
        [(3, 1.02, "call"), (10, 0.9, "put"), (24, 1.1, "call"), (24, 1.1, "put"), (50, 0.85, "put"), (140, 1.4, "call"), (380, 1, "put"), (0.5, 1.01, "put")]
    ):
        settlement = inverse if coin_settled and row % 2 else linear
        strike = short(index * share, 3)
        listed.append(
            {
                "kind": "option",
                "id": f"{coin}-{days}-{right[0].upper()}{row}",
                "underlying": coin,
                "contractSize": 1 if settlement["kind"] == "inverse" else size,
                "settlement": settlement,
                "expiry": instant(days),
                "strike": strike,
                "right": right,
            }
        )
    return listed


def market(indexes, level, growth, skew, stable="USDC", peg=1.0, facts=None, coin_settled=True, wrapped=1.0):
    assets = {"USD": {"price": 1, "decimals": 2}, "USDC": {"price": peg, "decimals": 6}, "USDT": {"price": 1.0008, "decimals": 6}}
    underlyings, instruments, marks, funding = {}, [], {}, {}
    for coin, index in indexes.items():
        underlyings[coin] = surface(index, level * draw.uniform(0.9, 1.3), growth, skew)
        if coin_settled:
            assets[coin] = {"price": index * wrapped, "decimals": 8, "underlying": coin}
        listed = listing(coin, index, stable, coin_settled)
        instruments += listed
        for one in listed:
            if one["kind"] == "perpetual":
                marks[one["id"]] = short(index * draw.uniform(0.997, 1.003), 6)
                funding[one["id"]] = {"rate": short(draw.uniform(-2e-4, 4e-4), 3), "intervalHours": draw.choice([1, 8])}
    made = {
        "plimsoll": "market/1",
        "asOf": instant(0),
        "source": {"kind": "manual", "name": "made up"},
        "currency": "USD",
        "assets": assets,
        "underlyings": underlyings,
        "instruments": instruments,
        "marks": marks,
        "funding": funding,
    }
    # Some options have marks of their own, a little off the surface: they count in equity and in no scenario.
    view = Market(made)
    for one in [one for one in instruments if one["kind"] == "option"][::3]:
        marks[one["id"]] = short(view.model_price(one) * draw.uniform(0.97, 1.03), 5)
    return {**made, "facts": facts} if facts else made


MARKETS = {
    "calm": market({"BTC": 70_000, "ETH": 2_100}, 0.45, 0.06, -0.12),
    "thin": market(
        {"BTC": 98_500, "ETH": 3_350},
        0.6,
        0.1,
        -0.2,
        peg=0.9994,
        facts={
            "underlyings": {
                "BTC": {"volume24h": 2_000_000, "openInterest": 150, "confidence": 0.72},
                "ETH": {"volume24h": 900_000, "openInterest": 2_500, "confidence": 0.95},
            }
        },
    ),
    "wild": market({"BTC": 41_200, "ETH": 1_480}, 0.95, -0.05, 0.1, stable="USDT", wrapped=1.0005),
    "coins": market({"BTC": 70_000, "ETH": 2_100, "SOL": 86, "XYZ": 4.2}, 0.7, 0.02, -0.1),
    "indexes": market({"SPX": 6_800, "OEX": 3_400, "RUT": 2_600, "AAPL": 255}, 0.2, 0.03, -0.2, stable="USD", coin_settled=False),
}


def with_pools(made):
    """Pools in both coins: of all prices, around the index, all coin (below its range) and all money (above it)."""
    pools = []
    for coin, entry in made["underlyings"].items():
        index = entry["index"]
        for name, share, paid in (("ALL", None, "USDC"), ("AROUND", (0.8, 1.3), "USDT"), ("OVER", (1.1, 1.6), "USDC"), ("UNDER", (0.5, 0.95), "USDC")):
            ends = {} if share is None else {"range": {"lower": short(share[0] * index), "upper": short(share[1] * index)}}
            pools.append({"kind": "amm", "id": f"{coin}-POOL-{name}", "underlying": coin, "currency": paid, **ends})
    return {**made, "instruments": [*made["instruments"], *pools]}


MARKETS["pools"] = with_pools(MARKETS["thin"])


def with_peg(made):
    """A stablecoin that is traded by itself, a little off its peg; nothing but futures on it."""
    linear = {"kind": "linear", "currency": "USDC"}
    perpetual = {"kind": "perpetual", "id": "DAI-PERP", "underlying": "DAI", "contractSize": 1000, "settlement": linear}
    listed = [perpetual, {**perpetual, "kind": "future", "id": "DAI-140", "expiry": instant(140)}]
    entry = {"index": 0.9965, "model": "black", "forwards": [{"expiry": instant(140), "price": 0.9988}], "slices": []}
    return {
        **made,
        "assets": {**made["assets"], "DAI": {"price": 0.9961, "decimals": 6, "underlying": "DAI"}},
        "underlyings": {**made["underlyings"], "DAI": entry},
        "instruments": [*made["instruments"], *listed],
        "marks": {**made["marks"], "DAI-PERP": 0.9969},
    }


MARKETS["pegs"] = with_peg(MARKETS["coins"])


def history(first, rows, without, implied, late=None):
    """Two coins that move together, with calm and wild weeks; every number has five digits."""
    noise = np.random.default_rng(rows)
    common, own = noise.standard_t(4, rows), noise.standard_t(4, (2, rows))
    scale = 0.018 * np.exp(0.6 * np.sin(np.arange(rows) / 45) + 0.3 * np.sin(np.arange(rows) / 11))
    closes, past = {}, {}
    for row, (coin, last, beta) in enumerate((("BTC", 70_000, 0.8), ("ETH", 2_100, 1.1))):
        path = np.cumsum(scale * (beta * common + 0.5 * own[row]) / 1.4)
        closes[coin] = " ".join(f"{x:.5g}" for x in last * np.exp(0.5 * (path - path[-1])))
        if coin in implied:
            vols = 0.5 * np.exp(np.clip(np.cumsum(-0.04 * common + 0.03 * noise.normal(size=rows)) * 0.3, -0.8, 0.8))
            past[coin] = " ".join(f"{x:.3f}" for x in vols)
    made = {"stepDays": 1, "first": first, "rows": rows, "without": without, "closes": closes}
    if late:
        made["hoursLate"] = late
    return {**made, "impliedVolatility": past} if past else made


HISTORIES = {
    "long": history("2020-03-01", 2168, [], ["BTC"]),
    "gaps": history("2025-01-02", 400, [17, 120, 121, 300], []),
    # A stressed day is missing; a day and a half apart is too far, half a day too near.
    "uneven": history("2025-01-01", 401, [40, 41, 150, 283], ["ETH"], {"100": 14, "200": 6, "310": -8, "350": 13, "351": 13}),
    "ten steps old": history("2025-04-03", 300, [], []),
    "older": history("2025-04-02", 300, [], []),
    "of tomorrow": history("2025-04-14", 299, [], []),
}


def document(history):
    """The history as the market document writes it."""
    start = datetime.datetime.strptime(history["first"], "%Y-%m-%d")
    kept = [row for row in range(history["rows"]) if row not in history["without"]]

    def columns(named):
        return {name: [float(column.split()[row]) for row in kept] for name, column in named.items()}

    made = {
        "stepDays": history["stepDays"],
        "times": [(start + datetime.timedelta(days=row, hours=history.get("hoursLate", {}).get(str(row), 0))).strftime("%Y-%m-%dT%H:%M:%SZ") for row in kept],
        "closes": columns(history["closes"]),
    }
    return {**made, "impliedVolatility": columns(history["impliedVolatility"])} if "impliedVolatility" in history else made


def size_of(one, index):
    """Dollars that one unit stands for."""
    if one["kind"] == "spot":
        return index
    if one["kind"] == "amm":
        return pool_value(one, index)
    if one["kind"] != "option" and one["settlement"]["kind"] == "inverse":
        return one["contractSize"]
    return one["contractSize"] * index


def book_in(name, market_document, kinds, only, legs, orders, dollars, coins, facts):
    view = Market(market_document)
    pool = [i for i in market_document["instruments"] if i["kind"] in kinds and i["underlying"] in only]
    positions, open_orders = [], []
    for one in draw.sample(pool, min(legs, len(pool))):
        size = draw.uniform(0.3, 1.5) * dollars / size_of(one, view.index(one["underlying"]))
        quantity = text(short(size, 3) * draw.choice([-1, 1]))
        entry = {"instrument": one["id"], "quantity": quantity}
        if one["kind"] in ("perpetual", "future") and draw.random() < 0.7:
            entry["entryPrice"] = text(short(view.mark(one) * draw.uniform(0.85, 1.15), 5))
        positions.append(entry)
    for row in range(orders):
        one = draw.choice(pool)
        size = draw.uniform(0.1, 0.8) * dollars / size_of(one, view.index(one["underlying"]))
        price = f"{short(view.mark(one) * draw.uniform(0.9, 1.1), 4):.8f}".rstrip("0").rstrip(".")
        open_orders.append(
            {
                "id": f"order-{row}",
                "instrument": one["id"],
                "side": draw.choice(["buy", "sell"]),
                "quantity": text(short(size, 3)),
                "price": price,
                "reduceOnly": draw.random() < 0.3,
            }
        )
    stable = "USD" if "SPX" in market_document["underlyings"] else draw.choice(["USDC", "USDT"])
    balances = [{"asset": stable, "amount": text(short(draw.uniform(-0.2, 2) * dollars, 6))}]
    for asset in coins:
        price = market_document["assets"][asset]["price"]
        balances.append({"asset": asset, "amount": text(short(draw.uniform(-0.3, 1) * dollars / price, 5))})
    made = {"plimsoll": "book/1", "id": name.replace(" ", "-"), "balances": balances, "positions": positions, "orders": open_orders}
    return {**made, "facts": facts} if facts else made


DERIVATIVES = ("perpetual", "future", "option")
ALL = (*DERIVATIVES, "spot")
WITH_POOLS = (*ALL, "amm")
PAIR = ("BTC", "ETH")


def case(name, rules, where, kinds=ALL, only=PAIR, legs=8, orders=0, dollars=60_000, coins=("BTC",), past=None, facts=None, parameters=None, node=None):
    made = MARKETS[where]
    book = book_in(name, made, kinds, only, legs, orders, dollars, coins, facts)
    full = {**made, "history": document(HISTORIES[past])} if past else made
    try:
        says = {"expected": evaluated(rules, Market(full), book, {**(parameters or {}), **(node or {})})}
    except Refused as reason:
        says = {"refused": str(reason)}
    entry = {"name": name, "rules": rules, "market": where, "book": book, **says}
    if past:
        entry["history"] = past
    if parameters:
        entry["parameters"] = parameters
    if node:
        entry["node"] = node
    return entry


def cases():
    rules = "plimsoll-pm"
    yield case("everything", rules, "calm", legs=9, orders=3, coins=PAIR)
    yield case("a thin market", rules, "thin", legs=9, coins=PAIR, dollars=150_000)
    yield case("a thin market with orders", rules, "thin", legs=6, orders=4, coins=("ETH",))
    yield case("futures of one coin", rules, "wild", kinds=("perpetual", "future", "spot"), only=("BTC",), legs=5)
    yield case("options of one coin", rules, "wild", kinds=("option",), only=("ETH",), legs=6, coins=("ETH",))
    yield case("four coins", rules, "coins", only=("BTC", "ETH", "SOL", "XYZ"), legs=12, orders=2, coins=("SOL", "XYZ"))
    yield case("pairs", rules, "calm", kinds=("perpetual", "future"), legs=8, coins=())
    yield case("balances alone", rules, "calm", legs=0, coins=PAIR)
    yield case("orders alone", rules, "thin", legs=0, orders=6, coins=())
    for rules in ("historical-var", "age-weighted-es", "filtered-es"):
        yield case("everything", rules, "calm", legs=9, coins=PAIR, past="long")
        yield case("options", rules, "thin", kinds=("option",), legs=8, past="long", coins=())
        yield case("options and orders", rules, "wild", kinds=("option", "perpetual"), legs=6, orders=4, past="long")
        yield case("futures and coins", rules, "wild", kinds=("perpetual", "future", "spot"), legs=6, coins=PAIR, past="long")
        yield case("one coin", rules, "calm", only=("ETH",), legs=7, coins=("ETH",), past="long")
        if rules != "filtered-es":
            yield case("a history with gaps", rules, "calm", legs=8, coins=PAIR, past="gaps")
    rules = "delta-gamma-var"
    yield case("futures and coins", rules, "calm", kinds=("perpetual", "future", "spot"), legs=6, coins=PAIR)
    yield case("options of one coin", rules, "calm", kinds=("option",), only=("BTC",), legs=6, coins=())
    yield case("everything", rules, "thin", legs=9, coins=PAIR)
    yield case("everything wild", rules, "wild", legs=10, coins=PAIR)
    yield case("options of two coins", rules, "wild", kinds=("option",), legs=9, coins=())
    yield case("four coins", rules, "coins", only=("BTC", "ETH", "SOL", "XYZ"), legs=14, coins=("SOL",))
    rules = "sensitivity"
    yield case("everything", rules, "calm", legs=9, coins=PAIR)
    yield case("options", rules, "wild", kinds=("option",), legs=9, coins=())
    yield case("crowded", rules, "thin", legs=9, dollars=2e8, coins=PAIR)
    yield case("four coins", rules, "coins", only=("BTC", "ETH", "SOL", "XYZ"), legs=16, coins=("SOL", "XYZ"))
    yield case("four crowded coins", rules, "coins", only=("BTC", "ETH", "SOL", "XYZ"), legs=18, dollars=4e7, coins=())
    yield case("a coin in no bucket", rules, "coins", only=("XYZ",), legs=7, coins=("XYZ",))
    rules = "paradex-pm"
    known = {"fee": 0.0005, "rate.other": 0.35}
    yield case("everything", rules, "calm", legs=9, orders=3, coins=("BTC",), parameters=known)
    yield case("options", rules, "calm", kinds=("option",), legs=9, coins=(), parameters=known)
    yield case("wild with orders", rules, "wild", kinds=DERIVATIVES, legs=7, orders=5, coins=(), parameters=known)
    yield case("four coins", rules, "coins", only=("BTC", "ETH", "SOL", "XYZ"), legs=14, orders=4, coins=(), parameters=known)
    yield case("hedged futures", rules, "thin", kinds=("perpetual", "future"), legs=8, coins=(), parameters=known)
    yield case("orders alone", rules, "thin", kinds=DERIVATIVES, legs=0, orders=6, coins=(), parameters=known)
    rules = "occ-tims"
    broad = ("SPX", "OEX", "RUT")
    yield case("broad indexes", rules, "indexes", only=broad, legs=12, coins=())
    yield case("indexes and a share", rules, "indexes", only=(*broad, "AAPL"), legs=16, orders=4, coins=())
    yield case("futures on indexes", rules, "indexes", kinds=("perpetual", "future"), only=broad, legs=6, orders=3, coins=())
    yield case("coins", rules, "calm", legs=10, coins=PAIR)
    yield case("coins and orders", rules, "thin", legs=6, orders=6, coins=("BTC",))
    yield case("four coins", rules, "coins", only=("BTC", "ETH", "SOL", "XYZ"), legs=16, coins=("SOL",))
    rules = "deribit-pm"
    others = {
        "range.others": 0.25,
        "volatility.up.others": 0.6,
        "volatility.down.others": -0.3,
        "extended.dampener.others": 5_000,
        "roll.least.others": 0.012,
        "roll.annualised.others": 0.1,
        "delta.slope.others": 1e-6,
    }
    yield case("everything", rules, "calm", legs=10, coins=("BTC",))
    yield case("large", rules, "thin", legs=10, dollars=4e7, coins=("BTC",))
    yield case("orders", rules, "wild", kinds=DERIVATIVES, legs=6, orders=6, coins=PAIR)
    yield case("options", rules, "wild", kinds=("option",), legs=10, dollars=2e6, coins=("ETH",))
    said = {"mmpMargin.BTC": 0.06, "openOrdersMargin.BTC": 0.000018212, "spotMargin.USDC": 12.5}
    yield case("what the venue says of the account", rules, "calm", kinds=DERIVATIVES, legs=8, orders=4, facts=said)
    yield case("four coins", rules, "coins", only=("BTC", "ETH", "SOL", "XYZ"), legs=18, dollars=1e6, coins=("SOL",), parameters=others)
    yield from later_cases()


def later_cases():
    """After the others, so that their books stay as they were drawn."""
    rules = "plimsoll-pm"
    yield case("pools", rules, "pools", kinds=("amm",), legs=6, coins=PAIR)
    yield case("pools and futures", rules, "pools", kinds=("amm", "perpetual"), legs=9, orders=3, coins=("BTC",), dollars=150_000)
    yield case("pools and options of one coin", rules, "pools", kinds=("amm", "option"), only=("BTC",), legs=9, orders=4, coins=())
    yield case("orders on pools", rules, "pools", kinds=("amm",), legs=2, orders=6, coins=())
    yield case("orders on everything", rules, "pools", kinds=WITH_POOLS, legs=7, orders=9, coins=PAIR, dollars=400_000)
    yield case("coins against futures", rules, "thin", kinds=("perpetual", "future"), legs=4, coins=PAIR, dollars=500_000)
    yield case("coins that are not traded", rules, "coins", kinds=("perpetual",), only=("BTC",), legs=1, coins=("SOL", "XYZ", "ETH"))
    yield case("orders of coins that are not held", rules, "thin", kinds=DERIVATIVES, only=("ETH",), legs=0, orders=3, coins=("BTC",), dollars=900_000)
    for rules in ("historical-var", "age-weighted-es", "filtered-es"):
        yield case("an uneven history", rules, "calm", legs=8, coins=PAIR, past="uneven")
        yield case("an uneven history, three days", rules, "wild", legs=8, orders=3, coins=PAIR, past="uneven", parameters={"horizonDays": 3})
        yield case("pools", rules, "pools", kinds=("amm", "perpetual"), legs=7, coins=PAIR, past="uneven")
    yield case("a history with gaps", "filtered-es", "calm", legs=8, coins=PAIR, past="gaps")
    for rules in ("historical-var", "age-weighted-es"):
        yield case("a history that is ten steps old", rules, "calm", legs=4, past="ten steps old")
        yield case("a history that is older", rules, "calm", legs=4, past="older")
        yield case("a history of tomorrow", rules, "calm", legs=4, past="of tomorrow")
    rules = "delta-gamma-var"
    yield case("orders", rules, "calm", legs=6, orders=5, coins=PAIR)
    yield case("orders on options", rules, "wild", kinds=("option",), legs=5, orders=6, coins=("ETH",))
    yield case("orders alone", rules, "thin", legs=0, orders=6, coins=())
    yield case("orders on one side", rules, "calm", kinds=("perpetual", "future"), legs=3, orders=2, coins=())
    yield case("pools and orders", rules, "pools", kinds=WITH_POOLS, legs=8, orders=5, coins=PAIR)
    yield case("five days", rules, "wild", kinds=("option",), legs=12, coins=("BTC",), node={"horizonDays": 5})
    yield case("thirty days with orders", rules, "thin", kinds=("option",), legs=9, orders=5, node={"horizonDays": 30})
    known = {"BTC": 0.55, "ETH": 0.8}
    yield case("volatilities of all that is held", rules, "calm", legs=8, coins=PAIR, node={"volatilities": known})
    yield case("a volatility for others", rules, "coins", only=("BTC", "SOL"), legs=8, coins=("SOL",), node={"volatilities": {"BTC": 0.55, "*": 1.4}})
    yield case("a volatility missing", rules, "calm", kinds=("perpetual",), legs=2, coins=("ETH",), node={"volatilities": {"BTC": 0.55}})
    yield case("a volatility missing for orders", rules, "coins", kinds=DERIVATIVES, only=("SOL",), legs=0, orders=2, node={"volatilities": known})
    rules = "sensitivity"
    yield case("orders", rules, "calm", legs=6, orders=5, coins=PAIR)
    yield case("orders on options", rules, "wild", kinds=("option",), legs=5, orders=6, coins=("ETH",))
    yield case("orders alone", rules, "coins", only=("BTC", "ETH", "SOL", "XYZ"), legs=0, orders=8, coins=())
    yield case("crowded orders", rules, "thin", legs=5, orders=6, dollars=2e8, coins=())
    yield case("pools and orders", rules, "pools", kinds=WITH_POOLS, legs=8, orders=5, coins=PAIR)
    five = ("BTC", "ETH", "SOL", "XYZ", "DAI")
    for rules in ("sensitivity", "delta-gamma-var", "plimsoll-pm"):
        yield case("a stablecoin alone", rules, "pegs", only=("DAI",), legs=2, orders=2, coins=("DAI",))
        yield case("a stablecoin among coins", rules, "pegs", only=five, legs=26, orders=4, coins=("DAI", "SOL"), dollars=250_000)


def needed(entries):
    """Every market with the instruments that some book holds or orders."""
    used = {name: set() for name in MARKETS}
    for entry in entries:
        book = entry["book"]
        used[entry["market"]] |= {line["instrument"] for line in [*book["positions"], *book["orders"]]}
    kept = {}
    for name, made in MARKETS.items():
        ids = used[name]
        kept[name] = {
            **made,
            "instruments": [one for one in made["instruments"] if one["id"] in ids],
            **{field: {k: v for k, v in made[field].items() if k in ids} for field in ("marks", "funding")},
        }
    return kept


entries = list(cases())
json.dump({"markets": needed(entries), "histories": HISTORIES, "cases": entries}, sys.stdout, ensure_ascii=False, indent=1)
print()
