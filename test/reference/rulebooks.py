"""Nine rule books written down a second time, from their documents and from what was published about their models.

It shares no code with the library. Prices, markets and accounts are those of model.py; everything above them (scenarios,
history, Greeks, charges, tails of distributions) is here, in the plainest form that could be found: Greeks are derivatives
of the price by Cauchy's integral, a quadratic form's quantile is found by integrating its characteristic function.

Every rule book is a function from (Market, book, parameters) to a dictionary: `initial` and `maintenance`, the haircut fractions by
asset, `nodes` (numbers of the tree by their place in it) and `worst` (cell and id of a deciding scenario).
"""
import datetime
import math

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr
from scipy.stats import norm

from model import Account, contract_profit, option_price, pool_value, seconds

MARGINED = ("perpetual", "future", "option")
TRADABLE = (*MARGINED, "spot")
POOLED = (*TRADABLE, "amm")
RESIDUAL = {"USD": (0, 0), "USDC": (0, 0), "USDT": (0.005, 0.0025), "BTC": (0.02, 0.01), "ETH": (0.02, 0.01), "*": (0.05, 0.03)}


class Refused(Exception):
    """What a rule book does not answer; says by which of the documented codes."""


# --- scenarios ------------------------------------------------------------------------------------------------------


class Scenario:
    """`move` and `weight` are functions of the underlying; `volatility` of (underlying, σ, days, ln(K/F))."""

    def __init__(self, name, move, volatility, weight=lambda u: 1.0, assets=None, probability=None, tag=None):
        self.name, self.move, self.volatility, self.weight = name, move, volatility, weight
        self.assets, self.probability, self.tag = assets or {}, probability, tag

    def asset(self, market, name):
        entry = market.assets[name]
        follows = entry.get("underlying")
        return entry["price"] * (1 + (self.assets.get(name, 0.0) if follows is None else self.move(follows)))


def same(_underlying, sigma, _days, _k):
    return sigma


def relative(move, floor=0.0, short=0.3, long=0.13):
    """A relative move of volatility with the term rule of 30 days; `move` may differ by underlying."""

    def shocked(underlying, sigma, days, _k):
        part = move(underlying) if callable(move) else move
        days = max(days, 1.0)
        after = sigma * (1 + part * (30 / days) ** (short if days <= 30 else long))
        return max(after, floor if part > 0 else 0.0, 0.0)

    return shocked


def surface(level, term=0.0, skew=0.0):
    def shocked(_underlying, sigma, days, k):
        x = max(-2.0, min(2.0, k / math.sqrt(max(days, 1.0) / 365)))
        return max(0.01, sigma * math.exp(level + term * math.log(30 / max(days, 1.0))) + skew * x)

    return shocked


def signed(number):
    return "0" if number == 0 else f"{'+' if number > 0 else '−'}{abs(number):g}"


def on_grid(share, volatility):
    return f"price {signed(share)} range, vol {volatility}"


def in_tail(percent, counted):
    return f"tail {signed(percent)} %, vol up, {counted} counted"


class Setting:
    """How a set of scenarios is looked at."""

    def __init__(self, smile="sticky-strike", days=0.0, conversion="shocked"):
        self.smile, self.days, self.conversion = smile, days, conversion


def unit_profit(market, instrument, scenario, setting):
    """Dollars that one unit gains, before the scenario's weight."""
    kind, u = instrument["kind"], instrument["underlying"]
    now = setting.conversion == "now"

    def price_then(asset):
        return market.assets[asset]["price"] if now else scenario.asset(market, asset)

    if kind == "spot":
        return price_then(instrument["asset"]) - market.assets[instrument["asset"]]["price"]
    up = 1 + scenario.move(u)
    if kind == "amm":
        paid, index = instrument["currency"], market.index(u)
        return pool_value(instrument, index * up) * price_then(paid) - pool_value(instrument, index) * market.assets[paid]["price"]
    settlement = instrument["settlement"]
    coin = settlement["currency"]
    ends = "expiry" in instrument and market.years(instrument["expiry"]) * 365 <= setting.days
    if kind != "option":
        mark = market.mark(instrument)
        return contract_profit(instrument, 1, mark, market.index(u) * up if ends else mark * up) * price_then(coin)
    forward, years, strike = market.forward(u, instrument["expiry"]), market.years(instrument["expiry"]), instrument["strike"]
    sigma = market.volatility(u, instrument["expiry"], strike, forward)
    after = market.index(u) * up if ends else forward * up
    carried = sigma
    if setting.smile == "sticky-moneyness":
        carried = market.volatility(u, instrument["expiry"], strike * forward / after, forward)
    shocked = scenario.volatility(u, carried, years * 365, math.log(strike / forward))
    then = option_price(instrument, after, shocked, years - setting.days / 365, False)
    today = option_price(instrument, forward, sigma, years, False) * market.assets[coin]["price"]
    return instrument["contractSize"] * (then * price_then(coin) - today)


# --- what a requirement looks at ------------------------------------------------------------------------------------


def derivative(function, at, radius, order):
    """By Cauchy's integral over a circle; the trapezoidal rule converges geometrically there."""
    turns = np.exp(2j * np.pi * (np.arange(96) + 0.5) / 96)
    values = np.array([function(at + min(radius, 0.4 * at) * turn) for turn in turns])
    return math.factorial(order) * float(np.mean(values * turns**-order).real) / min(radius, 0.4 * at) ** order


