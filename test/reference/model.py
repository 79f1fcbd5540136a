"""A second margin model, written from the definitions and not from the library's code.

It exists so that the numbers in cases.json do not come from what they test: it shares no code with the library, works on
the documents (market/1, book/1) directly, uses SciPy's normal distribution, prices one scenario at a time and searches
where the library solves. It is slow and says so.

    /usr/bin/python3 test/reference/make_cases.py > test/reference/cases.json

The house rule books are written down here a second time (scenarios, haircuts, trees). Where a case carries a `grid`, its
fields replace those of the house grid.
"""
import copy
import datetime
import math

import numpy as np
from scipy.special import ndtr

YEAR = 365 * 86_400.0

# --- documents ------------------------------------------------------------------------------------------------------


def seconds(instant):
    stamp = datetime.datetime.strptime(instant, "%Y-%m-%dT%H:%M:%SZ")
    return stamp.replace(tzinfo=datetime.timezone.utc).timestamp()


class Market:
    """A market document with the questions that a margin model asks of it."""

    def __init__(self, document):
        self.document = document
        self.now = seconds(document["asOf"])
        self.assets = document["assets"]
        self.underlyings = document["underlyings"]
        self.instruments = {entry["id"]: entry for entry in document["instruments"]}
        self.marks = document["marks"]

    def years(self, expiry):
        return (seconds(expiry) - self.now) / YEAR

    def normal(self, underlying):
        return self.underlyings[underlying].get("model", "black") == "normal"

    def index(self, underlying):
        return self.underlyings[underlying]["index"]

    def forward(self, underlying, expiry):
        """Interpolated in time: ln F for a log-normal underlying, F itself for a normal one; same growth beyond the end."""
        wanted = self.years(expiry)
        points = [(0.0, self.index(underlying))]
        points += [(self.years(p["expiry"]), p["price"]) for p in self.underlyings[underlying]["forwards"]]
        to, back = (lambda x: x, lambda x: x) if self.normal(underlying) else (math.log, math.exp)
        if wanted > points[-1][0]:
            (start, first), (end, last) = points[0], points[-1]
        else:
            row = next(k for k in range(1, len(points)) if wanted <= points[k][0])
            (start, first), (end, last) = points[row - 1], points[row]
        share = (wanted - start) / (end - start)
        return back(to(first) * (1 - share) + to(last) * share)

    def slice_volatility(self, underlying, piece, distance):
        """`distance` is K/F, or K − F for a normal underlying; the slice has a forward of its own."""
        own = self.forward(underlying, piece["expiry"])
        if piece["kind"] == "svi":
            k = distance if self.normal(underlying) else math.log(distance)
            wing = piece["rho"] * (k - piece["m"]) + math.hypot(k - piece["m"], piece["sigma"])
            return math.sqrt((piece["a"] + piece["b"] * wing) / self.years(piece["expiry"]))
        if self.normal(underlying):
            return float(np.interp(own + distance, piece["strikes"], piece["vols"]))
        return float(np.interp(math.log(own * distance), np.log(piece["strikes"]), piece["vols"]))

    def volatility(self, underlying, expiry, strike, forward):
        """Total variance linear in time at equal distance from the forward, flat before the first and after the last."""
        distance = strike - forward if self.normal(underlying) else strike / forward
        time = self.years(expiry)
        pieces = [(self.years(p["expiry"]), p) for p in self.underlyings[underlying]["slices"]]
        before = [pair for pair in pieces if pair[0] <= time]
        after = [pair for pair in pieces if pair[0] >= time]
        if not before or not after:
            return self.slice_volatility(underlying, (before[-1] if before else after[0])[1], distance)
        (left, piece), (right, other) = before[-1], after[0]
        if left == right:
            return self.slice_volatility(underlying, piece, distance)
        low = self.slice_volatility(underlying, piece, distance) ** 2 * left
        high = self.slice_volatility(underlying, other, distance) ** 2 * right
        return math.sqrt((low + (high - low) * (time - left) / (right - left)) / time)

    def mark(self, instrument):
        kind = instrument["kind"]
        if kind == "spot":
            return self.assets[instrument["asset"]]["price"]
        if kind == "amm":
            return pool_value(instrument, self.index(instrument["underlying"]))
        listed = self.marks.get(instrument["id"])
        if listed is not None:
            return listed
        forward = self.forward(instrument["underlying"], instrument["expiry"])
        return forward if kind == "future" else self.model_price(instrument)

    def model_price(self, option):
        forward = self.forward(option["underlying"], option["expiry"])
        sigma = self.volatility(option["underlying"], option["expiry"], option["strike"], forward)
        return option_price(option, forward, sigma, self.years(option["expiry"]), self.normal(option["underlying"]))

    def settlement_price(self, settlement):
        """Dollars per unit of a contract's price."""
        price = self.assets[settlement["currency"]]["price"]
        return price * settlement["multiplier"] if settlement["kind"] == "quanto" else price

    def worth(self, instrument):
        """Dollars that one unit is worth; nothing for what is not paid for."""
        kind = instrument["kind"]
        if kind == "spot":
            return self.mark(instrument)
        if kind == "amm":
            return self.mark(instrument) * self.assets[instrument["currency"]]["price"]
        if kind == "option":
            return self.mark(instrument) * instrument["contractSize"] * self.settlement_price(instrument["settlement"])
        return 0.0


