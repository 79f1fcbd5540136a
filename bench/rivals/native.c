/*
 * The native rival: one kind of work, on the arrays of bench/workloads.mjs, one thread.
 *
 *   native FOLDER WORK REPEATS LIMIT [OUTPUT]
 *
 * WORK is one of the names in `works` below; LIMIT is the number of options or accounts (0: all there are). Prints one JSON
 * line {id, unit, samples, checksum}: rates by CPU time of this thread, one per repeat, after a warm-up; and the sum of the
 * results. OUTPUT names a file for the results themselves, raw float64, so that contenders can be compared one by one.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "margin.h"
#include "price.h"

enum { sample_milliseconds = 20 };

static const char *folder;
static uint32_t *sizes;
enum { UNDERLYINGS, STRIKES, FUTURES, SCENARIOS, SPAN_SCENARIOS, SPAN_STRIDE, LIST_COUNT, ACCOUNTS, FACTORS, VAR_RANK, ES_COUNT };

static void fail(const char *what, const char *name) {
  fprintf(stderr, "native rival: %s %s\n", what, name);
  exit(1);
}

static void *memory(size_t bytes) {
  void *block = aligned_alloc(64, (bytes + 127) / 64 * 64);
  if (!block) fail("no memory for", "an array");
  memset(block, 0, (bytes + 127) / 64 * 64);
  return block;
}

static void *read_array(const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (!file) fail("cannot read", path);
  fseek(file, 0, SEEK_END);
  size_t bytes = ftell(file);
  rewind(file);
  void *block = memory(bytes);
  if (fread(block, 1, bytes, file) != bytes) fail("cannot read all of", path);
  fclose(file);
  return block;
}

/* What the timed function works on; only what the chosen work needs is loaded. */
static long limit, stride, result_count;
static Strike *strikes;
static Scenarios scenarios;
static List list;
static Book book;
static double *result, *greeks[4];
static float *result_floats, *matrix_floats;
static double *matrix_doubles;

static Scenarios of_underlying(long u) {
  return (Scenarios){scenarios.moves + u * stride, scenarios.forwards + u * stride, scenarios.factors + u * stride,
                     scenarios.inverse_factors + u * stride};
}

static void load_grid(const char *name, long scenario_stride) {
  char file[64];
  const char *parts[4] = {"moves", "forwards", "factors", "inverseFactors"};
  const double **targets[4] = {&scenarios.moves, &scenarios.forwards, &scenarios.factors, &scenarios.inverse_factors};
  long underlyings = sizes[UNDERLYINGS], count = underlyings * sizes[STRIKES];
  stride = (scenario_stride + DOUBLES - 1) / DOUBLES * DOUBLES;
  for (int i = 0; i < 4; i++) {
    snprintf(file, sizeof file, "%s.%s.f64", name, parts[i]);
    double *read = read_array(file), *rows = memory(underlyings * stride * 8);
    for (long u = 0; u < underlyings; u++)
      for (long s = 0; s < stride; s++)
        rows[u * stride + s] = read[u * scenario_stride + (s < scenario_stride ? s : scenario_stride - 1)];
    *targets[i] = rows;
    free(read);
  }
  double *logs = read_array("strike.logMoneyness.f64"), *prices = read_array("strike.strikes.f64");
  double *vols = read_array("strike.totalVols.f64"), *inverse = read_array("strike.inverseTotalVols.f64");
  double *discounts = read_array("strike.discounts.f64");
  double *calls = read_array("strike.baseCalls.f64"), *puts = read_array("strike.basePuts.f64");
  strikes = memory(count * sizeof *strikes);
  for (long k = 0; k < count; k++)
    strikes[k] = (Strike){logs[k], prices[k], vols[k], inverse[k], discounts[k], calls[k], puts[k]};
  limit = 2 * count;
  result = memory(limit * stride * 8);
  result_floats = memory(limit * stride * 4);
}

