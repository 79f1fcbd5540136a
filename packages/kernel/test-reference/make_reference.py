"""High-precision reference values for the kernel's tests (python3, mpmath, 300 bits).

    python3 make_reference.py > reference.json && npx biome format --write reference.json

Arguments are float64 numbers taken as exact; every value is computed at 300 bits (prices at 500) and rounded once.
Arguments are chosen by a fixed linear congruential generator, so the output never changes.
"""
import json

from mpmath import mp, mpf, exp, log, erfc, sqrt, pi, power, sin, cos, betainc, gammainc, findroot

state = 20240229
tables = {
    'madeBy': 'packages/kernel/test-reference/make_reference.py (mpmath, 300 bits; prices 500): arguments, then the value '
    'rounded once to float64; prices are those of the out-of-the-money side, from forward, strike, total volatility'
}


def uniform(low, high):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return low + (high - low) * ((state >> 11) * 2.0**-53)


def cdf(x):
    return erfc(-x / sqrt(mpf(2))) / 2


def pdf(x):
    return exp(-x * x / 2) / sqrt(2 * pi)


def quantile(p):
    q = min(p, 1 - p)
    if q > mpf('0.3'):
        x = (p - mpf(1) / 2) * sqrt(2 * pi)
        for _ in range(12):
            x -= (cdf(x) - p) / pdf(x)
        return x
    x = -sqrt(-2 * log(q))
    for _ in range(60):
        step = (log(cdf(x)) - log(q)) * cdf(x) / pdf(x)
        x -= step
        if abs(step) < mpf(10) ** -70:
            break
    return x if p < mpf('0.5') else -x


def black(forward, strike, v):
    """Out-of-the-money side."""
    d1 = log(forward / strike) / v + v / 2
    d2 = d1 - v
    if strike >= forward:
        return forward * cdf(d1) - strike * cdf(d2)
    return strike * cdf(-d2) - forward * cdf(-d1)


def bachelier(forward, strike, s):
    """Out-of-the-money side."""
    d = -abs(forward - strike)
    return d * cdf(d / s) + s * pdf(d / s)


def table(name, function, arguments, bits=300):
    mp.prec = bits
    tables[name] = [[*map(float, row), float(function(*(mpf(float(a)) for a in row)))] for row in arguments]


table('expValues', exp, [[x] for x in [-745, -744.5, -708.5, -1, -1e-9, 1e-300, 0.5, 1, 709.78]] + [[uniform(-740, 709)] for _ in range(40)] + [[uniform(-1, 1)] for _ in range(20)])
table('exp2Values', lambda x: mpf(2) ** x, [[uniform(-1070, 1023)] for _ in range(30)] + [[uniform(-1, 1)] for _ in range(20)])
table('expm1Values', lambda x: exp(x) - 1, [[uniform(-1, 1) * 2.0 ** uniform(-50, 0)] for _ in range(30)] + [[uniform(-30, 600)] for _ in range(20)])
table('logValues', log, [[5e-324], [1e-310], [2.0], [10.0], [0.7071067811865476], [1.7976931348623157e308]] + [[2.0 ** uniform(-1070, 1023)] for _ in range(30)] + [[uniform(0.5, 2)] for _ in range(40)] + [[1 + uniform(-1, 1) * 2.0 ** uniform(-40, -3)] for _ in range(20)])
table('log1pValues', lambda x: log(1 + x), [[uniform(-1, 1) * 2.0 ** uniform(-50, 0)] for _ in range(40)] + [[2.0 ** uniform(-3, 60)] for _ in range(20)])
table('powValues', power, [[2.0 ** uniform(-10, 10), uniform(-50, 50)] for _ in range(40)] + [[uniform(0.5, 2), uniform(-50, 50)] for _ in range(40)] + [[2.0 ** uniform(-1000, 1000), uniform(-1, 1)] for _ in range(20)])
near = []
for _ in range(30):
    a = 2.0 ** uniform(-900, 900)
    near.append([a, a * (1 + uniform(-1, 1) * 2.0 ** uniform(-45, -1))])
