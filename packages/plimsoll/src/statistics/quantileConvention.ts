/**
 * How a Value at Risk is read off a finite sample. The conventions differ by up to one order statistic, so none is a
 * default.
 *
 * - `kth-worst`: the first loss, from the worst, at which the accumulated weight reaches 1 − c: the 5th worst of 500 at
 *   99 % (Hull, *Risk Management and Financial Institutions*, ch. 13).
 * - `cumulative-exceeds`: the first loss at which the accumulated weight exceeds 1 − c (Hull's rule for weighted
 *   losses): the 6th worst of 500 at 99 %.
 * - `rockafellar`: the left end of the interval of minimisers of α + E(L − α)⁺/(1 − c) (Rockafellar and Uryasev 2000);
 *   as a number the same as `cumulative-exceeds`.
 * - `r2`: the mean of the two where the accumulated weight equals 1 − c (Hyndman and Fan 1996, type 2), else as the
 *   others.
 * - `r4` … `r9`: the interpolating types of Hyndman and Fan; `r7` is the default of R and numpy. With unequal weights
 *   they are read in the form of Akinshin (2023, arXiv 2304.07265), with Kish's effective sample size.
 */
export type QuantileConvention =
  | 'kth-worst'
  | 'cumulative-exceeds'
  | 'rockafellar'
  | 'r2'
  | 'r4'
  | 'r5'
  | 'r6'
  | 'r7'
  | 'r8'
  | 'r9'

/** Every convention, for a schema or a test to list. */
export const quantileConventions: readonly QuantileConvention[] = [
  'kth-worst',
  'cumulative-exceeds',
  'rockafellar',
  'r2',
  'r4',
  'r5',
  'r6',
  'r7',
  'r8',
  'r9',
]

/**
 * Position h − n·p of an interpolating type among the ascending order statistics (Hyndman and Fan 1996), or nothing.
 */
export function interpolationOffset(convention: QuantileConvention, p: number): number | undefined {
  switch (convention) {
    case 'r4':
      return 0
    case 'r5':
      return 0.5
    case 'r6':
      return p
    case 'r7':
      return 1 - p
    case 'r8':
      return (p + 1) / 3
    case 'r9':
      return p / 4 + 0.375
    default:
      return undefined
  }
}