static void grid_work(void) {
  for (long u = 0, k = 0; u < sizes[UNDERLYINGS]; u++)
    for (long end = k + sizes[STRIKES]; k < end; k++)
      pair_row(stride, of_underlying(u), strikes + k, result + 2 * k * stride, result + (2 * k + 1) * stride);
}

static void grid_float_work(void) {
  for (long u = 0, k = 0; u < sizes[UNDERLYINGS]; u++)
    for (long end = k + sizes[STRIKES]; k < end; k++)
      pair_row_float(stride, of_underlying(u), strikes + k, result_floats + 2 * k * stride,
                     result_floats + (2 * k + 1) * stride);
}

static void load_list(void) {
  list = (List){read_array("list.forwards.f64"),  read_array("list.strikes.f64"),   read_array("list.vols.f64"),
                read_array("list.sqrtTimes.f64"), read_array("list.discounts.f64"), read_array("list.isPut.f64"),
                read_array("list.rates.f64")};
  if (limit == 0 || limit > sizes[LIST_COUNT]) limit = sizes[LIST_COUNT];
  limit -= limit % DOUBLES;
  result = memory(limit * 8);
  for (int i = 0; i < 4; i++) greeks[i] = memory(limit * 8);
}

static void price_work(void) { price_list(limit, list, result); }
static void greeks_work(void) { greeks_list(limit, list, result, greeks[0], greeks[1], greeks[2], greeks[3]); }

static void load_book(void) {
  uint32_t *offsets = read_array("book.offsets.u32"), *rows = read_array("book.instruments.u32");
  double *quantities = read_array("book.quantities.f64");
  long per_underlying = 2 * sizes[STRIKES] + sizes[FUTURES];
  if (limit == 0 || limit > sizes[ACCOUNTS]) limit = sizes[ACCOUNTS];
  Position *positions = memory(offsets[limit] * sizeof *positions);
  for (long a = 0; a < limit; a++) {
    for (uint32_t p = offsets[a]; p < offsets[a + 1]; p++) {
      int last = p + 1 == offsets[a + 1] || rows[p + 1] / per_underlying != rows[p] / per_underlying;
      positions[p] = (Position){rows[p] | (last ? LAST_OF_UNDERLYING : 0), (float)quantities[p]};
    }
  }
  book = (Book){offsets, positions, per_underlying * sizes[UNDERLYINGS], sizes[SCENARIOS], sizes[VAR_RANK], sizes[ES_COUNT]};
  if (book.scenarios > SCENARIOS_MAX / 4 || book.scenarios % BLOCK) fail("scenarios must be a multiple of the block", "");
  result = memory(limit * 2 * 8);
}

static void load_joint_rows(void) {
  load_book();
  matrix_floats = read_array("book.matrix32.f32");
  result_count = 2 * limit;
}

static void load_joint_blocks(void) {
  load_joint_rows();
  float *rows = matrix_floats;
  matrix_floats = memory(book.rows * book.scenarios * 4);
  for (long r = 0; r < book.rows; r++)
    for (long s = 0; s < book.scenarios; s++)
      matrix_floats[(s / BLOCK * book.rows + r) * BLOCK + s % BLOCK] = rows[r * book.scenarios + s];
  free(rows);
}

static void load_span(void) {
  load_book();
  result_count = limit;
  double *read = read_array("book.matrix33.f64");
  const long floats_stride = SPAN_FLOATS * FLOATS, doubles_stride = SPAN_DOUBLES * DOUBLES;
  matrix_floats = memory(book.rows * floats_stride * 4);
  matrix_doubles = memory(book.rows * doubles_stride * 8);
  for (long r = 0; r < book.rows; r++) {
    for (long s = 0; s < 33; s++) {
      matrix_floats[r * floats_stride + s] = (float)read[r * sizes[SPAN_STRIDE] + s];
      matrix_doubles[r * doubles_stride + s] = read[r * sizes[SPAN_STRIDE] + s];
    }
  }
}