table('logRatioValues', lambda a, b: log(a / b), near + [[uniform(1, 1e5), uniform(1, 1e5)] for _ in range(30)])
table('millsValues', lambda z: cdf(-z) / pdf(z), [[uniform(-1, 40)] for _ in range(40)] + [[uniform(-36, -1)] for _ in range(15)] + [[2.0 ** uniform(5.33, 12)] for _ in range(15)])
table('pdfValues', pdf, [[uniform(-37, 37)] for _ in range(40)])
table('cdfValues', cdf, [[-37.0], [0.0]] + [[uniform(-37, 0)] for _ in range(40)] + [[uniform(0, 8)] for _ in range(20)])
table('quantileValues', quantile, [[5e-324], [1e-310], [1e-300], [0.975], [0.25], [0.75]] + [[2.0 ** uniform(-1060, -1)] for _ in range(30)] + [[uniform(0, 1)] for _ in range(40)] + [[0.5 + uniform(-1, 1) * 2.0 ** uniform(-40, -2)] for _ in range(20)])


def prices(count, v_low, v_high, width):
    rows = []
    while len(rows) < count:
        v = 2.0 ** uniform(v_low, v_high)
        strike = float(100 * exp(mpf(uniform(-width, width)) * mpf(v)))
        if 1e-280 < strike < 1e280:
            rows.append([100.0, strike, v])
    return rows


mp.prec = 300
table('usualPrices', black, prices(120, -7, 1, 6), 500)
table('deepPrices', black, prices(60, -7, 1, 11), 500)
table('farPrices', black, prices(60, -6, 2, 36), 500)
table('tinyVolatilityPrices', black, prices(60, -27, -7, 10) + [[100.0, 100.0, 2.0**-i] for i in range(1, 40, 3)], 500)
table('hugeVolatilityPrices', black, prices(60, 1, 6, 3), 500)
table('bachelierPrices', bachelier, [[100.0, uniform(-100, 300), 2.0 ** uniform(2, 8)] for _ in range(40)] + [[100.0, 100 + uniform(-9, 9) * 2.0**-i, 2.0**-i] for i in range(0, 40, 2)], 500)


def uniform_of(upper, lower):
    """Middle of the cell named by the leading 52 bits of two words."""
    return (mpf(2 * (int(upper) * 2**20 + (int(lower) >> 12)) + 1)) / mpf(2) ** 53


def normal_pair(w0, w1, w2, w3):
    """Box and Muller with the direction in eighths of a turn, see src/random/normalPair.ts."""
    radius = sqrt(-2 * log(uniform_of(w0, w1)))
    turn = int(w2) * 2**32 + int(w3)
    angle = mpf(2 * ((turn % 2**61) >> 9) + 1) / mpf(2) ** 53 * pi / 4
    small, large = radius * sin(angle), radius * cos(angle)
    first, second = (small, large) if turn >> 61 & 1 else (large, small)
    return -first if turn >> 63 else first, -second if turn >> 62 & 1 else second


def word():
    return int(uniform(0, 1) * 2**32)


words = [[word() for _ in range(4)] for _ in range(60)]
words += [[2**32 - 1, 2**32 - 1 - word() // 2**8, 0, word()] for _ in range(20)] + [[0, word() // 2**4, word(), 2**32 - 1] for _ in range(20)]
words += [[0, 0, 0, 0], [2**32 - 1] * 4, [2**32 - 1, 2**32 - 1, 0, 0], [3037000499, 0, 2**31 + 2**29, 0], [3037000500, 0, 2**29 - 1, 2**32 - 1]]
table('normalFirstValues', lambda *w: normal_pair(*w)[0], words)
table('normalSecondValues', lambda *w: normal_pair(*w)[1], words)


def student_upper(t, degrees):
    """P(T > t) for t > 0."""
    return betainc(degrees / 2, mpf(1) / 2, 0, degrees / (degrees + t * t), regularized=True) / 2


def student_quantile(p, degrees):
    """The t > 0 that a Student-t variable exceeds with probability p."""
    return findroot(lambda t: log(student_upper(t, degrees) / p), (mpf('0.01'), mpf(1000)), solver='anderson', tol=1e-40)


table('studentQuantiles', student_quantile, [[p, nu] for nu in [2.5, 3, 4, 5, 9, 40.5] for p in [0.25, 0.1, 0.01, 0.001]], 160)
table('chiSquareCdf', lambda x, nu: gammainc(nu / 2, 0, x / 2, regularized=True), [[nu * c, nu] for nu in [2.001, 2.5, 3, 4, 5, 9, 40.5, 1000] for c in [0.1, 0.5, 0.9, 1, 1.3, 2]], 160)

print(json.dumps(tables))
