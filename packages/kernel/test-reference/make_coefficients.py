"""Polynomials of the elementary functions, by Chebyshev interpolation at 60 digits (python3, mpmath).

    python3 make_coefficients.py

Each list is printed from the constant term upwards and is pasted into the file named in its heading.
"""
from mpmath import mp, mpf, chebyfit, cos, exp, log, sin, sqrt, nstr

mp.dps = 60
LN2 = log(2)


def show(heading, function, interval, degree):
    polynomial, error = chebyfit(function, interval, degree + 1, error=True)
    print('//', heading, 'error', nstr(error, 3))
    for c in reversed(polynomial):
        print('  ', repr(float(c)) + ',')


def exp_tail(r):
    """(e^r - 1 - r) / r^2"""
    if abs(r) < mpf(10) ** -12:
        return mpf(1) / 2 + r / 6
    return (exp(r) - 1 - r) / r**2


def exp2_tail(r):
    """(2^r - 1 - r ln 2) / r^2"""
    if abs(r) < mpf(10) ** -12:
        return LN2**2 / 2 + r * LN2**3 / 6
    return (mpf(2) ** r - 1 - r * LN2) / r**2


def atanh_tail(u):
    """(log((1+s)/(1-s)) - 2s) / s^3 with u = s^2"""
    if u < mpf(10) ** -14:
        return mpf(2) / 3 + 2 * u / 5
    s = sqrt(u)
    return (log((1 + s) / (1 - s)) - 2 * s) / s**3


def atanh_tail5(u):
    """(log((1+s)/(1-s)) - 2s - 2s^3/3) / s^5 with u = s^2"""
    if u < mpf(10) ** -10:
        return mpf(2) / 5 + 2 * u / 7
    s = sqrt(u)
    return (log((1 + s) / (1 - s)) - 2 * s - 2 * s**3 / 3) / s**5


def sine_tail(u):
    """(sin(q t) - q t) / t^3 with q = pi/4, u = t^2"""
    q = mp.pi / 4
    if u < mpf(10) ** -14:
        return -(q**3) / 6 + u * q**5 / 120
    t = sqrt(u)
    return (sin(q * t) - q * t) / t**3


def cosine_tail(u):
    """(cos(q t) - 1) / t^2"""
    q = mp.pi / 4
    if u < mpf(10) ** -14:
        return -(q**2) / 2 + u * q**4 / 24
    return (cos(q * sqrt(u)) - 1) / u


half = LN2 / 2 * mpf('1.0001')
show('exp.ts, exp_tail', exp_tail, [-half, half], 10)
show('exp2.ts, exp2_tail', exp2_tail, [mpf(-1) / 2, mpf(1) / 2], 10)
show('hotExp2.ts, 2^r', lambda r: mpf(2) ** r, [mpf(-1) / 2, mpf(1) / 2], 11)
narrow = (3 - 2 * sqrt(mpf(2))) ** 2 * mpf('1.0001')
show('log.ts, atanh_tail', atanh_tail, [mpf(0), narrow], 7)
show('pow.ts, atanh_tail5', atanh_tail5, [mpf(0), narrow], 8)
show('normalPair.ts, sine_tail', sine_tail, [mpf(0), mpf(1)], 5)
show('normalPair.ts, cosine_tail', cosine_tail, [mpf(0), mpf(1)], 6)
show('logRatio.ts, atanh_tail', atanh_tail, [mpf(0), mpf('0.2001') ** 2], 8)


def split(value, bits):
    """Leading part with `bits` significant bits, and the rest."""
    from mpmath import frexp, floor, ldexp
    m, e = frexp(value)
    high = ldexp(floor(m * 2**bits), e - bits)
    return float(high), float(value - high), float(value - high - mpf(float(value - high)))


print('// ln2 in two parts, 41 bits', *map(repr, split(LN2, 41)))
print('// ln2 nearest', repr(float(LN2)), repr(float(LN2 - mpf(float(LN2)))))
print('// log2(e)', repr(float(1 / LN2)), ' log2(e)/2', repr(float(1 / (2 * LN2))))
print('// 1/sqrt(2 pi)', repr(float(1 / sqrt(2 * mp.pi))), ' sqrt(2 pi)', repr(float(sqrt(2 * mp.pi))), ' ln sqrt(2 pi)', repr(float(log(sqrt(2 * mp.pi)))))