static void joint_rows_work(void) { joint_by_rows(book, limit, matrix_floats, result); }
static void joint_blocks_work(void) { joint_by_blocks(book, limit, matrix_floats, result); }
static void span_float_work(void) { span_floats(book, limit, matrix_floats, result); }
static void span_work(void) { span_doubles(book, limit, matrix_doubles, result); }

static void load_grid_1024(void) { load_grid("grid", sizes[SCENARIOS]); }
static void load_grid_33(void) { load_grid("grid33", sizes[SPAN_STRIDE]); }

static const struct {
  const char *name, *unit;
  void (*load)(void), (*work)(void);
} works[] = {
    {"grid", "options/s", load_grid_1024, grid_work},         {"gridFloat", "options/s", load_grid_1024, grid_float_work},
    {"grid33", "options/s", load_grid_33, grid_work},         {"price", "options/s", load_list, price_work},
    {"greeks", "options/s", load_list, greeks_work},          {"jointRows", "accounts/s", load_joint_rows, joint_rows_work},
    {"jointBlocks", "accounts/s", load_joint_blocks, joint_blocks_work},
    {"span", "accounts/s", load_span, span_work},             {"spanFloat", "accounts/s", load_span, span_float_work},
};

static double cpu_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* Compact results in `result`, without padding of rows. */
static void gather_results(const char *name) {
  if (result_count) return;
  result_count = limit;
  if (strncmp(name, "grid", 4)) return;
  long used = strcmp(name, "grid33") ? sizes[SCENARIOS] : sizes[SPAN_SCENARIOS];
  for (long r = 0; r < limit; r++)
    for (long s = 0; s < used; s++)
      result[r * used + s] = strcmp(name, "gridFloat") ? result[r * stride + s] : result_floats[r * stride + s];
  result_count = limit * used;
}

int main(int count, char **arguments) {
  if (count < 5) fail("usage: native FOLDER WORK REPEATS LIMIT [OUTPUT]", "");
  folder = arguments[1];
  const char *name = arguments[2];
  int repeats = atoi(arguments[3]), chosen = -1;
  limit = atol(arguments[4]);
  for (int i = 0; i < (int)(sizeof works / sizeof *works); i++)
    if (!strcmp(works[i].name, name)) chosen = i;
  if (chosen < 0) fail("no such work:", name);
  sizes = read_array("sizes.u32");
  works[chosen].load();
  void (*work)(void) = works[chosen].work;

  work();
  double before = cpu_seconds();
  work();
  long inner = 1 + (long)(sample_milliseconds / 1e3 / (cpu_seconds() - before + 1e-9));
  double per_call = limit;
  if (!strncmp(name, "grid", 4)) per_call *= strcmp(name, "grid33") ? sizes[SCENARIOS] : sizes[SPAN_SCENARIOS];
  printf("{\"id\":\"%s\",\"unit\":\"%s\",\"samples\":[", name, works[chosen].unit);
  for (int r = 0; r < repeats; r++) {
    before = cpu_seconds();
    for (long i = 0; i < inner; i++) work();
    printf("%s%.6g", r ? "," : "", per_call * inner / (cpu_seconds() - before));
  }
  gather_results(name);
  double checksum = 0;
  for (long i = 0; i < result_count; i++) checksum += result[i];
  printf("],\"checksum\":%.17g}\n", checksum);
  if (count > 5) {
    FILE *file = fopen(arguments[5], "wb");
    if (!file || fwrite(result, 8, result_count, file) != (size_t)result_count) fail("cannot write", arguments[5]);
    fclose(file);
    for (int i = 0; i < 4 && !strcmp(name, "greeks"); i++) {
      char path[4096];
      snprintf(path, sizeof path, "%s.%d", arguments[5], i + 1);
      file = fopen(path, "wb");
      if (!file || fwrite(greeks[i], 8, limit, file) != (size_t)limit) fail("cannot write", path);
      fclose(file);
    }
  }
  return 0;
}
