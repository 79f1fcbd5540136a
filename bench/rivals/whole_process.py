"""The whole of a risk run by numpy and scipy, to be started cold and timed from outside, one thread.

    python3 whole_process.py FOLDER ACCOUNTS

Reads the arrays, reprices all options in all joint scenarios, builds the loss matrix and gives VaR and ES of ACCOUNTS
accounts. Prints one JSON line with the mean of each, so that contenders can be compared.
"""
import json
import sys

import numpy as np
from numpy_rivals import ACCOUNTS, Workload, joint_tails, positions, reprice

w = Workload(sys.argv[1])
accounts = int(sys.argv[2]) or w.sizes["accounts"]
underlyings, strikes, futures = (w.sizes[name] for name in ("underlyings", "strikes", "futures"))
matrix = np.empty((underlyings, 2 * strikes + futures, w.sizes["scenarios"]))
for u in range(underlyings):
    forwards = w["grid.forwards"][u]
    reprice(w, u, w["grid.moves"][u], forwards, w["grid.factors"][u], matrix[u, : 2 * strikes])
    matrix[u, 2 * strikes :] = (forwards - w["underlying.forwards"][u]) * (1 + 0.002 * np.arange(futures)[:, None])
np.negative(matrix, out=matrix)

book = positions(w, accounts, np.float64)
rows = matrix.reshape(-1, w.sizes["scenarios"])
out = np.empty((accounts, 2))
for start in range(0, accounts, ACCOUNTS):
    joint_tails(w, book, rows, start, out)
var, es = out.mean(axis=0)
json.dump({"accounts": accounts, "meanVar": float(var), "meanEs": float(es)}, sys.stdout)
