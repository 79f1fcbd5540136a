"""Runs a program and says what it cost, seen from outside: python3 timed.py PROGRAM [ARGUMENT ...]

Prints one JSON line {wallSeconds, cpuSeconds, peakBytes, output}; output is what the program printed.
"""
import json
import os
import sys
import time

reading, writing = os.pipe()
start = time.perf_counter()
actions = [(os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_CLOSE, reading)]
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=actions)
os.close(writing)
with os.fdopen(reading, encoding="utf8") as pipe:
    output = pipe.read()
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - start
peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
json.dump(
    {"wallSeconds": wall, "cpuSeconds": usage.ru_utime + usage.ru_stime, "peakBytes": peak, "output": output},
    sys.stdout,
)
sys.exit(os.waitstatus_to_exitcode(status))