class Leg:
    """A position, an open order or a balance, with what the nodes ask of it."""

    def __init__(self, market, sort, kind, underlying, amount, instrument=None, asset=None, loss=0.0):
        self.market, self.sort, self.kind, self.underlying, self.amount = market, sort, kind, underlying, amount
        self.instrument, self.asset, self.loss = instrument, asset, loss

    def profits(self, scenarios, setting, weighted=True):
        values = np.empty(len(scenarios))
        for row, s in enumerate(scenarios):
            if self.asset is not None:
                still = setting.conversion == "now"
                unit = 0.0 if still else s.asset(self.market, self.asset) - self.market.assets[self.asset]["price"]
            else:
                unit = unit_profit(self.market, self.instrument, s, setting)
            values[row] = self.amount * unit * (s.weight(self.underlying) if weighted else 1.0)
        # A fill that hurts counts, one that helps does not; what is lost at once is certain and counts in full.
        return np.minimum(values + self.loss, 0.0) if self.sort == "order" else values

    def units(self):
        """Coins that the leg stands for."""
        if self.asset is not None or self.kind == "spot":
            return self.amount
        if self.kind == "amm":
            return self.amount * self.market.worth(self.instrument) / self.market.index(self.underlying)
        size = self.instrument["contractSize"]
        if self.kind != "option" and self.instrument["settlement"]["kind"] == "inverse":
            size /= self.market.index(self.underlying)
        return self.amount * size

    def notional(self):
        """Coins at the index; a balance at its own price."""
        price = self.market.index(self.underlying) if self.asset is None else self.market.assets[self.asset]["price"]
        return self.units() * price

    def mark_notional(self):
        """What the contracts of a future stand for at its mark, in what they pay, at what that is worth."""
        mark, settlement = self.market.mark(self.instrument), self.instrument["settlement"]
        size = self.amount * self.instrument["contractSize"]
        return (size / mark if settlement["kind"] == "inverse" else size * mark) * self.market.settlement_price(settlement)

    def worth(self):
        """Of a coin, wherever it is held: a wrapped one has a price of its own."""
        return self.amount * self.market.assets[self.asset or self.instrument["asset"]]["price"]

    def greeks(self):
        """Dollars per 100 % of price, that per 100 %, dollars per 1.00 of volatility, dollars per day, and the volatility."""
        if self.asset is not None or self.kind == "spot":
            return self.worth(), 0.0, 0.0, 0.0, 0.0
        market, one = self.market, self.instrument
        if self.kind == "amm":
            return self.pool_greeks()
        settlement = one["settlement"]
        price = market.settlement_price(settlement)
        if self.kind != "option":
            if settlement["kind"] == "inverse":
                return self.amount * one["contractSize"] / market.mark(one) * price, 0.0, 0.0, 0.0, 0.0
            return self.amount * one["contractSize"] * market.mark(one) * price, 0.0, 0.0, 0.0, 0.0
        forward, years = market.forward(self.underlying, one["expiry"]), market.years(one["expiry"])
        sigma = market.volatility(self.underlying, one["expiry"], one["strike"], forward)
        sign = 1 if one["right"] == "call" else -1

        def black(factor, vol, time):
            f, k, root = forward * factor, one["strike"], vol * np.sqrt(time)
            d1 = np.log(f / k) / root + root / 2
            value = sign * (f * ndtr(sign * d1) - k * ndtr(sign * (d1 - root)))
            # In coin, times what the coin is then worth: the coin goes with its underlying.
            return value / forward if settlement["kind"] == "inverse" else value

        unit = self.amount * one["contractSize"] * price
        deviation = sigma * math.sqrt(years)
        delta, gamma = (derivative(lambda x: black(x, sigma, years), 1.0, deviation / 2, n) for n in (1, 2))
        vega = derivative(lambda v: black(1.0, v, years), sigma, sigma / 4, 1)
        theta = -derivative(lambda t: black(1.0, sigma, t), years, years / 4, 1) / 365
        return unit * delta, unit * gamma, unit * vega, unit * theta, sigma

    def pool_greeks(self):
        """Of what the liquidity holds between its prices; below them it is coin alone, above them none."""
        index = self.market.index(self.underlying)
        ends = self.instrument.get("range", {"lower": 0.0, "upper": math.inf})
        unit = self.amount * self.market.assets[self.instrument["currency"]]["price"]
        if index >= ends["upper"]:
            return 0.0, 0.0, 0.0, 0.0, 0.0
        if index <= ends["lower"]:
            return unit * pool_value(self.instrument, index), 0.0, 0.0, 0.0, 0.0

        def worth(factor):
            price = index * factor
            return price * (1 / np.sqrt(price) - 1 / math.sqrt(ends["upper"])) + np.sqrt(price) - math.sqrt(ends["lower"])

        delta, gamma = (derivative(worth, 1.0, 0.4, n) for n in (1, 2))
        return unit * delta, unit * gamma, 0.0, 0.0, 0.0

    def life(self):
        """Days that are left; a future's and an option's alone."""
        return self.market.years(self.instrument["expiry"]) * 365

    def delta(self):
        return self.greeks()[0] / self.market.index(self.underlying)


class Book:
    def __init__(self, market, document):
        self.market = market
        self.account = Account(market, document)
        self.legs = []
        for p in self.account.positions:
            one = p["instrument"]
            self.legs.append(Leg(market, "position", one["kind"], one["underlying"], p["quantity"], one))
        for o in self.account.orders:
            one = o["instrument"]
            self.legs.append(Leg(market, "order", one["kind"], one["underlying"], o["quantity"], one, loss=o["loss"]))
        for asset, held in self.account.assets.items():
            follows = market.assets[asset].get("underlying")
            self.legs.append(Leg(market, "balance", "asset", follows, held["balance"] + held["profit"], asset=asset))

    def of(self, kinds=None, orders=True, balances=False):
        return [
            leg
            for leg in self.legs
            if (kinds is None or leg.kind in kinds)
            and (orders or leg.sort != "order")
            and (balances or leg.sort != "balance")
        ]

    def fact(self, underlying, name, otherwise):
        facts = self.market.document.get("facts", {}).get("underlyings", {})
        return facts.get(underlying, {}).get(name, otherwise)


