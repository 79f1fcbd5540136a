"""Writes cases.json: made-up markets and books, and what the model of model.py says of them.

    /usr/bin/python3 test/reference/make_cases.py > test/reference/cases.json

Seeded, so that running it again gives the same books. `npx biome format --write test/reference` then breaks its lines as
the rest of the repository has them.
"""
import datetime
import json
import random
import sys

from model import Account, Market, liquidation_prices

draw = random.Random(20260205)
NOW = datetime.datetime(2026, 2, 5, 12)


def instant(days):
    return (NOW + datetime.timedelta(hours=round(days * 24))).strftime("%Y-%m-%dT%H:%M:%SZ")


def short(number, digits=6):
    return float(f"{number:.{digits}g}")


def text(number):
    return f"{number:.6f}".rstrip("0").rstrip(".")


def surface(index, model, days):
    growth, level = draw.uniform(-0.08, 0.15), draw.uniform(0.3, 1.0)
    forwards, slices = [], []
    for day in days:
        years = day / 365
        forwards.append({"expiry": instant(day), "price": short(index * (1 + growth * years))})
        if model == "black" and draw.random() < 0.4:
            a = short(level * level * years * 0.6, 4)
            slices.append(
                {"kind": "svi", "expiry": instant(day), "a": a, "b": short(a * 0.8, 3), "rho": -0.3, "m": 0.05, "sigma": 0.2}
            )
        else:
            scale = level * index / 8 if model == "normal" else level
            ratios = [0.6, 0.9, 1, 1.1, 1.6]
            vols = [short(scale * (1 + 0.4 * abs(k - 1) + draw.uniform(0, 0.05)), 4) for k in ratios]
            slices.append({"kind": "quotes", "expiry": instant(day), "strikes": [short(index * k) for k in ratios], "vols": vols})
    if len(forwards) > 2:
        del forwards[1]
    return {"index": index, "model": model, "forwards": forwards, "slices": slices}


def settlements(underlying):
    every = [
        {"kind": "linear", "currency": "USDC"},
        {"kind": "linear", "currency": "USDT"},
        {"kind": "quanto", "currency": "USDT", "multiplier": 0.01},
    ]
    if underlying == "SPREAD":
        return every
    return [*every, {"kind": "inverse", "currency": underlying}, {"kind": "quanto", "currency": "BTC", "multiplier": 0.00001}]


def instrument(kind, underlying, index, days, row):
    name = f"{underlying}-{kind}-{row}"
    settlement = draw.choice(settlements(underlying))
    made = {"kind": kind, "id": name, "underlying": underlying}
    if kind == "spot":
        return {**made, "asset": underlying, "currency": draw.choice(["USDC", "USDT"])}
    if kind == "amm":
        made["currency"] = "USDC"
        if draw.random() < 0.6:
            made["range"] = {"lower": short(index * draw.uniform(0.7, 1.05), 4), "upper": short(index * draw.uniform(1.1, 1.6), 4)}
        return made
    made["settlement"] = settlement
    if kind != "option":
        made["contractSize"] = 10 if settlement["kind"] == "inverse" else 0.1
    if kind == "perpetual":
        return made
    made["expiry"] = instant(draw.choice(days))
    if kind == "option":
        made["contractSize"] = 0.1 if settlement["kind"] == "linear" else 1
        made["strike"] = short(index * draw.choice([0.7, 0.95, 1, 1.1, 1.5, 4]), 5)
        made["right"] = draw.choice(["call", "put"])
    return made


def worth_of_one(entry, index):
    """Roughly what one unit moves with, to give legs of one size."""
    if entry["kind"] == "amm":
        return index**0.5
    if entry["kind"] == "spot":
        return index
    scale = entry["contractSize"]
    kind = entry["settlement"]["kind"]
    if kind == "inverse":
        return scale * index if entry["kind"] == "option" else scale
    return scale * index * (draw.choice([0.01, 0.1]) if kind == "quanto" else 1)


