/*
 * Measured memory bandwidth: reading (sum of an array) and triad (z = x + 3·y) over arrays that live in the second-level
 * cache, the third-level cache and main memory, on THREADS threads. Each thread has arrays of its own, but for reading from
 * the third-level cache: there all read one array, as they would read one matrix.
 *
 *   bandwidth THREADS REPEATS L3_BYTES
 *
 * L3_BYTES is the length of that array (the size of the matrix that the margin work reads). Prints JSON lines
 * {id, unit, samples, checksum}. One thread is timed by its CPU time; several by the wall clock from a common start to
 * the last one's end, so that only an idle machine gives their true rate. Bytes of triad count the three arrays once each.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { vectors = 8, threads_max = 64, dram_bytes = 256 << 20 };
typedef double Vector __attribute__((vector_size(64)));

static long thread_count, repeats;
static pthread_barrier_t barrier;
static struct {
  const char *id;
  size_t bytes; /* per thread: of the one array read, or of the three of a triad together */
  int triad, shared;
} measures[6];

static Vector *shared_array;

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static Vector sum_of(const Vector *x, size_t count) {
  Vector sum[vectors] = {{0}};
  for (size_t i = 0; i + vectors <= count; i += vectors)
    for (int j = 0; j < vectors; j++) sum[j] += x[i + j];
  for (int j = 1; j < vectors; j++) sum[0] += sum[j];
  return sum[0];
}

static void triad(Vector *restrict z, const Vector *restrict x, const Vector *restrict y, size_t count) {
  for (size_t i = 0; i < count; i++) z[i] = x[i] + 3.0 * y[i];
}

static double rates[6][1024], checksum;

static void *run(void *argument) {
  const long thread = (long)argument;
  const clockid_t clock = thread_count == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC;
  const size_t length = dram_bytes / sizeof(Vector);
  Vector *x = aligned_alloc(64, 3 * (size_t)dram_bytes), *y = x + length, *z = y + length;
  for (size_t i = 0; i < length; i++) {
    x[i] = (Vector){0} + 1.0;
    y[i] = (Vector){0} + 2.0;
    z[i] = (Vector){0};
  }
  for (int m = 0; m < 6; m++) {
    const size_t count = measures[m].bytes / sizeof(Vector) / (measures[m].triad ? 3 : 1);
    Vector *const first = measures[m].shared ? shared_array : x;
    Vector *const second = measures[m].bytes < dram_bytes ? x + count : y;
    Vector *const third = measures[m].bytes < dram_bytes ? x + 2 * count : z;
    const long inner = 1 + (dram_bytes / 2) / measures[m].bytes;
    for (long r = -1; r < repeats; r++) {
      pthread_barrier_wait(&barrier);
      const double start = seconds(clock);
      for (long i = 0; i < inner; i++) {
        Vector sum = {0};
        if (measures[m].triad) triad(third, x, second, count);
        else sum = sum_of(first, count);
        __asm__ volatile("" : : "r"(&sum), "r"(third) : "memory");
        if (thread == 0 && !measures[m].triad) checksum = sum[0];
      }
      pthread_barrier_wait(&barrier);
      if (thread == 0 && r >= 0) {
        rates[m][r] = (double)thread_count * inner * measures[m].bytes / (seconds(clock) - start);
      }
    }
  }
  free(x);
  return NULL;
}

int main(int count, char **arguments) {
  if (count < 4) return fprintf(stderr, "usage: bandwidth THREADS REPEATS L3_BYTES\n"), 1;
  thread_count = atol(arguments[1]);
  repeats = atol(arguments[2]);
  if (thread_count < 1 || thread_count > threads_max || repeats < 1 || repeats > 1024) return 1;
  long second_level = sysconf(_SC_LEVEL2_CACHE_SIZE);
  if (second_level <= 0) second_level = 512 << 10;
  const size_t granule = 3 * vectors * sizeof(Vector);
  const size_t l2 = second_level / 2 / granule * granule, l3 = atol(arguments[3]) / granule * granule;
  const size_t dram = dram_bytes / granule * granule;
  measures[0].id = "l2.read", measures[0].bytes = l2;
  measures[1].id = "l2.triad", measures[1].bytes = l2, measures[1].triad = 1;
  measures[2].id = "l3.read", measures[2].bytes = l3, measures[2].shared = 1;
  measures[3].id = "l3.triad", measures[3].bytes = l3 / thread_count / granule * granule, measures[3].triad = 1;
  measures[4].id = "dram.read", measures[4].bytes = dram;
  measures[5].id = "dram.triad", measures[5].bytes = dram, measures[5].triad = 1;
  shared_array = aligned_alloc(64, l3);
  for (size_t i = 0; i < l3 / sizeof(Vector); i++) shared_array[i] = (Vector){0} + 1.0;
  pthread_barrier_init(&barrier, NULL, thread_count);
  pthread_t threads[threads_max];
  for (long t = 0; t < thread_count; t++) pthread_create(&threads[t], NULL, run, (void *)t);
  for (long t = 0; t < thread_count; t++) pthread_join(threads[t], NULL);
  for (int m = 0; m < 6; m++) {
    printf("{\"id\":\"%s\",\"unit\":\"bytes/s\",\"threads\":%ld,\"bytes\":%zu,\"samples\":[", measures[m].id, thread_count,
           measures[m].bytes);
    for (long r = 0; r < repeats; r++) printf("%s%.5g", r ? "," : "", rates[m][r]);
    printf("],\"checksum\":%g}\n", checksum);
  }
  return 0;
}