def underlyings(legs):
    return sorted({leg.underlying for leg in legs if leg.underlying is not None})


def on(legs, underlying):
    return [leg for leg in legs if leg.underlying == underlying]


def with_fills(legs, evaluate):
    """The largest number, with what goes with it, of nothing filled, all buys, all sells, and both; a fill loses at once what it loses."""
    held = [leg for leg in legs if leg.sort != "order"]
    buys = [leg for leg in legs if leg.sort == "order" and leg.amount > 0]
    sells = [leg for leg in legs if leg.sort == "order" and leg.amount < 0]

    def filled_with(filled):
        value, *rest = evaluate(held + filled)
        return (value - sum(leg.loss for leg in filled), *rest)

    return max(map(filled_with, ([], buys, sells, buys + sells)), key=lambda found: found[0])


def summed(legs, scenarios, setting, weighted=True):
    total = np.zeros(len(scenarios))
    for leg in legs:
        total = total + leg.profits(scenarios, setting, weighted)
    return total


def worst(legs, scenarios, setting):
    """Loss in the worst scenario, and that scenario unless two of them are as bad."""
    total = summed(legs, scenarios, setting)
    return max(0.0, -float(np.min(total))), deciding_of(total, scenarios)


def deciding_of(profits, scenarios):
    """Nothing where the worst two differ by rounding: half of −33 % is a quarter of −66 %."""
    first, second = np.sort(profits)[:2]
    return None if second - first <= 1e-9 * abs(first) else scenarios[int(np.argmin(profits))].name


def haircut(table):
    def taken(account, row):
        return sum(
            abs(h["balance"] + h["profit"]) * account.market.assets[a]["price"] * table.get(a, table.get("*", (0, 0)))[row]
            for a, h in account.assets.items()
        )

    return taken


def answer(book, table, initial, maintenance, nodes, deciding=()):
    taken, account = haircut(table), book.account
    return {
        "equity": account.value() - taken(account, 1),
        "initialEquity": account.value() - taken(account, 0),
        "initial": initial,
        "maintenance": maintenance,
        "nodes": [{"path": path, "is": what, "value": value} for path, what, value in nodes],
        "worst": [{"cell": cell, "scenario": name} for cell, name in deciding if name is not None],
    }


# --- plimsoll-pm ----------------------------------------------------------------------------------------------------

UP, DOWN = relative(0.5, 0.45), relative(-0.3)


def by_range(share):
    ranges = {"BTC": 0.16, "ETH": 0.18}
    return lambda u: share * ranges.get(u, 0.25)


def named(moves):
    return lambda u: moves.get(u, moves["*"])


def together():
    grid = [
        Scenario(on_grid(share, name), by_range(share), volatility)
        for share in (-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1)
        for name, volatility in (("down", DOWN), ("same", same), ("up", UP))
    ]
    tails = [(-0.66, 0.25), (-0.33, 0.5), (0.5, 0.3), (1, 0.15), (2, 0.075), (4, 0.04)]
    return grid + [
        Scenario(in_tail(100 * m, f"{100 * w:g} %"), lambda u, m=m: m, UP, lambda u, w=w: w) for m, w in tails
    ]


def apart():
    every = []
    for coin in ("BTC", "ETH"):
        every += [
            Scenario(f"{coin} alone up", named({coin: 0.1, "*": -0.05}), UP),
            Scenario(f"{coin} alone down", named({coin: -0.1, "*": 0.05}), UP),
            Scenario(f"{coin} up, the rest still", named({coin: 0.1, "*": 0}), same),
            Scenario(f"{coin} down, the rest still", named({coin: -0.1, "*": 0}), same),
        ]
    peg = {"USDT": -0.05, "USDC": -0.05, "DAI": -0.05}
    return every + [
        Scenario("large coins up, the rest down", named({"BTC": 0.08, "ETH": 0.08, "*": -0.2}), same),
        Scenario("large coins down, the rest further", named({"BTC": -0.12, "ETH": -0.15, "*": -0.35}), UP),
        Scenario("skew steepens as the price falls", lambda u: -0.1, surface(0.1, skew=-0.08)),
        Scenario("term structure inverts", lambda u: -0.05, surface(0.2, term=0.25)),
        Scenario("a peg is lost in a crash", named({"BTC": -0.12, "ETH": -0.14, "*": -0.2}), UP, assets=peg),
    ]


def bands(amount, limits, rates):
    """Every rate on the part of the amount that lies in its band."""
    edges = [0.0, *limits, math.inf]
    return sum(rate * max(0.0, min(amount, high) - low) for rate, low, high in zip(rates, edges, edges[1:]))


def against(legs, which):
    """Half of what expiries have against each other; perpetuals are one, and spot, pools and balances together another."""
    cells = {}
    for leg in legs:
        when = "spot" if leg.asset is not None or leg.kind in ("spot", "amm") else leg.instrument.get("expiry", leg.kind)
        cells[when] = cells.get(when, 0.0) + leg.greeks()[which]
    return 0.5 * (sum(abs(v) for v in cells.values()) - abs(sum(cells.values())))


