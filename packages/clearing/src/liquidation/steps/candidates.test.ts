import { expect, test } from 'vitest'
import { startEpisode } from '../episode.js'
import { linearTerms } from '../fixture/linearAccount.js'
import { candidatesOf } from './candidates.js'

/** Calls of half a delta, futures of one, in two coins. */
const instruments = {
  CALL: linearTerms({ mark: 10n, lotDelta: 0.5, hedges: false }),
  FUTURE: linearTerms({ mark: 100n }),
  PERP: linearTerms({ mark: 100n, lotDelta: 0.1 }),
  OTHER: linearTerms({ mark: 50n, underlying: 'Y' }),
}
const positions = { CALL: 10n, FUTURE: -7n, OTHER: 4n }
const scene = {
  account: { positions, hasOpenOrders: false, equity: 1, maintenance: 2 },
  instruments,
  episode: startEpisode(undefined, 0),
}

test('a leg is the whole of a position, on the other side', () => {
  expect(candidatesOf(['leg'], scene).map(({ lots }) => lots)).toEqual([{ CALL: -10n }, { FUTURE: 7n }, { OTHER: -4n }])
})

test('a pair leaves the net delta where it is: 10 calls of 0.5 go with 5 futures, and never with another coin', () => {
  expect(candidatesOf(['pair'], scene)).toEqual([{ kind: 'pair', lead: 'CALL', lots: { CALL: -10n, FUTURE: 5n } }])
  // Positions that do not hedge each other are no pair.
  const sameSide = { ...scene, account: { ...scene.account, positions: { CALL: 10n, FUTURE: 7n } } }
  expect(candidatesOf(['pair'], sameSide)).toEqual([])
})

test('a hedge trades any future of the underlying against the net delta, and may open it', () => {
  // 5 of calls less 7 of futures: 2 are to be bought; of the perpetual, whose lot is a tenth, 20. The other coin has a future, too.
  expect(candidatesOf(['hedge'], scene).map(({ lots }) => lots)).toEqual([
    { FUTURE: 2n },
    { OTHER: -4n },
    { PERP: 20n },
  ])
})
