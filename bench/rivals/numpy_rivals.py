"""numpy and scipy as rivals, one kind of work a call, on the arrays of bench/workloads.mjs, one thread.

    python3 numpy_rivals.py FOLDER WORK REPEATS LIMIT [OUTPUT]

LIMIT is the number of options, accounts or paths (0: all there are). Prints one JSON line {id, unit, version, samples,
checksum}: rates by CPU time, one per repeat, after a warm-up. OUTPUT names a file for the results, raw float64.
"""
import json
import sys
import time

import numpy as np
import scipy
import scipy.sparse as sparse
from scipy.special import ndtr

BLOCK = 16384  # values a pass: the temporaries stay in the cache, which is worth 1.7 times the speed of a grid
ACCOUNTS = 1024  # accounts a pass, for the same reason


class Workload:
    """Sizes and arrays of one folder; an array is read when it is first asked for."""

    def __init__(self, folder):
        with open(f"{folder}/manifest.json", encoding="utf8") as file:
            manifest = json.load(file)
        self.folder, self.sizes, self.entries, self.read = folder, manifest["sizes"], manifest["arrays"], {}

    def __getitem__(self, name):
        if name not in self.read:
            entry = self.entries[name]
            dtype = {"f64": "<f8", "f32": "<f4", "u32": "<u4"}[entry["type"]]
            self.read[name] = np.fromfile(f"{self.folder}/{entry['file']}", dtype).reshape(entry["shape"])
        return self.read[name]