def plimsoll_pm(book, _parameters):
    moneyness = Setting("sticky-moneyness")
    every = book.of(balances=True)
    whole, all_id = worst(every, together(), moneyness)
    coins, apart_id = worst(every, apart(), moneyness)
    singly = sum(worst(on(every, u), together(), moneyness)[0] for u in underlyings(every))
    scan = max(whole, coins, 0.5 * singly)
    shorts = book.account.short_minimum(True)
    held = book.of((*POOLED, "asset"), orders=False, balances=True)
    deltas, calendar, concentration = 0.0, 0.0, 0.0
    for u in underlyings(held):
        own = on(held, u)
        parts = [leg.greeks()[0] for leg in own]
        net, gross = abs(sum(parts)), sum(abs(x) for x in parts)
        deltas += 0.02 * net + 0.005 * 0.5 * (gross - net)
        calendar += 0.01 * against(own, 0) + 0.06 * against(own, 2)
    # What would have to be traded away: no balances, and the orders on the side that leaves more.
    traded, volumes = book.of(POOLED), {"BTC": 1e10, "ETH": 5e9}
    for u in underlyings(traded):
        own = [(leg, leg.greeks()[0]) for leg in on(traded, u)]
        still = sum(x for leg, x in own if leg.sort == "position")
        buys = sum(x for leg, x in own if leg.sort == "order" and leg.amount > 0)
        sells = sum(x for leg, x in own if leg.sort == "order" and leg.amount < 0)
        net = max(abs(still + buys), abs(still + sells))
        volume = book.fact(u, "volume24h", volumes.get(u, 1e8))
        concentration += bands(net, [0.01 * volume, 0.05 * volume, 0.2 * volume], [0, 0.02, 0.06, 0.15])
        interest = book.fact(u, "openInterest", 0.0)
        share = net / book.market.index(u) / interest if interest else 0.0
        concentration += max(0.0, share - 0.05) * 0.5 * net
    doubt = 0.0
    everything = book.of(orders=False, balances=True)
    for u in underlyings(everything):
        gross = sum(abs(leg.notional()) for leg in on(everything, u))
        doubt += max(0.0, 0.9 - book.fact(u, "confidence", 1.0)) * gross
    minimum = shorts + deltas
    initial = max(scan, minimum) + calendar + concentration + doubt
    return answer(
        book,
        RESIDUAL,
        initial,
        0.8 * initial,
        [
            ("0.0.0", "everything together", whole),
            ("0.0.1", "coins apart, skew, term and pegs", coins),
            ("0.0.2", "least share of what the underlyings need by themselves", 0.5 * singly),
            ("0.1.0", "short options", shorts),
            ("0.1.1", "minimum for delta", deltas),
            ("1", "expiries against each other", calendar),
            ("2", "size against the market", concentration),
            ("3", "doubt about prices", doubt),
        ],
        [("account", apart_id if coins > whole else all_id)] if max(whole, coins) > max(0.5 * singly, minimum) else [],
    )


# --- models that look back ------------------------------------------------------------------------------------------

STRESSED = [
    ("2020-03-08", "2020-03-16"),
    ("2021-05-16", "2021-05-24"),
    ("2022-06-10", "2022-06-19"),
    ("2022-11-06", "2022-11-12"),
    ("2025-10-09", "2025-10-12"),
]


DAY = 86_400


def looked_back(market, horizon=1, decay=None, decay_of_variance=None, least=0.0, most=math.inf, stressed=0.0):
    """One scenario for each past stretch of a horizon: log returns, implied volatility as it moved or −1.5 of the return."""
    past = market.document["history"]
    times = np.array([seconds(t) for t in past["times"]])
    count, step = len(times), past["stepDays"]
    ahead = round(horizon / step)
    if times[-1] > market.now or market.now - times[-1] > 10 * step * DAY:
        raise Refused("HISTORY_INVALID")
    # What is not about a horizon long is not what may happen over one.
    whole = [i for i in range(count - ahead) if 0.5 < (times[i + ahead] - times[i]) / (horizon * DAY) < 1.5]
    starts = [i for i in whole if times[i] >= times[-1] - 730 * DAY]
    if len(starts) < max(1, math.floor(0.5 * (250 - horizon) / step)):
        raise Refused("HISTORY_INVALID")
    days = [(i, False) for i in starts]
    weights = [1.0] * len(starts) if decay is None else [decay ** (len(starts) - 1 - n) for n in range(len(starts))]
    weights = [w / sum(weights) for w in weights]
    if stressed:
        spans = [(seconds(f"{a}T00:00:00Z"), seconds(f"{b}T00:00:00Z") + DAY) for a, b in STRESSED]
        hard = [i for i in whole if any(a <= times[i + ahead] < b for a, b in spans)]
        if not hard:
            raise Refused("HISTORY_INVALID")
        days += [(i, True) for i in hard]
        weights = [w * (1 - stressed) for w in weights] + [stressed / len(hard)] * len(hard)
    heights = {u: np.log(past["closes"][u]) for u in past["closes"]}
    ratios = {u: np.ones(count) for u in heights}
    if decay_of_variance is not None:
        for u, height in heights.items():
            r = np.diff(height)
            # A step over missing rows is, by the root of its time, one step.
            passed = np.diff(times) / (step * DAY)
            r = np.where(passed > 1.5, r / np.sqrt(passed), r)
            # The forecast for a day is made before it; the first is the mean square of as many days as the filter remembers,
            # the last of them in full.
            v = [float(np.mean(r[: math.ceil(1 / (1 - decay_of_variance) - 1e-9)] ** 2))]
            for x in r:
                v.append(decay_of_variance * v[-1] + (1 - decay_of_variance) * x * x)
            ratios[u] = np.clip(np.sqrt(v[-1] / np.array(v[:-1])), least, most)
    implied = past.get("impliedVolatility", {})
    scenarios = []
    for (i, hard), weight in zip(days, weights):
        logs = {u: (h[i + ahead] - h[i]) * (1.0 if hard else ratios[u][i]) for u, h in heights.items()}
        levels = {u: math.log(implied[u][i + ahead] / implied[u][i]) if u in implied else -1.5 * logs[u] for u in logs}
        scenarios.append(
            Scenario(
                f"{'stressed' if hard else 'history'} {past['times'][i]} to {past['times'][i + ahead]}",
                lambda u, logs=logs: math.expm1(logs[u]),
                lambda u, sigma, _days, _k, levels=levels: max(0.01, sigma * math.exp(levels[u])),
                probability=weight,
            )
        )
    return scenarios


