/*
 * Margin of accounts from loss rows: VaR and expected shortfall over joint scenarios in float32, and the worst of 33
 * scenarios per underlying in float32 and float64. A position is 8 bytes; its top bit marks the last one of an underlying.
 */
#pragma once
#include <string.h>
#include "vector.h"

typedef struct {
  uint32_t row;
  float quantity;
} Position;
#define LAST_OF_UNDERLYING 0x80000000u
#define ROW_OF(position) ((position).row & ~LAST_OF_UNDERLYING)

/* Vectors accumulated in registers at once, and the scenarios in them; the maximum of such a column is a "group maximum". */
#ifndef COLUMN
#define COLUMN 8
#endif
#define BLOCK (COLUMN * FLOATS)
#define SCENARIOS_MAX 8192
#define CANDIDATES_MAX SCENARIOS_MAX

/* Losses of one account in BLOCK scenarios; `row` points at those of matrix row 0, rows `stride` apart. */
ALWAYS_INLINE Floats accumulate_block(const Position *from, const Position *to, const float *row, long stride,
                                      float *losses) {
  Floats sum[COLUMN];
  UNROLL for (int j = 0; j < COLUMN; j++) sum[j] = floats(0);
  for (const Position *p = from; p < to; p++) {
    const float *r = row + ROW_OF(*p) * stride;
    Floats q = floats(p->quantity);
    UNROLL for (int j = 0; j < COLUMN; j++) sum[j] += q * *(const Floats *)(r + j * FLOATS);
  }
  Floats most = sum[0];
  UNROLL for (int j = 0; j < COLUMN; j++) {
    *(Floats *)(losses + j * FLOATS) = sum[j];
    most = larger(most, sum[j]);
  }
  return most;
}

/* A threshold that at least `wanted` of the group maxima reach, by bisection; few more than `wanted` reach it. */
ALWAYS_INLINE float threshold_of(const float *maxima, long count, int wanted) {
  Floats high = *(const Floats *)maxima, low = high;
  for (long g = FLOATS; g < count; g += FLOATS) {
    high = larger(high, *(const Floats *)(maxima + g));
    low = smaller(low, *(const Floats *)(maxima + g));
  }
  float bottom = smallest_lane(low), top = largest_lane(high);
  if (count <= wanted) return -__builtin_inff();
  for (int step = 0; step < 14; step++) {
    float t = 0.5f * (bottom + top);
    int reached = 0;
    for (long g = 0; g < count; g += FLOATS) {
      reached += __builtin_popcount(at_least(*(const Floats *)(maxima + g), floats(t)));
    }
    if (reached >= wanted) {
      bottom = t;
      if (reached <= wanted + 4) break;
    } else {
      top = t;
    }
  }
  return bottom;
}

/* Collects all losses of at least t: only columns whose maximum reaches it are looked at. Blocks lie `stride` apart. */
ALWAYS_INLINE int candidates_of(const float *losses, long stride, const float *maxima, long count, float t,
                                float *candidates) {
  int n = 0;
  for (long g = 0; g < count; g += FLOATS, losses += stride) {
    uint32_t bits = at_least(*(const Floats *)(maxima + g), floats(t));
    for (; bits; bits &= bits - 1) {
      const float *column = losses + __builtin_ctz(bits);
      if (n > CANDIDATES_MAX - COLUMN) return n;
      UNROLL for (int j = 0; j < COLUMN; j++) {
        float x = column[j * FLOATS];
        candidates[n] = x;
        n += x >= t;
      }
    }
  }
  return n;
}

/* The var_rank-th largest candidate and the mean of the es_count largest, by counting for each how many are larger. */
ALWAYS_INLINE void tail_of(float *candidates, int n, int var_rank, int es_count, double *result) {
  for (int i = 0; i < FLOATS; i++) candidates[n + i] = -__builtin_inff();
  double sum = 0;
  float var = __builtin_inff(), last = __builtin_inff();
  int taken = 0;
  for (int i = 0; i < n; i++) {
    float x = candidates[i];
    int larger_ones = 0;
    for (int j = 0; j < n; j += FLOATS) {
      larger_ones += FLOATS - __builtin_popcount(at_least(floats(x), *(const Floats *)(candidates + j)));
    }
    if (larger_ones < es_count) {
      sum += x;
      taken++;
      last = x < last ? x : last;
    }
    if (larger_ones < var_rank) var = x < var ? x : var;
  }
  result[0] = var;
  result[1] = (sum - (taken - es_count) * (double)last) / es_count; /* ties at the boundary count once each */
}

typedef struct {
  const uint32_t *offsets;
  const Position *positions;
  long rows, scenarios;
  int var_rank, es_count;
} Book;

