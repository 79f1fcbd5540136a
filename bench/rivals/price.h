/*
 * Black-76 on vectors: the out-of-the-money side as F·φ(d1)·(Y(h − t) − Y(h + t)) with the Mills ratio Y as one rational
 * function and both ratios over one division; call and put come from one evaluation by parity. The coefficients are those
 * of @plimsoll/kernel (millsRational.ts, hotExp2.ts, logRatio.ts). No option outside the hot loop's domain may come here:
 * unlike the kernel, this rival does not test for it, which is to its advantage.
 */
#pragma once
#include "vector.h"

static const double mills_numerator[11] = {
    1.2533141373155001,    1.9634132573613714,    1.5313850484549374,    0.7646345243259612,
    0.26756822782204276,   0.06814195978468418,   0.012752724978161116,  0.0017305989707873746,
    0.00016315824201248096, 9.677856945778224e-6, 2.7559773712184204e-7,
};
static const double mills_denominator[12] = {
    1,                     2.364461685327167,     2.6084359601390097,   1.7750515396584725,
    0.8294126204381099,    0.27999735907538975,   0.06985320460002749,  0.012915331969159942,
    0.0017402768291700339, 0.00016343383972439705, 9.677856946044066e-6, 2.7559773712057885e-7,
};
static const double exp2_coefficients[12] = {
    1,
    0.6931471805599453,
    0.24022650695910158,
    0.055504108664821625,
    0.009618129107587256,
    0.001333355814640647,
    0.00015403530463724353,
    1.5252733841556773e-5,
    1.3215432535912375e-6,
    1.0178057087733941e-7,
    7.074194297288521e-9,
    4.4558179083360645e-10,
};
static const double log_coefficients[9] = {
    0.6666666666666666, 0.3999999999999991,  0.2857142857148969,  0.22222222206586018, 0.1818182018306044,
    0.15384471792991192, 0.1333936528760994, 0.11617984554007088, 0.12419989427099914,
};

#define ROUNDING_SHIFT 6755399441055744.0 /* 1.5·2^52 */
#define ONE_OVER_ROOT_TWO_PI 0.3989422804014327
#define HALF_LOG2_E 0.7213475204444817

/* Horner's rule, degree known when compiled. */
ALWAYS_INLINE Doubles polynomial(const double *c, int degree, Doubles x) {
  Doubles p = doubles(c[degree]);
  UNROLL for (int i = degree - 1; i >= 0; i--) p = p * x + c[i];
  return p;
}

/* 2^y for −1022 ≤ y ≤ 0: the nearest integer goes into the exponent field. */
ALWAYS_INLINE Doubles exp2_of(Doubles y) {
  Doubles shifted = y + ROUNDING_SHIFT;
  Doubles p = polynomial(exp2_coefficients, 11, y - (shifted - ROUNDING_SHIFT));
  return (Doubles)((Longs)p + (Longs)((UnsignedLongs)shifted << 52));
}

/* Standard normal density. */
ALWAYS_INLINE Doubles density_of(Doubles d) { return ONE_OVER_ROOT_TWO_PI * exp2_of(d * d * -HALF_LOG2_E); }

ALWAYS_INLINE Doubles mills_ratio(Doubles z) {
  return polynomial(mills_numerator, 10, z) / polynomial(mills_denominator, 11, z);
}

/* Y(a) − Y(b) over one division. */
ALWAYS_INLINE Doubles mills_difference(Doubles a, Doubles b) {
  Doubles qa = polynomial(mills_denominator, 11, a), qb = polynomial(mills_denominator, 11, b);
  return (polynomial(mills_numerator, 10, a) * qb - polynomial(mills_numerator, 10, b) * qa) / (qa * qb);
}

/* ln(a/b) = e·ln 2 + 2·artanh((a − 2^e·b)/(a + 2^e·b)), normal numbers only. */
ALWAYS_INLINE Doubles log_ratio(Doubles a, Doubles b) {
  const uint64_t bias = 1023ull << 52;
  UnsignedLongs exponent = ((UnsignedLongs)a - (UnsignedLongs)b + (bias + (1ull << 51))) >> 52;
  Doubles near = (Doubles)((UnsignedLongs)b + (exponent << 52) - bias);
  Doubles e = (Doubles)(exponent | 0x4330000000000000ull) - (4503599627370496.0 + 1023);
  Doubles s = (a - near) / (a + near), u = s * s;
  Doubles tail = s * u * polynomial(log_coefficients, 8, u) + e * 2.8235290563031577e-13;
  return e * 0.693147180559663 + (s + (s + tail));
}