def tail_of(losses, weights, mass, shortfall):
    """From the worst: the loss at which the weights first reach the mass, or the mean over exactly that mass."""
    order = sorted(range(len(losses)), key=lambda i: -losses[i])
    reached, total = 0.0, 0.0
    for i in order:
        if reached + weights[i] >= mass * (1 - 1e-12):
            return ((total + (mass - reached) * losses[i]) / mass if shortfall else losses[i]), i
        reached += weights[i]
        total += weights[i] * losses[i]
    raise ValueError("weights that sum to less than the tail")


def looking_back(confidence, shortfall, **how):
    def rules(book, parameters):
        horizon = parameters.get("horizonDays", 1)
        scenarios = looked_back(book.market, horizon, **how)
        losses = -summed(book.of(balances=True), scenarios, Setting("sticky-moneyness", horizon))
        value, row = tail_of(list(losses), [s.probability for s in scenarios], 1 - confidence, shortfall)
        value = max(0.0, value)
        deciding = [("account", scenarios[row].name)] if value and not shortfall else []
        return answer(book, RESIDUAL, value, 0.8 * value, [("", "tail", value)], deciding)

    return rules


# --- delta-gamma ----------------------------------------------------------------------------------------------------


def quadratic_var(theta, slopes, gammas, covariance, confidence):
    """Value at Risk of θ + δ'x + ½x'Γx for normal x, with the cumulants and whether Cornish and Fisher may be believed."""
    gc = gammas @ covariance
    dc = covariance @ slopes
    k1 = theta + 0.5 * np.trace(gc)
    k2 = slopes @ dc + 0.5 * np.trace(gc @ gc)
    k3 = 3 * dc @ gammas @ dc + np.trace(gc @ gc @ gc)
    k4 = 12 * dc @ gammas @ covariance @ gammas @ dc + 3 * np.trace(gc @ gc @ gc @ gc)
    if k2 <= 0:
        return -k1
    s, k = k3 / k2**1.5, k4 / k2**2
    z = norm.ppf(1 - confidence)
    kurt, skew = (z**3 - 3 * z) * k / 24, (2 * z**3 - 5 * z) * s * s / 36
    reach = -norm.ppf((1 - confidence) / 1000)
    grid = np.linspace(-reach, reach, 20_001)
    rises = np.all(1 + 2 * grid * s / 6 + (3 * grid**2 - 3) * k / 24 - (6 * grid**2 - 5) * s * s / 36 > 0)
    if rises and abs(kurt) + abs(skew) <= 0.1 * abs(z):
        return -(k1 + math.sqrt(k2) * (z + (z * z - 1) * s / 6 + kurt - skew))
    return exact_quantile(theta, slopes, gammas, covariance, confidence, math.sqrt(k2), k1)