def case(name, rules, kinds, legs=5, orders=0, assets=2, grid=None, only=("BTC", "ETH"), life=(), liquidation=False):
    days = [draw.choice([0.5, 3]), draw.choice([7, 25]), draw.choice([90, 140]), 380]
    extra = [*life, 2, 50, 500]
    indexes = {"BTC": short(draw.uniform(3e4, 1.2e5), 5), "ETH": short(draw.uniform(900, 4500), 4), "SPREAD": short(draw.uniform(-9, -2), 3)}
    used = [u for u in indexes if u in only or u == "BTC"]
    underlyings = {u: surface(abs(indexes[u]), "normal" if u == "SPREAD" else "black", days) for u in used}
    if "SPREAD" in underlyings:
        # A spread below zero: its forwards and strikes are mirrored.
        entry = underlyings["SPREAD"]
        entry["index"] = -entry["index"]
        for point in entry["forwards"]:
            point["price"] = -point["price"]
        for piece in entry["slices"]:
            piece["strikes"] = [-strike for strike in reversed(piece["strikes"])]
    prices = {"USDC": {"price": 1, "decimals": 6}, "USDT": {"price": short(draw.uniform(0.95, 1.01), 4), "decimals": 6}}
    for u in used:
        if u != "SPREAD":
            prices[u] = {"price": underlyings[u]["index"] * draw.choice([1, 1, 1.0009765625]), "decimals": 8, "underlying": u}
    listed, marks, positions, open_orders = [], {}, [], []
    for row in range(legs + orders):
        u = draw.choice(only)
        index = underlyings[u]["index"]
        made = instrument(draw.choice(kinds), u, index, days + extra, row)
        listed.append(made)
        name_of = made["id"]
        kind = made["kind"]
        if kind == "perpetual" or (kind == "future" and draw.random() < 0.5):
            marks[name_of] = short(index * draw.uniform(0.99, 1.01))
        if kind == "option" and draw.random() < 0.2:
            coin = made["settlement"]["kind"] == "inverse"
            marks[name_of] = short(draw.uniform(0.02, 0.2) * (1 if coin else abs(index)), 4)
        size = text(draw.uniform(0.2, 2) * 40_000 / abs(worth_of_one(made, abs(index))))
        if row < legs:
            entry = {"instrument": name_of, "quantity": size if draw.random() < 0.5 or kind == "amm" else f"-{size}"}
            if kind in ("perpetual", "future") and draw.random() < 0.8:
                entry["entryPrice"] = text(short(index * draw.uniform(0.75, 1.25), 5))
            positions.append(entry)
    for row in range(orders):
        # Half on what is held, so that there is something to reduce, at up to a fifth away from the mark.
        made = listed[draw.randrange(legs)] if legs and row % 2 == 0 else listed[legs + row]
        if made["kind"] == "amm":
            made = listed[legs + row]
        mark = Market({"asOf": instant(0), "assets": prices, "underlyings": underlyings, "instruments": listed, "marks": marks}).mark(made)
        size = text(draw.uniform(0.1, 1.5) * 30_000 / abs(worth_of_one(made, abs(underlyings[made["underlying"]]["index"]))))
        price = f"{short(mark * draw.uniform(0.8, 1.2), 5):.8f}".rstrip("0").rstrip(".")
        if made["kind"] == "amm":
            continue
        open_orders.append(
            {
                "id": f"order-{row}",
                "instrument": made["id"],
                "side": draw.choice(["buy", "sell"]),
                "quantity": size,
                "price": price,
                "reduceOnly": row % 2 == 0 and draw.random() < 0.6,
            }
        )
    balances = []
    for asset in draw.sample(sorted(prices), min(assets, len(prices))):
        amount = draw.uniform(-0.15, 1) * draw.choice([3e4, 1.5e5]) / prices[asset]["price"]
        balances.append({"asset": asset, "amount": text(amount)})
    kept = {o["instrument"] for o in open_orders} | {p["instrument"] for p in positions}
    market = {
        "plimsoll": "market/1",
        "asOf": instant(0),
        "source": {"kind": "manual", "name": "made up"},
        "currency": "USD",
        "assets": prices,
        "underlyings": underlyings,
        "instruments": [entry for entry in listed if entry["id"] in kept],
        "marks": {key: value for key, value in marks.items() if key in kept},
    }
    book = {"plimsoll": "book/1", "id": name.replace(" ", "-"), "balances": balances, "positions": positions, "orders": open_orders}
    return expected(name, rules, market, book, grid, liquidation)