# --- prices ---------------------------------------------------------------------------------------------------------


def option_price(option, forward, sigma, years, normal):
    """Black-76 or Bachelier through the out-of-the-money side and parity; in coin for an inverse option."""
    strike, call = option["strike"], option["right"] == "call"
    intrinsic = max(forward - strike, 0.0) if call else max(strike - forward, 0.0)
    deviation = sigma * math.sqrt(max(years, 0.0))
    if deviation == 0:
        price = intrinsic
    elif normal:
        gap = abs(forward - strike)
        price = intrinsic - gap * ndtr(-gap / deviation)
        price += deviation * math.exp(-((gap / deviation) ** 2) / 2) / math.sqrt(2 * math.pi)
    else:
        d1 = math.log(forward / strike) / deviation + deviation / 2
        d2 = d1 - deviation
        outside = (
            forward * ndtr(d1) - strike * ndtr(d2) if strike >= forward else strike * ndtr(-d2) - forward * ndtr(-d1)
        )
        price = intrinsic + outside
    return price / forward if option["settlement"]["kind"] == "inverse" else price


def pool_value(pool, price):
    """Coins in the pool at `price` plus its quote currency, per unit of liquidity."""
    if "range" not in pool:
        return 2 * math.sqrt(price)
    low, high = pool["range"]["lower"], pool["range"]["upper"]
    if price <= low:
        return price * (1 / math.sqrt(low) - 1 / math.sqrt(high))
    if price >= high:
        return math.sqrt(high) - math.sqrt(low)
    return price * (1 / math.sqrt(price) - 1 / math.sqrt(high)) + math.sqrt(price) - math.sqrt(low)


def contract_profit(instrument, quantity, entry, mark):
    """Profit of futures contracts in the asset that they settle in."""
    settlement = instrument["settlement"]
    contracts = quantity * instrument["contractSize"]
    if settlement["kind"] == "inverse":
        return contracts / entry - contracts / mark
    return contracts * (mark - entry) * settlement.get("multiplier", 1)


# --- rule books -----------------------------------------------------------------------------------------------------

TERM = {"referenceDays": 30, "shortPower": 0.3, "longPower": 0.13, "minDays": 1}
HOUSE_GRID = {
    "smile": "sticky-strike",
    "horizonDays": 0,
    "range": {"BTC": 0.16, "ETH": 0.18, "*": 0.25},
    "volatility": [
        {"id": "down", "kind": "relative", "move": -0.3, "term": TERM},
        {"id": "same", "kind": "none", "move": 0},
        {"id": "up", "kind": "relative", "move": 0.5, "floor": 0.45, "term": TERM},
    ],
}
MOVES = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1]
TAILS = [(-0.66, 0.2), (-0.33, 0.4), (0.5, 0.28), (1, 0.14), (2, 0.07), (4, 0.035)]
# Initial and maintenance haircut.
FLAT = {"USD": (0, 0), "USDC": (0, 0), "USDT": (0.01, 0.005), "BTC": (0.2, 0.15), "ETH": (0.22, 0.17), "*": (0.4, 0.3)}
RESIDUAL = {
    "USD": (0, 0),
    "USDC": (0, 0),
    "USDT": (0.01, 0.005),
    "BTC": (0.02, 0.01),
    "ETH": (0.02, 0.01),
    "*": (0.05, 0.03),
}