def exact_quantile(theta, slopes, gammas, covariance, confidence, deviation, mean):
    """Gil-Pelaez: the loss's characteristic function integrated along the real axis."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors @ np.diag(np.sqrt(np.maximum(values, 0)))
    curvature, axes = np.linalg.eigh(root.T @ gammas @ root)
    a = -curvature / deviation
    b = -(axes.T @ root.T @ slopes) / deviation

    def phi(t):
        inner = 1 - 1j * t * a
        return np.exp(-0.5 * np.sum(np.log(inner) + (t * b) ** 2 / inner))

    end = 1.0
    while abs(phi(end)) / end > 1e-17 and end < 1e7:
        end *= 1.5
    nodes, weights = np.polynomial.legendre.leggauss(60)

    def exceeds(q):
        pieces = np.unique(np.concatenate([np.linspace(0, min(end, 40), 41), np.geomspace(1, end, 60) if end > 40 else []]))
        total = 0.0
        for low, high in zip(pieces, pieces[1:]):
            t = low + (high - low) * (nodes + 1) / 2
            f = np.array([(phi(x) * np.exp(-1j * x * q)).imag / x for x in t])
            total += (high - low) / 2 * float(weights @ f)
        return 0.5 + total / math.pi

    # In deviations, beside −θ.
    centre = (theta - mean) / deviation
    level = brentq(lambda q: exceeds(q) - (1 - confidence), centre, centre + 12, xtol=1e-13, rtol=1e-14)
    return -theta + deviation * level


def delta_gamma(book, parameters):
    horizon = parameters.get("horizonDays", 1)
    volatilities = parameters.get("volatilities", {"BTC": 0.6, "ETH": 0.75, "*": 1.0})
    value = with_fills(book.of(balances=True), lambda legs: (normal_tail(legs, horizon, volatilities),))[0]
    return answer(book, RESIDUAL, value, 0.8 * value, [])


def normal_tail(legs, horizon, volatilities):
    names = underlyings(legs)
    if not names:
        return 0.0
    if any(u not in volatilities and "*" not in volatilities for u in names):
        raise Refused("SPEC_INCOMPLETE")
    n = len(names)
    price = np.array([volatilities.get(u, volatilities.get("*")) for u in names]) * math.sqrt(horizon / 365)
    level = np.full(n, 1.2) * math.sqrt(horizon / 365)
    between = np.full((n, n), 0.75) + 0.25 * np.eye(n)
    cross = -0.4 * between
    correlation = np.block([[between, cross], [cross.T, between]])
    deviations = np.concatenate([price, level])
    covariance = correlation * np.outer(deviations, deviations)
    slopes, gammas, theta = np.zeros(2 * n), np.zeros((2 * n, 2 * n)), 0.0
    for leg in legs:
        if leg.underlying is None:
            continue
        row = names.index(leg.underlying)
        delta, gamma, vega, decay, sigma = leg.greeks()
        slopes[row] += delta
        gammas[row, row] += gamma
        slopes[n + row] += vega * sigma
        # Time takes from an option no longer than it lives.
        theta += decay * min(horizon, leg.life()) if leg.kind == "option" else 0.0
    return max(0.0, quadratic_var(theta, slopes, gammas, covariance, 0.99))


# --- sensitivities --------------------------------------------------------------------------------------------------

TENORS = [7, 30, 90, 180, 365]
TENOR_WEIGHTS = [1.6, 1, 0.72, 0.58, 0.47]
TENOR_CORRELATIONS = [
    [1, 0.85, 0.7, 0.6, 0.5],
    [0.85, 1, 0.9, 0.8, 0.7],
    [0.7, 0.9, 1, 0.92, 0.85],
    [0.6, 0.8, 0.92, 1, 0.94],
    [0.5, 0.7, 0.85, 0.94, 1],
]
LARGE, OTHER, PEGGED, RESIDUAL_BUCKET = "large coins", "other coins", "stablecoins", "residual"
BUCKETS = {
    LARGE: {"delta": 0.16, "vega": 0.45, "correlation": 0.8, "deltaThreshold": 1e8, "vegaThreshold": 5e6},
    OTHER: {"delta": 0.28, "vega": 0.6, "correlation": 0.55, "deltaThreshold": 1e7, "vegaThreshold": 1e6},
    PEGGED: {"delta": 0.03, "vega": 0.6, "correlation": 0.3, "deltaThreshold": math.inf, "vegaThreshold": math.inf},
    RESIDUAL_BUCKET: {"delta": 0.5, "vega": 1.0, "correlation": 0.2, "deltaThreshold": math.inf, "vegaThreshold": math.inf},
}
OTHERS = ("SOL", "XRP", "ADA", "AVAX", "LINK", "DOGE", "LTC", "BNB")
BUCKET_OF = {"BTC": LARGE, "ETH": LARGE, **{c: OTHER for c in OTHERS}, **{c: PEGGED for c in ("USDC", "USDT", "DAI")}}


def bucket_sums(factors, squared=False):
    """Factors are (bucket, underlying, tenor, weighted sensitivity, concentration). K of each bucket and its held S."""
    sums = {}
    power = 2 if squared else 1
    for name, bucket in BUCKETS.items():
        own = [f for f in factors if f[0] == name]
        if not own:
            continue
        total = 0.0
        for _, u, t, x, c in own:
            for _, v, w, y, d in own:
                rho = 1.0 if u == v else bucket["correlation"]
                if t is not None:
                    rho *= TENOR_CORRELATIONS[t][w]
                total += rho**power * (min(c, d) / max(c, d)) * x * y
        k = math.sqrt(max(total, 0.0))
        sums[name] = (k, max(-k, min(k, sum(f[3] for f in own))))
    return sums


def across(sums, squared=False):
    inside = {name: pair for name, pair in sums.items() if name != RESIDUAL_BUCKET}
    total = sum(k * k for k, _ in inside.values())

    def gamma(a, b):
        between = 0.1 if PEGGED in (a, b) else 0.6
        return between**2 if squared else between

    total += sum(gamma(a, b) * s * t for a, (_, s) in inside.items() for b, (_, t) in inside.items() if a != b)
    return math.sqrt(max(total, 0.0)), sums.get(RESIDUAL_BUCKET, (0.0, 0.0))[0]


def curvature_margin(factors, z, residual):
    own = [f for f in factors if (f[0] == RESIDUAL_BUCKET) == residual]
    size = sum(abs(f[3]) for f in own)
    if size == 0:
        return 0.0
    total = sum(f[3] for f in own)
    theta = min(total / size, 0.0)
    slope = (z * z - 1) * (1 + theta) - theta
    inside, alone = across(bucket_sums(own, squared=True), squared=True)
    return max(total + slope * (alone if residual else inside), 0.0)


def sensitivity(book, _parameters):
    initial, nodes = with_fills(book.of(balances=True), bucket_margin)
    return answer(book, RESIDUAL, initial, 0.8 * initial, nodes)


def bucket_margin(legs):
    deltas, vegas, gammas = {}, {}, {}
    for leg in legs:
        u = leg.underlying
        if u is None:
            continue
        delta, gamma, vega, _, sigma = leg.greeks()
        deltas[u] = deltas.get(u, 0.0) + delta
        gammas[u] = gammas.get(u, 0.0) + gamma
        if leg.kind != "option":
            continue
        place = float(np.interp(leg.life(), TENORS, range(len(TENORS))))
        low = min(int(place), len(TENORS) - 2)
        knots = vegas.setdefault(u, [0.0] * len(TENORS))
        knots[low] += vega * sigma * (low + 1 - place)
        knots[low + 1] += vega * sigma * (place - low)
    linear, bent, vega_factors = [], [], []
    for u, amount in deltas.items():
        name = BUCKET_OF.get(u, RESIDUAL_BUCKET)
        bucket = BUCKETS[name]
        crowd = max(1.0, math.sqrt(abs(amount) / bucket["deltaThreshold"]))
        linear.append((name, u, None, bucket["delta"] * crowd * amount, crowd))
        bent.append((name, u, None, -0.5 * gammas[u] * (bucket["delta"] / norm.ppf(0.99)) ** 2, 1.0))
    for u, knots in vegas.items():
        name = BUCKET_OF.get(u, RESIDUAL_BUCKET)
        bucket = BUCKETS[name]
        crowd = max(1.0, math.sqrt(abs(sum(knots)) / bucket["vegaThreshold"]))
        for t, amount in enumerate(knots):
            vega_factors.append((name, u, t, bucket["vega"] * TENOR_WEIGHTS[t] * crowd * amount, crowd))
    delta_margin = sum(across(bucket_sums(linear)))
    vega_margin = sum(across(bucket_sums(vega_factors)))
    z = norm.ppf(0.995)
    curved = curvature_margin(bent, z, False) + curvature_margin(bent, z, True)
    nodes = [("0", "delta", delta_margin), ("1", "vega", vega_margin), ("2", "curvature", curved)]
    return delta_margin + vega_margin + curved, nodes


# --- Paradex --------------------------------------------------------------------------------------------------------


def paradex_scenarios(major):
    up = relative(0.4, 0.4) if major else relative(0.64, 0.6)
    down = relative(-0.22) if major else relative(-0.352)
    edge, inside = (16, (12, 8, 4, 0, -4, -8, -12)) if major else (28, (21, 14, 7, 0, -7, -14, -21))
    weights = [0.18, 0.36, 0.24, 0.12, 0.06, 0.04, 0.03, 0.024] if major else [0.3, 0.5, 0.4, 0.2, 0.1, 0.07, 0.05, 0.04]

    def text(percent):
        return f"{'−' if percent < 0 else '+'}{abs(percent)} %"

    def one(percent, name, volatility, weight=1.0, after=""):
        return Scenario(f"{text(percent)}, vol {name}{after}", lambda u: percent / 100, volatility, lambda u: weight)

    plain = [one(edge, "up", up)]
    for percent in inside:
        plain += [one(percent, "up", up), one(percent, "down", down)]
    tails = [one(m, "up", up, w, ", in part") for m, w in zip((-66, -33, 50, 100, 200, 300, 400, 500), weights)]
    return [*plain, one(-edge, "up", up), *tails]


def worst_side(legs, measure):
    """By instrument, the larger of all buys filled and all sells filled."""
    total = 0.0
    for name in sorted({leg.instrument["id"] for leg in legs}):
        own = [leg for leg in legs if leg.instrument["id"] == name]
        held = sum(measure(leg) for leg in own if leg.sort == "position")
        buys = sum(measure(leg) for leg in own if leg.sort == "order" and leg.amount > 0)
        sells = sum(measure(leg) for leg in own if leg.sort == "order" and leg.amount < 0)
        total += max(abs(held + buys), abs(held + sells))
    return total


def paradex_pm(book, parameters):
    legs = book.of(MARGINED)
    risks, deciding = {"major": 0.0, "minor": 0.0, "rest": 0.0}, []
    for u in underlyings(legs):
        own = on(legs, u)
        if u not in ("BTC", "ETH", "HYPE", "CL"):
            risks["rest"] += parameters["rate.other"] * worst_side(own, lambda leg: leg.notional())
            continue
        major = u in ("BTC", "ETH")
        scan, name = worst(own, paradex_scenarios(major), Setting())
        deltas = [leg.delta() for leg in own if leg.sort == "position"]
        net, gross = abs(sum(deltas)), sum(abs(d) for d in deltas)
        unhedged, hedged = (0.02, 0.01) if major else (0.03, 0.015)
        least = book.market.index(u) * (unhedged * net + hedged * (gross - net) / 2)
        risks["major" if major else "minor"] += max(scan, least)
        if scan > least:
            deciding.append((u, name))
    funding = 0.0
    for leg in book.of(("perpetual",), orders=False):
        entry = book.market.document.get("funding", {}).get(leg.instrument["id"])
        daily = entry["rate"] * 24 / entry["intervalHours"] if entry else 0.0
        funding += max(0.0, daily / 3 * leg.mark_notional())
    fees = parameters["fee"] * worst_side(legs, lambda leg: leg.notional())
    coins = sum(abs(leg.worth()) for leg in book.of(("spot",), orders=False))
    risk = sum(risks.values())
    nodes = [
        ("0.0", "BTC and ETH", risks["major"]),
        ("0.1", "HYPE and CL", risks["minor"]),
        ("0.2", "others", risks["rest"]),
        ("1", "funding", funding),
        ("2", "fees", fees),
        ("3", "coins", coins),
    ]
    table = {"USDC": (0, 0), "*": (1, 1)}
    return answer(book, table, risk + funding + fees + coins, 0.5 * risk + funding + fees + coins, nodes, deciding)


# --- OCC ------------------------------------------------------------------------------------------------------------


def tims(book, orders):
    ranges = {"SPX": (0.08, 0.06), "OEX": (0.08, 0.06), "RUT": (0.1, 0.1)}
    broad = ("SPX", "OEX", "RUT")
    points = [
        Scenario(f"point {step}", lambda u, step=step: ranges.get(u, (0.15, 0.15))[0 if step < 0 else 1] * step / 5, same)
        for step in (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)
    ]
    legs = book.of(TRADABLE, orders=orders)
    total, deciding = 0.0, []
    for members in [broad, *[(u,) for u in underlyings(legs) if u not in broad]]:
        profits, minimum = np.zeros(10), 0.0
        for u in members:
            own = on(legs, u)
            offset = 0.9 if u in broad else 0.0
            profits = profits + np.array([x * offset if x > 0 else x for x in summed(own, points, Setting())])
            minimum += 0.375 * sum(abs(leg.units()) for leg in own if leg.kind in MARGINED)
        loss = max(0.0, -float(np.min(profits)))
        if loss > minimum:
            deciding.append(("broadIndex" if members == broad else members[0], deciding_of(profits, points)))
        total += max(loss, minimum)
    return total, deciding


def occ_tims(book, _parameters):
    initial, deciding = tims(book, True)
    maintenance = tims(book, False)[0]
    table = {"USD": (0, 0), "USDC": (0, 0), "USDT": (0, 0), "*": (0.15, 0.15)}
    return answer(book, table, initial, maintenance, [("0", "groups", initial)], deciding)


# --- Deribit --------------------------------------------------------------------------------------------------------

DERIBIT = {
    "range": {"BTC": 0.16, "ETH": 0.18},
    "volatility.up": {"BTC": 0.5, "ETH": 0.4},
    "volatility.down": {"BTC": -0.25, "ETH": -0.25},
    "extended.dampener": {"BTC": 1e5, "ETH": 2e5},
    "roll.least": {"BTC": 0.01, "ETH": 0.005},
    "roll.annualised": {"BTC": 0.075, "ETH": 0.05},
    "delta.slope": {"BTC": 5e-5, "ETH": 4e-6},
}
FAR = (-0.66, -0.33, 0.5, 1, 2, 3, 4, 5)


def nine(x):
    return math.floor(x * 1e9 + 0.5) / 1e9


def deribit_pm(book, parameters):
    def figure(name):
        return lambda u: DERIBIT[name].get(u, parameters.get(f"{name}.others"))

    reach = figure("range")
    up, down = relative(figure("volatility.up"), 0.5), relative(figure("volatility.down"))
    scenarios = [
        Scenario(on_grid(share, name), lambda u, share=share: share * reach(u), volatility)
        for share in (-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1)
        for name, volatility in (("up", up), ("same", same), ("down", down))
    ]

    def counted(u, move):
        # For an inverse future in coin the same loss as at the edge of the range.
        return reach(u) / abs(move) * (1 + move) / (1 + math.copysign(reach(u), move))

    scenarios += [
        Scenario(in_tail(100 * m, "range over move"), lambda u, m=m: m, up, lambda u, m=m: counted(u, m), tag=m)
        for m in FAR
    ]
    coin_setting = Setting("sticky-strike", 0.0, "now")

    def worst_case(legs):
        total = np.zeros(len(scenarios))
        for u in underlyings(legs):
            profits = summed(on(legs, u), scenarios, coin_setting)
            for row, s in enumerate(scenarios):
                if s.tag is not None and profits[row] < 0:
                    far = max(abs(s.tag) / reach(u), 1.0) - 1
                    relief = far * figure("extended.dampener")(u) / (1 + math.copysign(reach(u), s.tag))
                    profits[row] = min(0.0, profits[row] + relief)
            total = total + np.minimum(profits, 0.0)
        return max(0.0, -float(np.min(total))), deciding_of(total, scenarios)

    def bucket(legs, coin):
        price = book.market.assets[coin]["price"]
        held = [leg for leg in legs if leg.sort == "position"]
        case, name = worst_case(held)
        case /= price
        roll = shock = 0.0
        for leg in held:
            years = book.market.years(leg.instrument["expiry"]) if "expiry" in leg.instrument else 0.0
            part = max(figure("roll.least")(leg.underlying), years * figure("roll.annualised")(leg.underlying))
            roll += part * abs(leg.greeks()[0])
        for u in underlyings(held):
            excess = abs(sum(leg.greeks()[0] for leg in on(held, u))) - 2e7
            if excess > 0:
                shock += min(figure("delta.slope")(u) * excess / book.market.index(u), 0.1) * excess
        matrix = nine(case) + roll / price + shock / price
        facts = book.account.book.get("facts", {})
        grown = max(0.0, worst_case(legs)[0] / price - case)
        said = facts.get(f"openOrdersMargin.{coin}", grown)
        said += facts.get(f"mmpMargin.{coin}", 0.0) + facts.get(f"spotMargin.{coin}", 0.0)
        return price * nine(matrix + said), price * 0.8 * matrix, name if case > 0 else None

    legs = book.of(MARGINED)
    coins = sorted({leg.instrument["settlement"]["currency"] for leg in legs})
    each = [bucket([leg for leg in legs if leg.instrument["settlement"]["currency"] == c], c) for c in coins]
    nodes = [(str(row), coin, each[row][0]) for row, coin in enumerate(coins)]
    return answer(book, {}, sum(e[0] for e in each), sum(e[1] for e in each), nodes, [("account", e[2]) for e in each if e[2]])


RULES = {
    "plimsoll-pm": plimsoll_pm,
    "historical-var": looking_back(0.99, False),
    "age-weighted-es": looking_back(0.975, True, decay=0.995),
    "filtered-es": looking_back(0.975, True, decay_of_variance=0.97, least=1.0, most=4.0, stressed=0.25),
    "delta-gamma-var": delta_gamma,
    "sensitivity": sensitivity,
    "paradex-pm": paradex_pm,
    "occ-tims": occ_tims,
    "deribit-pm": deribit_pm,
}


def evaluated(rules, market, book, parameters):
    return RULES[rules](Book(market, book), parameters)