def reprice(w, u, moves, forwards, factors, out):
    """Profit of the calls (out[0::2]) and puts (out[1::2]) of underlying u; the put follows from the call by parity."""
    step = max(1, BLOCK // len(moves))
    for first in range(0, w.sizes["strikes"], step):
        at = u, slice(first, first + step)
        v = w["strike.totalVols"][at][:, None] * factors
        d = (w["strike.logMoneyness"][at][:, None] + moves) / v
        v *= 0.5
        strike = w["strike.strikes"][at][:, None]
        discount = w["strike.discounts"][at][:, None]
        call = forwards * ndtr(d + v)
        d -= v
        call -= strike * ndtr(d)
        call *= discount
        rows = out[2 * first : 2 * (first + step)]
        np.subtract(call, w["strike.baseCalls"][at][:, None], out=rows[0::2])
        call -= discount * (forwards - strike)
        np.subtract(call, w["strike.basePuts"][at][:, None], out=rows[1::2])


def grid_work(w, name, count):
    """All strikes in all scenarios, underlying by underlying, by broadcasting."""
    underlyings, strikes = w.sizes["underlyings"], w.sizes["strikes"]
    moves, forwards, factors = (np.ascontiguousarray(w[f"{name}.{part}"][:, :count]) for part in ("moves", "forwards", "factors"))
    out = np.empty((underlyings, 2 * strikes, count))

    def run():
        for u in range(underlyings):
            reprice(w, u, moves[u], forwards[u], factors[u], out[u])
        return out

    return run, out.size, "options/s"


def list_terms(w, limit):
    names = ("forwards", "strikes", "vols", "sqrtTimes", "discounts", "isPut", "rates")
    arrays = [w[f"list.{name}"] for name in names]
    return [array[: limit or len(array)] for array in arrays]


def price_work(w, limit):
    forwards, strikes, vols, roots, discounts, is_put, _ = list_terms(w, limit)
    out = np.empty(len(forwards))

    def run():
        for start in range(0, len(out), BLOCK):
            at = slice(start, start + BLOCK)
            forward, strike, sign = forwards[at], strikes[at], 1.0 - 2.0 * is_put[at]
            v = vols[at] * roots[at]
            d1 = np.log(forward / strike) / v + 0.5 * v
            out[at] = sign * (forward * ndtr(sign * d1) - strike * ndtr(sign * (d1 - v))) * discounts[at]
        return out

    return run, len(out), "options/s"


def greeks_work(w, limit):
    forwards, strikes, vols, roots, discounts, is_put, rates = list_terms(w, limit)
    out = np.empty((5, len(forwards)))

    def run():
        for start in range(0, out.shape[1], BLOCK):
            at = slice(start, start + BLOCK)
            forward, strike, root, discount, vol = forwards[at], strikes[at], roots[at], discounts[at], vols[at]
            sign = 1.0 - 2.0 * is_put[at]
            v = vol * root
            d1 = np.log(forward / strike) / v + 0.5 * v
            cumulative = sign * ndtr(sign * d1)
            density = discount * np.exp(-0.5 * d1 * d1) * 0.3989422804014327
            price = (forward * cumulative - sign * strike * ndtr(sign * (d1 - v))) * discount
            vega = forward * density * root
            out[0, at] = price
            out[1, at] = discount * cumulative
            out[2, at] = density / (forward * v)
            out[3, at] = vega
            out[4, at] = rates[at] * price - 0.5 * vega * vol / (root * root)
        return out

    return run, out.shape[1], "options/s"


def positions(w, limit, dtype):
    """Positions as a sparse matrix, accounts × instruments."""
    offsets = w["book.offsets"].astype(np.int32)[: limit + 1]
    end = offsets[-1]
    columns = w["book.instruments"][:end].astype(np.int32)
    shape = (limit, len(w["book.matrix33"]))
    return sparse.csr_matrix((w["book.quantities"][:end].astype(dtype), columns, offsets), shape=shape)


def joint_tails(w, book, matrix, start, out):
    """VaR and ES of a pass of accounts: sparse product, then partition at both ranks."""
    rank, count = w.sizes["varRank"], w.sizes["esCount"]
    losses = book[start : start + ACCOUNTS] @ matrix
    scenarios = losses.shape[1]
    losses.partition([scenarios - count, scenarios - rank], axis=1)
    out[start : start + ACCOUNTS, 0] = losses[:, scenarios - rank]
    out[start : start + ACCOUNTS, 1] = losses[:, scenarios - count :].mean(axis=1, dtype=np.float64)


def joint_work(w, limit, name, dtype):
    limit = limit or w.sizes["accounts"]
    book, matrix = positions(w, limit, dtype), w[name]
    out = np.empty((limit, 2))

    def run():
        for start in range(0, limit, ACCOUNTS):
            joint_tails(w, book, matrix, start, out)
        return out

    return run, limit, "accounts/s"


def aged_tails(losses, probabilities, mass, depth):
    """Expected shortfall of rows of losses: of the `depth` largest, in order, as much as the tail holds; None where that is not enough."""
    scenarios = losses.shape[1]
    picked = np.argpartition(losses, scenarios - depth, axis=1)[:, scenarios - depth :] if depth < scenarios else None
    largest = losses if picked is None else np.take_along_axis(losses, picked, axis=1)
    order = np.argsort(-largest, axis=1)
    largest = np.take_along_axis(largest, order, axis=1)
    weights = probabilities[order if picked is None else np.take_along_axis(picked, order, axis=1)]
    gone = np.cumsum(weights, axis=1)
    if depth < scenarios and gone[:, -1].min() < mass:
        return None
    taken = np.clip(mass - (gone - weights), 0.0, weights)
    return np.einsum("ij,ij->i", taken, largest) / mass


def aged_work(w, limit, name, dtype):
    """Expected shortfall of scenarios that are not equally probable: partition, then a sort of what may be in the tail."""
    limit = limit or w.sizes["accounts"]
    book, matrix, probabilities = positions(w, limit, dtype), w[name], w["book.probabilities"]
    mass = probabilities.sum() * (1 - 0.975)
    out = np.empty(limit)

    def run():
        for start in range(0, limit, ACCOUNTS):
            losses = book[start : start + ACCOUNTS] @ matrix
            depth, found = 64, None
            while found is None:
                found = aged_tails(losses, probabilities, mass, min(depth, losses.shape[1]))
                depth *= 2
            out[start : start + ACCOUNTS] = found
        return out

    return run, limit, "accounts/s"


def span_work(w, limit):
    """Rows of the sparse matrix are (account, underlying), so that the worst scenario is that of each underlying."""
    limit = limit or w.sizes["accounts"]
    book = positions(w, limit, np.float64)
    owner = np.repeat(np.arange(limit), np.diff(book.indptr))
    key = owner * w.sizes["underlyings"] + book.indices // (2 * w.sizes["strikes"] + w.sizes["futures"])
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    segments = sparse.csr_matrix(
        (book.data, book.indices, np.append(starts, len(key))), shape=(len(starts), book.shape[1])
    )
    firsts = np.flatnonzero(np.diff(owner[starts], prepend=-1))
    matrix = np.ascontiguousarray(w["book.matrix33"][:, : w.sizes["spanScenarios"]])
    out = np.empty(limit)
    step = 16 * ACCOUNTS
    passes = [(a, min(a + step, limit)) for a in range(0, limit, step)]
    ends = np.append(firsts, len(starts))

    def run():
        for a, b in passes:
            worst = (segments[ends[a] : ends[b]] @ matrix).max(axis=1)
            np.maximum(worst, 0.0, out=worst)
            out[a:b] = np.add.reduceat(worst, firsts[a:b] - ends[a])
        return out

    return run, limit, "accounts/s"


def draw(w, random, count):
    """Log moves [factors × count]: multivariate t with variance vol²·horizon. Chi-square shared by all factors of a path."""
    nu, factors = w.sizes["degreesOfFreedom"], w.sizes["factors"]
    moves = w["mc.cholesky"] @ random.standard_normal((factors, count))
    moves *= np.sqrt((nu - 2) / random.chisquare(nu, count))
    moves *= (w["mc.vols"] * np.sqrt(w.sizes["horizonDays"] / 365))[:, None]
    return moves


def paths_work(w, limit):
    count = limit or 100_000
    random = np.random.default_rng(1)
    step = 4096

    def run():
        square = 0.0
        for _ in range(0, count, step):
            moves = draw(w, random, step)
            forwards = w["underlying.forwards"][:, None] * np.exp(moves)
            square += float(moves[0] @ moves[0]) / step + 0 * forwards[0, 0]
        # Variance of the first factor's moves in units of vol²·horizon: near 1.
        return np.array([square / -(-count // step) / (w["mc.vols"][0] ** 2 * w.sizes["horizonDays"] / 365)])

    return run, -(-count // step) * step, "paths/s"


def revaluation_work(w, limit):
    """All options on every drawn path, volatilities unmoved."""
    count, step = limit or 4096, 1024
    random = np.random.default_rng(1)
    out = np.empty((2 * w.sizes["strikes"], step))

    def run():
        mean = 0.0
        for _ in range(0, count, step):
            moves = draw(w, random, step)
            for u in range(w.sizes["underlyings"]):
                forwards = w["underlying.forwards"][u] * np.exp(moves[u])
                reprice(w, u, moves[u], forwards, np.ones(1), out)
                mean += out.mean()
        return np.array([mean])

    return run, -(-count // step) * step, "paths/s"


def measure(run, work, repeats):
    run()
    samples = []
    for _ in range(repeats):
        start = time.process_time()
        calls = 0
        while calls == 0 or time.process_time() - start < 0.02:
            run()
            calls += 1
        samples.append(work * calls / (time.process_time() - start))
    return samples


def main():
    folder, name, repeats, limit = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    w = Workload(folder)
    works = {
        "grid": lambda: grid_work(w, "grid", w.sizes["scenarios"]),
        "grid33": lambda: grid_work(w, "grid33", w.sizes["spanScenarios"]),
        "price": lambda: price_work(w, limit),
        "greeks": lambda: greeks_work(w, limit),
        "joint": lambda: joint_work(w, limit, "book.matrix", np.float64),
        "jointFloat": lambda: joint_work(w, limit, "book.matrix32", np.float32),
        "aged": lambda: aged_work(w, limit, "book.matrix", np.float64),
        "agedFloat": lambda: aged_work(w, limit, "book.matrix32", np.float32),
        "span": lambda: span_work(w, limit),
        "paths": lambda: paths_work(w, limit),
        "revaluation": lambda: revaluation_work(w, limit),
    }
    run, work, unit = works[name]()
    samples = measure(run, work, repeats)
    result = run()
    if len(sys.argv) > 5:
        result.astype("<f8").tofile(sys.argv[5])
    version = f"numpy {np.__version__}, scipy {scipy.__version__}"
    checksum = float(result.sum())
    json.dump({"id": name, "unit": unit, "version": version, "samples": samples, "checksum": checksum}, sys.stdout)


if __name__ == "__main__":
    main()
