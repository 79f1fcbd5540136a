"""Black-76 prices and Greeks by numpy and scipy.special.ndtr: the rival of `bench/run.mjs`, run by it.

Reads one JSON line {"count": n, "repeats": k, "arrays": path} and prints seconds of each repeat for prices and for price
with delta, gamma, vega and theta. The arrays are raw little-endian float64: forwards, strikes, vols, years, isPut.
"""
import json
import sys
import time

import numpy as np
import scipy
from scipy.special import ndtr

request = json.loads(sys.stdin.readline())
n = request["count"]
forward, strike, vol, years, is_put = np.fromfile(request["arrays"], dtype="<f8").reshape(5, n)


def price():
    v = vol * np.sqrt(years)
    d1 = np.log(forward / strike) / v + 0.5 * v
    sign = 1.0 - 2.0 * is_put
    return sign * (forward * ndtr(sign * d1) - strike * ndtr(sign * (d1 - v)))


def price_and_greeks():
    root = np.sqrt(years)
    v = vol * root
    d1 = np.log(forward / strike) / v + 0.5 * v
    sign = 1.0 - 2.0 * is_put
    nd1 = ndtr(sign * d1)
    density = np.exp(-0.5 * d1 * d1) * 0.3989422804014327
    value = sign * (forward * nd1 - strike * ndtr(sign * (d1 - v)))
    vega = forward * density * root
    return value, sign * nd1, density / (forward * v), vega, -0.5 * forward * density * vol / root


def timed(work):
    work()
    seconds = []
    for _ in range(request["repeats"]):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return seconds


json.dump(
    {
        "version": f"numpy {np.__version__}, scipy {scipy.__version__}",
        "sum": float(price().sum()),
        "prices": timed(price),
        "greeks": timed(price_and_greeks),
    },
    sys.stdout,
)
