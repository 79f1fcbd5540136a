"""High-precision prices and Greeks for the accuracy test of the kernel (python3, mpmath, 320 bits).

    python3 make_prices.py prices 6600 > prices.csv
    python3 make_prices.py greeks 1500 > greeks.csv

Arguments are the float64 numbers nearest to the decimals written, taken as exact; every value is computed at 320 bits and rounded
once to 17 digits. Prices and total volatilities cover 0.0025 to 2, and prices of the out-of-the-money side down to 1e-30 of the
forward. Arguments are chosen by a fixed linear congruential generator, so the output never changes; a larger count makes more.
"""
import sys

from mpmath import mp, mpf, exp, log, erfc, sqrt, pi

mp.prec = 320
state = 20261121


def uniform(low, high):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return low + (high - low) * ((state >> 11) * 2.0**-53)


def cdf(x):
    return erfc(-x / sqrt(mpf(2))) / 2


def pdf(x):
    return exp(-x * x / 2) / sqrt(2 * pi)


def short(x, digits):
    """A decimal of few digits, as it is written."""
    return mp.nstr(mpf(x), digits, strip_zeros=True, min_fixed=-4, max_fixed=12)


def black(forward, strike, v):
    """Out-of-the-money side."""
    d1 = log(forward / strike) / v + v / 2
    d2 = d1 - v
    if strike >= forward:
        return forward * cdf(d1) - strike * cdf(d2)
    return strike * cdf(-d2) - forward * cdf(-d1)


def of(text):
    return mpf(float(text))


forwards = ['100', '1', '63250.5', '0.0375']


def candidates():
    """Distance from the money in deviations, and total volatility."""
    for v in ['0.0025', '0.015624', '0.015625', '0.015626', '0.1', '0.5', '1', '1.5', '2']:
        for h in [0, 0.25, 0.5, 1, 3, 6, 9, 11.3]:
            yield h, v
            yield -h, v
            # About h - v/2 = -1/2, where one formula hands over to another.
            yield float(v) / 2 - 0.5 + h / 1e6, v
    while True:
        kind = uniform(0, 1)
        v = short(0.0025 * 800 ** uniform(0, 1), 6)
        yield (uniform(-0.5, 0.5) if kind < 0.1 else uniform(-4, 4) if kind < 0.4 else uniform(-11.6, 11.6)), v


def prices(count):
    print('forward,strike,total volatility,price of the out-of-the-money side')
    row = 0
    for h, v in candidates():
        forward = forwards[row % 4]
        strike = short(of(forward) * exp(mpf(h) * of(v)), 9)
        price = black(of(forward), of(strike), of(v))
        if price < mpf(10) ** -30 * of(forward):
            continue
        print(f'{forward},{strike},{v},{float(price)!r}')
        row += 1
        if row == count:
            return


def greeks(count):
    print('forward,strike,volatility,root of years,discount,is put,rate,delta,gamma,vega,theta')
    row = 0
    while row < count:
        forward = forwards[row % 4]
        vol = short(uniform(0.05, 2), 4)
        years = short(0.05 * 20 ** uniform(0, 1), 4)
        f, sigma, root = of(forward), of(vol), of(years)
        v = sigma * root
        if not 0.0025 <= v <= 2:
            continue
        strike = short(f * exp(mpf(uniform(-8, 8)) * v), 9)
        discount, rate, put = short(uniform(0.9, 1), 6), short(uniform(-0.02, 0.1), 4), row // 4 % 2
        k, df = of(strike), of(discount)
        d1 = log(f / k) / v + v / 2
        price = black(f, k, v) + max(mpf(0), k - f if put else f - k)
        # Deep puts: one minus almost one.
        delta = df * (-cdf(-d1) if put else cdf(d1))
        vega = df * f * pdf(d1) * root
        theta = of(rate) * df * price - vega * sigma / (2 * root * root)
        values = [delta, df * pdf(d1) / (f * v), vega, theta]
        print(','.join([forward, strike, vol, years, discount, str(put), rate] + [repr(float(x)) for x in values]))
        row += 1


{'prices': prices, 'greeks': greeks}[sys.argv[1]](int(sys.argv[2]))