/* Account by account over matrix rows of `scenarios` floats; result: VaR and ES of each. */
static void joint_by_rows(Book b, long accounts, const float *matrix, double *result) {
  static float losses[SCENARIOS_MAX] __attribute__((aligned(64)));
  static float maxima[SCENARIOS_MAX / COLUMN] __attribute__((aligned(64)));
  static float candidates[SCENARIOS_MAX + FLOATS];
  const long groups = b.scenarios / COLUMN;
  for (long a = 0; a < accounts; a++) {
    const Position *from = b.positions + b.offsets[a], *to = b.positions + b.offsets[a + 1];
    for (long s = 0, g = 0; s < b.scenarios; s += BLOCK, g += FLOATS) {
      *(Floats *)(maxima + g) = accumulate_block(from, to, matrix + s, b.scenarios, losses + s);
    }
    float t = threshold_of(maxima, groups, b.es_count);
    int n = candidates_of(losses, BLOCK, maxima, groups, t, candidates);
    tail_of(candidates, n, b.var_rank, b.es_count, result + 2 * a);
  }
}

/* Accounts whose losses are kept at once by the blocked form. */
#ifndef TILE
#define TILE 1024
#endif

/*
 * The same from a matrix cut into blocks of scenarios ([block][row][BLOCK]): one block of all rows stays in the second-level
 * cache while a tile of accounts passes over it.
 */
static void joint_by_blocks(Book b, long accounts, const float *matrix, double *result) {
  static float losses[TILE * SCENARIOS_MAX / 4] __attribute__((aligned(64)));
  static float maxima[TILE * SCENARIOS_MAX / 4 / COLUMN] __attribute__((aligned(64)));
  static float candidates[SCENARIOS_MAX + FLOATS];
  const long groups = b.scenarios / COLUMN;
  for (long first = 0; first < accounts; first += TILE) {
    const long count = accounts - first < TILE ? accounts - first : TILE;
    for (long s = 0, g = 0; s < b.scenarios; s += BLOCK, g += FLOATS) {
      for (long i = 0; i < count; i++) {
        const Position *from = b.positions + b.offsets[first + i], *to = b.positions + b.offsets[first + i + 1];
        *(Floats *)(maxima + i * groups + g) =
            accumulate_block(from, to, matrix + s * b.rows, BLOCK, losses + s * count + i * BLOCK);
      }
    }
    for (long i = 0; i < count; i++) {
      const float *own = maxima + i * groups;
      float t = threshold_of(own, groups, b.es_count);
      int n = candidates_of(losses + i * BLOCK, count * BLOCK, own, groups, t, candidates);
      tail_of(candidates, n, b.var_rank, b.es_count, result + 2 * (first + i));
    }
  }
}

/* Row lengths of the 33-scenario matrices: the next whole number of vectors. */
#define SPAN_FLOATS ((33 + FLOATS - 1) / FLOATS)
#define SPAN_DOUBLES ((33 + DOUBLES - 1) / DOUBLES)

/* Sum over an account's underlyings of the worst scenario's loss, no less than nothing each. */
static void span_floats(Book b, long accounts, const float *matrix, double *result) {
  for (long a = 0; a < accounts; a++) {
    const Position *p = b.positions + b.offsets[a], *end = b.positions + b.offsets[a + 1];
    double total = 0;
    while (p < end) {
      Floats sum[SPAN_FLOATS];
      UNROLL for (int j = 0; j < SPAN_FLOATS; j++) sum[j] = floats(0);
      uint32_t row;
      do {
        row = p->row;
        const float *r = matrix + (long)ROW_OF(*p) * SPAN_FLOATS * FLOATS;
        Floats q = floats(p->quantity);
        UNROLL for (int j = 0; j < SPAN_FLOATS; j++) sum[j] += q * *(const Floats *)(r + j * FLOATS);
        p++;
      } while (!(row & LAST_OF_UNDERLYING));
      Floats most = floats(0);
      UNROLL for (int j = 0; j < SPAN_FLOATS; j++) most = larger(most, sum[j]);
      total += largest_lane(most);
    }
    result[a] = total;
  }
}

/* As many accumulators as the registers hold beside the quantity: 128-bit code passes over the positions twice. */
#define SPAN_PASS (SPAN_DOUBLES > 12 ? (SPAN_DOUBLES + 1) / 2 : SPAN_DOUBLES)

static void span_doubles(Book b, long accounts, const double *matrix, double *result) {
  for (long a = 0; a < accounts; a++) {
    const Position *p = b.positions + b.offsets[a], *end = b.positions + b.offsets[a + 1];
    double total = 0;
    while (p < end) {
      const Position *from = p;
      Doubles most = doubles(0);
      UNROLL for (int pass = 0; pass < SPAN_DOUBLES; pass += SPAN_PASS) {
        Doubles sum[SPAN_PASS];
        UNROLL for (int j = 0; j < SPAN_PASS; j++) sum[j] = doubles(0);
        uint32_t row;
        p = from;
        do {
          row = p->row;
          const double *r = matrix + ((long)ROW_OF(*p) * SPAN_DOUBLES + pass) * DOUBLES;
          Doubles q = doubles((double)p->quantity);
          UNROLL for (int j = 0; j < SPAN_PASS; j++) {
            if (pass + j < SPAN_DOUBLES) sum[j] += q * *(const Doubles *)(r + j * DOUBLES);
          }
          p++;
        } while (!(row & LAST_OF_UNDERLYING));
        UNROLL for (int j = 0; j < SPAN_PASS; j++) most = larger_doubles(most, sum[j]);
      }
      total += largest_double(most);
    }
    result[a] = total;
  }
}
