/*
 * Vectors of VECTOR_BYTES (16, 32 or 64) bytes by the compiler's own extension, the same source for every width.
 * The few operations that the extension lacks are intrinsics where the machine has them.
 */
#pragma once
#include <stdint.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#ifndef VECTOR_BYTES
#define VECTOR_BYTES 16
#endif
#define DOUBLES (VECTOR_BYTES / 8)
#define FLOATS (VECTOR_BYTES / 4)
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

typedef double Doubles __attribute__((vector_size(VECTOR_BYTES), aligned(8), may_alias));
typedef float Floats __attribute__((vector_size(VECTOR_BYTES), aligned(4), may_alias));
typedef int64_t Longs __attribute__((vector_size(VECTOR_BYTES)));
typedef uint64_t UnsignedLongs __attribute__((vector_size(VECTOR_BYTES)));
typedef int32_t Ints __attribute__((vector_size(VECTOR_BYTES)));
/* As many floats as there are doubles in a vector: for storing prices in single precision. */
typedef float HalfFloats __attribute__((vector_size(VECTOR_BYTES / 2), aligned(4), may_alias));

ALWAYS_INLINE Doubles doubles(double x) { return (Doubles){0} + x; }
ALWAYS_INLINE Floats floats(float x) { return (Floats){0} + x; }
ALWAYS_INLINE Doubles magnitude(Doubles x) { return (Doubles)((Longs)x & INT64_MAX); }
/* max(x, 0) */
ALWAYS_INLINE Doubles positive_part(Doubles x) { return (Doubles)((Longs)x & (Longs)(x > 0)); }
ALWAYS_INLINE Doubles choose(Longs mask, Doubles yes, Doubles no) {
  return (Doubles)(((Longs)yes & mask) | ((Longs)no & ~mask));
}

/* Larger and smaller of two lanes, and one bit per lane that is at least a threshold. */
#if defined(__x86_64__) && VECTOR_BYTES == 64
ALWAYS_INLINE Floats larger(Floats a, Floats b) { return (Floats)_mm512_max_ps((__m512)a, (__m512)b); }
ALWAYS_INLINE Floats smaller(Floats a, Floats b) { return (Floats)_mm512_min_ps((__m512)a, (__m512)b); }
ALWAYS_INLINE Doubles larger_doubles(Doubles a, Doubles b) { return (Doubles)_mm512_max_pd((__m512d)a, (__m512d)b); }
ALWAYS_INLINE uint32_t at_least(Floats a, Floats t) { return _mm512_cmp_ps_mask((__m512)a, (__m512)t, _CMP_GE_OQ); }
#elif defined(__x86_64__) && VECTOR_BYTES == 32
ALWAYS_INLINE Floats larger(Floats a, Floats b) { return (Floats)_mm256_max_ps((__m256)a, (__m256)b); }
ALWAYS_INLINE Floats smaller(Floats a, Floats b) { return (Floats)_mm256_min_ps((__m256)a, (__m256)b); }
ALWAYS_INLINE Doubles larger_doubles(Doubles a, Doubles b) { return (Doubles)_mm256_max_pd((__m256d)a, (__m256d)b); }
ALWAYS_INLINE uint32_t at_least(Floats a, Floats t) {
  return _mm256_movemask_ps(_mm256_cmp_ps((__m256)a, (__m256)t, _CMP_GE_OQ));
}
#elif defined(__x86_64__)
ALWAYS_INLINE Floats larger(Floats a, Floats b) { return (Floats)_mm_max_ps((__m128)a, (__m128)b); }
ALWAYS_INLINE Floats smaller(Floats a, Floats b) { return (Floats)_mm_min_ps((__m128)a, (__m128)b); }
ALWAYS_INLINE Doubles larger_doubles(Doubles a, Doubles b) { return (Doubles)_mm_max_pd((__m128d)a, (__m128d)b); }
ALWAYS_INLINE uint32_t at_least(Floats a, Floats t) { return _mm_movemask_ps(_mm_cmpge_ps((__m128)a, (__m128)t)); }
#else
ALWAYS_INLINE Floats larger(Floats a, Floats b) {
  Ints mask = a > b;
  return (Floats)(((Ints)a & mask) | ((Ints)b & ~mask));
}
ALWAYS_INLINE Floats smaller(Floats a, Floats b) {
  Ints mask = a < b;
  return (Floats)(((Ints)a & mask) | ((Ints)b & ~mask));
}
ALWAYS_INLINE Doubles larger_doubles(Doubles a, Doubles b) { return choose(a > b, a, b); }
ALWAYS_INLINE uint32_t at_least(Floats a, Floats t) {
  Ints mask = a >= t;
  uint32_t bits = 0;
  for (int i = 0; i < FLOATS; i++) bits |= (uint32_t)(mask[i] & 1) << i;
  return bits;
}
#endif

ALWAYS_INLINE float largest_lane(Floats a) {
  float m = a[0];
  UNROLL for (int i = 1; i < FLOATS; i++) m = a[i] > m ? a[i] : m;
  return m;
}
ALWAYS_INLINE float smallest_lane(Floats a) {
  float m = a[0];
  UNROLL for (int i = 1; i < FLOATS; i++) m = a[i] < m ? a[i] : m;
  return m;
}
ALWAYS_INLINE double largest_double(Doubles a) {
  double m = a[0];
  UNROLL for (int i = 1; i < DOUBLES; i++) m = a[i] > m ? a[i] : m;
  return m;
}
