import type { BitGroup } from './kernelDigest.js'

/**
 * The bits of this kernel, by group of functions. They are the same on every engine, for WebAssembly and for plain TypeScript, and
 * for any number of threads: a digest that differs somewhere is a bug there. Where functions, or the work of a group, were meant
 * to change, the test of bits.test.ts that compares with these names the new digests; put them here once both kinds agree.
 */
export const pinnedDigests: Readonly<Record<BitGroup, string>> = {
  prices: '003776b66d9be2fb500f2998adc75d64',
  rows: 'e2e6ea3b8fedadcd7d9f5452147f4fec',
  pairs: '03054a21cf803325a676fb9f873a8464',
  copies: 'fdcd7850ff06df1c0672e37713c606f2',
  books: '2bf10efdcb05aa8739c55fd641d61b2b',
  tails: '9ccb6838b596bb72572ec4f98319b910',
  probabilities: 'c5cbdf4e94122e2dd77fa212547610e7',
  paths: 'a5affd4d89a51720f0dc9e4bcd460a62',
  splines: '5b137b65fa79fb911dc84ac83f4bbc37',
  scalars: 'c1bf14f7fe77363c6f490b28166fa4ed',
  plain: '68316b94c558c9ee1394a9a02a363d4a',
}