class Scenario:
    """How far one underlying's prices go, and what happens to its volatilities."""

    def __init__(self, grid, row, weight, share=None, tail=None):
        self.grid, self.row, self.weight, self.share, self.tail = grid, row, weight, share, tail

    def moved(self, market, underlying, price):
        ranges = self.grid["range"]
        move = self.tail if self.share is None else self.share * ranges.get(underlying, ranges["*"])
        if not market.normal(underlying):
            return price * (1 + move)
        # A price that may be zero has no percentage: it goes its absolute range, in a tail all of it.
        steps = self.share if self.share is not None else math.copysign(1, self.tail)
        return price + steps * self.grid["absoluteRange"][underlying]

    def asset(self, market, asset):
        entry = market.assets[asset]
        if "underlying" not in entry:
            return entry["price"]
        index = market.index(entry["underlying"])
        return entry["price"] * self.moved(market, entry["underlying"], index) / index

    def volatility(self, now, years, normal):
        """The floor is one of log-normal volatilities; an absolute volatility is in price units and knows none."""
        row = self.row
        if row["kind"] == "none":
            return now
        move = row["move"]
        if "term" in row:
            term = row["term"]
            days = max(years * 365, term["minDays"])
            power = term["shortPower"] if days <= term["referenceDays"] else term["longPower"]
            move *= (term["referenceDays"] / days) ** power
        after = now * (1 + move) if row["kind"] == "relative" else now + move
        return max(after, row.get("floor", 0) if move > 0 and not normal else 0, 0)


def scenarios_of(grid):
    rows = {row["id"]: row for row in grid["volatility"]}
    plain = [Scenario(grid, row, 1, share=share) for share in MOVES for row in grid["volatility"]]
    return plain + [Scenario(grid, rows["up"], weight, tail=tail) for tail, weight in TAILS]


def unit_profits(market, instrument, grid):
    """Weighted dollars that one unit gains in every scenario."""
    return np.array([s.weight * unit_profit(market, instrument, s, grid) for s in scenarios_of(grid)])


def unit_profit(market, instrument, scenario, grid):
    kind, underlying = instrument["kind"], instrument.get("underlying")
    index = market.index(underlying)
    there = scenario.moved(market, underlying, index)
    if kind == "spot":
        return scenario.asset(market, instrument["asset"]) - market.assets[instrument["asset"]]["price"]
    if kind == "amm":
        coin = instrument["currency"]
        after = pool_value(instrument, there) * scenario.asset(market, coin)
        return after - pool_value(instrument, index) * market.assets[coin]["price"]
    settlement = instrument["settlement"]
    coin = settlement["currency"]
    ends = "expiry" in instrument and grid["horizonDays"] / 365 >= market.years(instrument["expiry"])
    if kind in ("perpetual", "future"):
        mark = market.mark(instrument)
        after = there if ends else scenario.moved(market, underlying, mark)
        return contract_profit(instrument, 1, mark, after) * scenario.asset(market, coin)
    normal = market.normal(underlying)
    forward = market.forward(underlying, instrument["expiry"])
    years = market.years(instrument["expiry"])
    sigma = market.volatility(underlying, instrument["expiry"], instrument["strike"], forward)
    after = there if ends else scenario.moved(market, underlying, forward)
    carried = sigma
    if grid["smile"] == "sticky-moneyness":
        # The strike that lies today as far from the forward as the option's own will lie then.
        alike = instrument["strike"] - after + forward if normal else instrument["strike"] * forward / after
        carried = market.volatility(underlying, instrument["expiry"], alike, forward)
    shocked = scenario.volatility(carried, years, normal)
    price = option_price(instrument, after, shocked, years - grid["horizonDays"] / 365, normal)
    units = instrument["contractSize"] * settlement.get("multiplier", 1)
    before = option_price(instrument, forward, sigma, years, normal) * market.assets[coin]["price"]
    return units * (price * scenario.asset(market, coin) - before)