def expected(name, rules, market_document, book, grid, liquidation):
    market = Market(market_document)
    if liquidation:
        # Cash that makes equity a little more than the requirement, so that there are prices at which the account falls.
        book["balances"] = [entry for entry in book["balances"] if entry["asset"] != "USDC"]
        before = Account(market, book, grid).margin(rules)
        cash = draw.uniform(1.05, 1.6) * before["initial"] - before["equity"]
        book["balances"].append({"asset": "USDC", "amount": text(round(cash))})
    account = Account(market, book, grid)
    says = account.margin(rules)
    says["withdrawable"] = account.withdrawable(rules)
    says["contributions"] = account.contributions(rules)
    if rules == "portfolio":
        says["generations"] = account.generations()
    if liquidation:
        held = sorted({market.instruments[p["instrument"]]["underlying"] for p in book["positions"]})
        says["liquidation"] = [liquidation_prices(market, book, rules, u, grid) for u in held]
    made = {"name": name, "rules": rules, "market": market_document, "book": book, "expected": says}
    return {**made, "grid": grid} if grid else made


FUTURES = ["perpetual", "future"]
EVERYTHING = ["perpetual", "future", "option", "option", "spot", "amm"]
MONEYNESS = {
    "smile": "sticky-moneyness",
    "horizonDays": 1.25,
    "volatility": [
        {"id": "down", "kind": "absolute", "move": -0.2, "term": {"referenceDays": 30, "shortPower": 0.3, "longPower": 0.13, "minDays": 1}},
        {"id": "same", "kind": "none", "move": 0},
        {"id": "up", "kind": "absolute", "move": 0.3, "floor": 0.6},
    ],
}
AGED = {"horizonDays": 5}
SPREAD = {"absoluteRange": {"SPREAD": 3}}


def cases():
    for n in range(3):
        yield case(f"everything {n}", "portfolio", EVERYTHING, legs=7, orders=3, assets=3, liquidation=n == 0)
    for n in range(2):
        yield case(f"options {n}", "portfolio", ["option"], legs=8, assets=2, liquidation=True)
    for n in range(2):
        yield case(f"futures with coin profits {n}", "portfolio", FUTURES, legs=5, assets=2, liquidation=True)
    yield case("options and orders on them", "portfolio", ["option"], legs=4, orders=5)
    yield case("orders alone", "portfolio", ["option", *FUTURES], legs=0, orders=6)
    yield case("futures and reducing orders", "portfolio", FUTURES, legs=4, orders=8)
    yield case("pools", "portfolio", ["amm"], legs=4, liquidation=True)
    yield case("balances alone", "portfolio", EVERYTHING, legs=0, assets=4)
    yield case("sticky moneyness, absolute volatility", "portfolio", ["option", "option", "future"], legs=7, grid=MONEYNESS)
    yield case("five days pass", "portfolio", ["option", "option", "future"], legs=8, grid=AGED, life=(1, 5, 6))
    yield case("five days pass over coin options", "portfolio", ["option"], legs=6, grid=AGED, life=(1, 3, 4, 5), only=("BTC",))
    yield case("a spread below zero", "portfolio", [*FUTURES, "option", "option"], legs=6, grid=SPREAD, only=("SPREAD", "BTC"))
    for n in range(2):
        yield case(f"cross everything {n}", "cross", EVERYTHING, legs=6, orders=3, assets=3, liquidation=n == 0)
    yield case("cross options", "cross", ["option"], legs=5, orders=2)
    yield case("cross balances alone", "cross", EVERYTHING, legs=0, assets=4)
    for n in range(2):
        yield case(f"isolated everything {n}", "isolated", EVERYTHING, legs=6, orders=3, assets=3)
    yield case("isolated futures", "isolated", FUTURES, legs=5, assets=2, liquidation=True)
    yield case("isolated options", "isolated", ["option"], legs=5, orders=2)


json.dump(list(cases()), sys.stdout, ensure_ascii=False, indent=1)
print()