/* Undiscounted value of the out-of-the-money side; x = ln(F/K), v = σ√T. */
ALWAYS_INLINE Doubles time_value(Doubles x, Doubles forward, Doubles v, Doubles inverse) {
  Doubles xi = x * inverse, t = v * 0.5, h = magnitude(xi);
  Doubles d1 = xi + t;
  return forward * ONE_OVER_ROOT_TWO_PI * exp2_of(d1 * d1 * -HALF_LOG2_E) * mills_difference(h - t, h + t);
}

/* What one strike needs of itself; what its scenarios need lies in arrays that all strikes of an underlying share. */
typedef struct {
  double log_moneyness, strike, total_vol, inverse_total_vol, discount, base_call, base_put;
} Strike;
typedef struct {
  const double *moves, *forwards, *factors, *inverse_factors;
} Scenarios;

#define PAIR_ROW(NAME, OUT, STORE)                                                                            \
  static void NAME(long count, Scenarios s, const Strike *k, OUT *call, OUT *put) {                           \
    for (long i = 0; i < count; i += DOUBLES) {                                                               \
      Doubles forward = *(const Doubles *)(s.forwards + i), d = forward - k->strike;                          \
      Doubles value = time_value(k->log_moneyness + *(const Doubles *)(s.moves + i), forward,                 \
                                 k->total_vol * *(const Doubles *)(s.factors + i),                            \
                                 k->inverse_total_vol * *(const Doubles *)(s.inverse_factors + i));           \
      STORE(call + i, (value + positive_part(d)) * k->discount - k->base_call);                               \
      STORE(put + i, (value + positive_part(-d)) * k->discount - k->base_put);                                \
    }                                                                                                         \
  }
#define STORE_DOUBLES(where, what) (*(Doubles *)(where) = (what))
#define STORE_FLOATS(where, what) (*(HalfFloats *)(where) = __builtin_convertvector((what), HalfFloats))
/* Profit of a long call and a long put of one strike in `count` scenarios; `count` is a multiple of the lanes. */
PAIR_ROW(pair_row, double, STORE_DOUBLES)
PAIR_ROW(pair_row_float, float, STORE_FLOATS)

typedef struct {
  const double *forwards, *strikes, *vols, *sqrt_times, *discounts, *is_put, *rates;
} List;

/* Prices of independent options. */
static void price_list(long count, List l, double *price) {
  for (long i = 0; i < count; i += DOUBLES) {
    Doubles f = *(const Doubles *)(l.forwards + i), k = *(const Doubles *)(l.strikes + i);
    Doubles v = *(const Doubles *)(l.vols + i) * *(const Doubles *)(l.sqrt_times + i);
    Doubles sign = 1.0 - 2.0 * *(const Doubles *)(l.is_put + i);
    Doubles value = time_value(log_ratio(f, k), f, v, 1.0 / v);
    *(Doubles *)(price + i) = (value + positive_part(sign * (f - k))) * *(const Doubles *)(l.discounts + i);
  }
}

/* Price, delta, gamma, vega and theta of independent options, all from one density and two Mills ratios. */
static void greeks_list(long count, List l, double *price, double *delta, double *gamma, double *vega, double *theta) {
  for (long i = 0; i < count; i += DOUBLES) {
    Doubles f = *(const Doubles *)(l.forwards + i), k = *(const Doubles *)(l.strikes + i);
    Doubles vol = *(const Doubles *)(l.vols + i), root = *(const Doubles *)(l.sqrt_times + i), v = vol * root;
    Doubles put = *(const Doubles *)(l.is_put + i), discount = *(const Doubles *)(l.discounts + i);
    Doubles x = log_ratio(f, k), inverse = 1.0 / v, xi = x * inverse, t = v * 0.5, h = magnitude(xi);
    Doubles density = density_of(xi + t), near = mills_ratio(h - t), far = mills_ratio(h + t);
    Doubles value = (f * density * (near - far) + positive_part((1.0 - 2.0 * put) * (f - k))) * discount;
    /* N(d1): for x ≤ 0, d1 = −(h − t); else d1 = h + t. */
    Doubles cumulative = choose((Longs)(x > 0), 1.0 - density * far, density * near);
    Doubles inverse_root = inverse * vol, slope = discount * density;
    *(Doubles *)(price + i) = value;
    *(Doubles *)(delta + i) = discount * (cumulative - put);
    *(Doubles *)(gamma + i) = slope * inverse / f;
    *(Doubles *)(vega + i) = slope * f * root;
    *(Doubles *)(theta + i) = *(const Doubles *)(l.rates + i) * value - 0.5 * slope * f * vol * inverse_root;
  }
}