# --- accounts -------------------------------------------------------------------------------------------------------


class Account:
    """A book in a market. `rows` may be shared by accounts of one market and grid."""

    def __init__(self, market, book, grid=None, rows=None):
        self.market, self.book = market, book
        self.grid = {**HOUSE_GRID, **(grid or {})}
        self.rows = {} if rows is None else rows
        self.assets = {}
        for entry in book["balances"]:
            self.hold(entry["asset"])["balance"] += float(entry["amount"])
        self.positions = [self.position(entry) for entry in book["positions"]]
        self.paid = sum(p["paid"] for p in self.positions)
        self.unrealised = sum(p["profit"] for p in self.positions)
        self.orders = self.counted_orders()

    def hold(self, asset):
        return self.assets.setdefault(asset, {"balance": 0.0, "profit": 0.0})

    def position(self, entry):
        instrument = self.market.instruments[entry["instrument"]]
        quantity = float(entry["quantity"])
        paid, profit = quantity * self.market.worth(instrument), 0.0
        if instrument["kind"] in ("perpetual", "future") and "entryPrice" in entry:
            coins = contract_profit(instrument, quantity, float(entry["entryPrice"]), self.market.mark(instrument))
            if coins:
                coin = instrument["settlement"]["currency"]
                self.hold(coin)["profit"] += coins
                profit = coins * self.market.assets[coin]["price"]
        return {"instrument": instrument, "quantity": quantity, "paid": paid, "profit": profit}

    def counted_orders(self):
        """Orders with what their fill loses at once. A reduce-only order counts up to what is left to reduce."""
        left = {p["instrument"]["id"]: p["quantity"] for p in self.positions}
        counted = []
        for order in sorted(self.book["orders"], key=lambda o: o["id"]):
            instrument = self.market.instruments[order["instrument"]]
            quantity = float(order["quantity"]) * (1 if order["side"] == "buy" else -1)
            if order["reduceOnly"]:
                rest = left.get(instrument["id"], 0.0)
                if rest * quantity >= 0:
                    continue
                quantity = math.copysign(min(abs(quantity), abs(rest)), quantity)
                left[instrument["id"]] = rest + quantity
            gain = self.fill_gain(instrument, quantity, float(order["price"]))
            counted.append({"instrument": instrument, "quantity": quantity, "loss": min(gain, 0.0)})
        return counted

    def fill_gain(self, instrument, quantity, price):
        market = self.market
        if instrument["kind"] in ("perpetual", "future"):
            coins = contract_profit(instrument, quantity, price, market.mark(instrument))
            return coins * market.assets[instrument["settlement"]["currency"]]["price"]
        if instrument["kind"] == "option":
            unit = instrument["contractSize"] * market.settlement_price(instrument["settlement"])
            return quantity * (market.mark(instrument) - price) * unit
        return quantity * (market.worth(instrument) - price * market.assets[instrument["currency"]]["price"])

    def row(self, instrument):
        if instrument["id"] not in self.rows:
            self.rows[instrument["id"]] = unit_profits(self.market, instrument, self.grid)
        return self.rows[instrument["id"]]

    def asset_row(self, asset):
        price = self.market.assets[asset]["price"]
        return np.array([s.weight * (s.asset(self.market, asset) - price) for s in scenarios_of(self.grid)])

    def scan(self, scope, assets, trapped=False):
        """Worst scenario of every cell, added up. `assets` is empty where collateral is not shocked."""
        cells, locked = {}, {}

        def cell(instrument):
            return {"position": instrument["id"], "underlying": instrument["underlying"], "account": ""}[scope]

        def add(name, profits):
            cells[name] = cells.get(name, 0) + profits

        for p in self.positions:
            name = cell(p["instrument"])
            add(name, p["quantity"] * self.row(p["instrument"]))
            locked[name] = locked.get(name, 0) + p["paid"] + p["profit"]
        for o in self.orders:
            add(cell(o["instrument"]), np.minimum(o["quantity"] * self.row(o["instrument"]) + o["loss"], 0))
        for asset, held in assets.items():
            follows = self.market.assets[asset].get("underlying")
            if follows is not None:
                name = {"position": f"balance:{asset}", "underlying": follows, "account": ""}[scope]
                add(name, (held["balance"] + held["profit"]) * self.asset_row(asset))
        total = 0.0
        for name, profits in cells.items():
            loss = max(0.0, -float(np.min(profits)))
            total += max(loss, locked.get(name, 0.0)) if trapped else loss
        return total

    def short_minimum(self, netting):
        market = self.market
        strikes, total = {}, 0.0
        for entry in self.positions + [o for o in self.orders if o["quantity"] < 0]:
            option = entry["instrument"]
            if option["kind"] != "option":
                continue
            settlement = option["settlement"]
            unit = 0.005 * abs(market.index(option["underlying"])) * option["contractSize"]
            if settlement["kind"] != "inverse":
                unit *= market.settlement_price(settlement)
            if not netting:
                total += unit * max(-entry["quantity"], 0.0)
                continue
            key = (option["underlying"], option["expiry"], option["strike"], tuple(sorted(settlement.items())))
            sides = strikes.setdefault(key, {"call": 0.0, "put": 0.0})
            sides[option["right"]] += unit * entry["quantity"]
        for sides in strikes.values():
            short = sum(-min(amount, 0.0) for amount in sides.values())
            long = sum(max(amount, 0.0) for amount in sides.values())
            total += max(short - long, 0.0)
        return total

    def leaves(self, rules, assets=None, shocked=None):
        """The numbers under the requirement's tree, scans first and the minimum for short options last."""
        shocked = rules == "portfolio" if shocked is None else shocked
        moved = (self.assets if assets is None else assets) if shocked else {}
        if rules == "isolated":
            return [self.scan("position", moved, trapped=True), self.short_minimum(False)]
        if rules == "cross":
            return [self.scan("position", moved), self.short_minimum(False)]
        if rules == "netted":
            return [self.scan("underlying", moved), self.short_minimum(True)]
        return [self.scan("underlying", moved), self.scan("account", moved), self.short_minimum(True)]

    def initial(self, rules, assets=None, shocked=None):
        *scans, minimum = self.leaves(rules, assets, shocked)
        return max(sum(scans) / len(scans), minimum)

    def haircuts(self, shocked, assets=None):
        """Initial and maintenance; what is owed costs more by its haircut, as what is owned counts less."""
        table = RESIDUAL if shocked else FLAT
        initial = maintenance = 0.0
        for asset, held in (self.assets if assets is None else assets).items():
            worth = abs(held["balance"] + held["profit"]) * self.market.assets[asset]["price"]
            cut = table.get(asset, table["*"])
            initial += worth * cut[0]
            maintenance += worth * cut[1]
        return initial, maintenance

    def value(self, assets=None):
        held = self.assets if assets is None else assets
        coins = sum((h["balance"] + h["profit"]) * self.market.assets[a]["price"] for a, h in held.items())
        return coins + self.paid

    def margin(self, rules):
        shocked = rules == "portfolio"
        cut, kept = self.haircuts(shocked)
        initial = self.initial(rules)
        return {
            "equity": self.value() - kept,
            "initialEquity": self.value() - cut,
            "initial": initial,
            "maintenance": 0.8 * initial,
            "unrealised": self.unrealised,
            "leaves": self.leaves(rules),
        }

    def withdrawable(self, rules):
        """Largest amount of each asset that leaves enough without counting profit; found by halving."""

        def enough(asset, amount):
            rest = copy.deepcopy(self.assets)
            if amount:
                rest[asset]["balance"] -= amount
            free = self.value(rest) - self.haircuts(rules == "portfolio", rest)[0] - max(self.unrealised, 0.0)
            return free - self.initial(rules, rest)

        amounts = {}
        for asset, held in self.assets.items():
            balance = held["balance"]
            amounts[asset] = 0.0
            if balance <= 0 or enough(asset, 0) <= 0:
                continue
            low, high = 0.0, balance
            if enough(asset, balance) >= 0:
                low = balance
            else:
                for _ in range(80):
                    middle = (low + high) / 2
                    low, high = (middle, high) if enough(asset, middle) >= 0 else (low, middle)
            amounts[asset] = low
        return amounts

    def generations(self):
        def capital(rules, shocked):
            return self.initial(rules, None, shocked) + self.haircuts(shocked)[0]

        return {
            "isolated": capital("isolated", False),
            "cross": capital("cross", False),
            "netted": capital("netted", False),
            "offset": capital("portfolio", False),
            "portfolio": capital("portfolio", True),
        }

    def contributions(self, rules):
        """By rebuilding the book: with the position alone, and without it."""
        whole = self.initial(rules)
        entries = []
        for entry in self.book["positions"]:
            only = {"balances": [], "orders": [], "positions": [entry]}
            others = [p for p in self.book["positions"] if p is not entry]
            rest = {"balances": self.book["balances"], "orders": self.book["orders"], "positions": others}
            entries.append(
                {
                    "instrument": entry["instrument"],
                    "alone": Account(self.market, only, self.grid, self.rows).initial(rules),
                    "saves": Account(self.market, rest, self.grid, self.rows).initial(rules) - whole,
                }
            )
        return sorted(entries, key=lambda e: e["instrument"])


# --- liquidation prices ---------------------------------------------------------------------------------------------


def moved_market(market, underlying, factor):
    """One underlying and all that hangs on it times `factor`; every strike keeps its volatility."""
    document = copy.deepcopy(market.document)
    entry = document["underlyings"][underlying]
    entry["index"] *= factor
    for point in entry["forwards"]:
        point["price"] *= factor
    for piece in entry["slices"]:
        if piece["kind"] == "svi":
            piece["m"] -= math.log(factor)
    for asset in document["assets"].values():
        if asset.get("underlying") == underlying:
            asset["price"] *= factor
    for name in list(document["marks"]):
        instrument = market.instruments[name]
        if instrument["underlying"] == underlying:
            if instrument["kind"] == "option":
                del document["marks"][name]
            else:
                document["marks"][name] *= factor
    return Market(document)


def liquidation_prices(market, book, rules, underlying, grid=None):
    """Nearest index prices at which equity meets maintenance, by a fine walk outward and halving."""
    fixed = copy.deepcopy(book)
    for entry in fixed["positions"]:
        instrument = market.instruments[entry["instrument"]]
        if instrument["kind"] in ("perpetual", "future"):
            entry.setdefault("entryPrice", repr(market.mark(instrument)))
    # What an option's mark is above the model today stays in the account's value wherever the price goes.
    anchor = 0.0
    for entry in book["positions"]:
        option = market.instruments[entry["instrument"]]
        if option["kind"] == "option" and option["underlying"] == underlying:
            unit = option["contractSize"] * market.settlement_price(option["settlement"])
            anchor += float(entry["quantity"]) * (market.mark(option) - market.model_price(option)) * unit

    def cushion(log_move, extra=anchor):
        there = Account(moved_market(market, underlying, math.exp(log_move)), fixed, grid).margin(rules)
        return there["equity"] - there["maintenance"] + extra

    here = Account(market, fixed, grid).margin(rules)
    if here["equity"] < here["maintenance"]:
        return {"underlying": underlying, "below": None, "above": None, "breached": True}

    def nearest(limit):
        safe = 0.0
        for step in range(1, 41):
            trial = limit * (step / 40) ** 1.8
            if cushion(trial) < 0:
                breached = trial
                for _ in range(46):
                    middle = (safe + breached) / 2
                    safe, breached = (safe, middle) if cushion(middle) < 0 else (middle, breached)
                return market.index(underlying) * math.exp(breached)
            safe = trial
        return None

    return {"underlying": underlying, "below": nearest(-4.6), "above": nearest(2.3), "breached": False}
