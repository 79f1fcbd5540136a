import { expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { type Answer, apply } from '../machine/apply.js'
import type { Command, CommandBodies, CommandKind } from '../machine/commands.js'
import { feedNamed, heardFrom } from '../machine/fixture/sourcedVenue.js'
import { sourcesOf } from '../oracle/fixture/feed.js'
import type { State } from '../state/state.js'
import { type SmallCrash, smallCrash } from './fixture/smallCrash.js'
import { rehearse } from './rehearse.js'

/**
 * Case P14 in one played hour: alts −60 %, BTC −15 %, depth a tenth, and a stablecoin that stands as collateral of ten longs, at 0.65 on
 * the venue's own book while six others and its redemption stay near 1, as USDe did on 10 October 2025.
 */
const minute = 60_000
const day = 86_400_000
const units = (amount: number): bigint => BigInt(Math.round(amount * 1e6))
const coin = 'USDe'

type Send = <Kind extends CommandKind>(kind: Kind, body: CommandBodies[Kind]) => Answer

function senderTo(state: State): Send {
  let count = 0
  return (kind, body) => {
    count++
    const { at } = state.clock.get('clock')!
    const answer = apply(state, { id: `own-${count}`, at, kind, ...body } as unknown as Command)
    if (answer.refusal !== undefined) throw new Error(`${kind}: ${JSON.stringify(answer.refusal)}`)
    return answer
  }
}

function hearIn(state: State, send: Send): (feed: string, prices: readonly string[]) => void {
  let sequence = 0
  return (feed, prices) => {
    sequence++
    const publishedAt = state.clock.get('clock')!.at
    send('tick', {
      ticks: prices.map((price, row) => heardFrom(row, { feed, sequence, publishedAt, bid: price, ask: price })),
    })
  }
}

/** The coin's feeds, and ten accounts with a million of it that are long 2.2 million dollars of BTC each. */
function addHolders(state: State, send: Send, hear: ReturnType<typeof hearIn>): readonly string[] {
  const unit = { base: coin, quote: 'USD' }
  const config = { effectiveFrom: 0, unit, decimals: 6 }
  const market = feedNamed(`${coin}-market`, sourcesOf(7, { heartbeatMs: 2 * minute }), config)
  const rate = feedNamed(`${coin}-rate`, sourcesOf(3, { heartbeatMs: 2 * day }), config)
  for (const one of [market, rate]) send('set-feed', { terms: { kind: 'sources', config: one }, override: false })
  send('set-feed', {
    terms: {
      kind: 'redemption',
      config: {
        ...config,
        feed: `${coin}-redemption`,
        startRate: units(1),
        growthPpmPerYear: 100_000n,
        stepPpm: 2_000n,
        fallConfirmMs: day,
        heartbeatMs: 2 * day,
      },
      rate: `${coin}-rate`,
    },
    override: false,
  })
  const parts = { redemption: `${coin}-redemption`, market: `${coin}-market`, deviationPpm: 50_000n }
  send('set-feed', {
    terms: { kind: 'collateral', config: { feed: coin, effectiveFrom: 0, ...parts } },
    override: false,
  })
  hear(
    `${coin}-market`,
    Array.from({ length: 7 }, () => '1'),
  )
  hear(`${coin}-rate`, ['1', '1', '1'])
  send('list-asset', { asset: coin, record: { decimals: 6, feed: coin } })
  send('open-account', { account: 'shorts', owner: 'shorts', mode: 'cross' })
  send('deposit', { account: 'shorts', asset: 'USDC', amount: units(1e8) })
  const price = state.prices.get('index BTC')!.fast
  return Array.from({ length: 10 }, (_, row) => {
    const account = `holder-${row}`
    send('open-account', { account, owner: account, mode: 'cross' })
    send('deposit', { account, asset: coin, amount: units(1e6) })
    send('trade', {
      instrument: 'BTC-PERP',
      lots: 1_913_000n,
      price,
      buyer: { account, fee: 0n },
      seller: { account: 'shorts', fee: 0n },
    })
    return account
  })
}

/** Plays the hour; from the twentieth minute on the coin's venues say these prices. */
function play(prices: readonly string[], own: SmallCrash = {}) {
  const options = smallCrash({
    ...own,
    shock: { bottom: { BTC: 0.85, ETH: 0.4, SOL: 0.4 }, stepMilliseconds: minute, fallSteps: 30, recoverySteps: 30 },
    parameters: { collateralMax: { [coin]: units(1e9) } },
  })
  const { state, steps } = rehearse(options)
  const send = senderTo(state)
  const hear = hearIn(state, send)
  const holders = addHolders(state, send, hear)
  let last: ReturnType<typeof steps.next>['value']
  let overshoot = 0n
  for (const step of steps) {
    hear(`${coin}-market`, step.step >= 20 ? prices : Array.from({ length: 7 }, () => '1'))
    expect(audit(state)).toEqual([])
    for (const event of step.events) {
      if (event.kind !== 'deleveraged') continue
      const { required, filled } = event.round
      overshoot += filled > required ? filled - required : 0n
    }
    last = step
  }
  const { soFar, fund, unpaid } = last!
  const { deficit, paidByFund, deleveraged, deleveragingCost } = soFar
  return {
    liquidated: holders.filter((account) => state.episodes.get(account) !== undefined).length,
    minutes: last!.step,
    figures: { fund, unpaid, deficit, paidByFund, deleveraged, deleveragingCost, overshoot },
  }
}

const ownBookAlone = ['0.65', '0.99', '0.995', '1', '1', '0.998', '0.992']

test('P14: a joint crash with a stablecoin at 0.65 on one venue, in one hour: what it costs, as it stood when this was written; nobody is liquidated for the one venue', () => {
  const { liquidated, minutes, figures } = play(ownBookAlone)
  expect(minutes).toBe(60)
  expect(liquidated).toBe(0)
  expect(figures).toMatchInlineSnapshot(`
    {
      "deficit": 3229349.8264099997,
      "deleveraged": 47648.28705,
      "deleveragingCost": 0,
      "fund": 17051467.354415,
      "overshoot": 0n,
      "paidByFund": 3229349.8264099997,
      "unpaid": 0,
    }
  `)
})

test('P14: the same where nobody buys: what is deleveraged is what was bankrupt, to the lot', () => {
  const nobody = { count: 0, capital: 0 }
  const { liquidated, figures } = play(ownBookAlone, {
    market: { makers: nobody, bidders: { ...nobody, pays: [0, 0] }, backstop: { capital: 0, most: {} }, fund: 0 },
  })
  expect(liquidated).toBe(0)
  expect(figures.overshoot).toBe(0n)
  expect(figures).toMatchInlineSnapshot(`
    {
      "deficit": 150342.527624,
      "deleveraged": 209237744.6608006,
      "deleveragingCost": 2879927.6352399997,
      "fund": 13795.354036,
      "overshoot": 0n,
      "paidByFund": 150342.527624,
      "unpaid": 0,
    }
  `)
})

test('P14: the same day with the coin at 0.65 everywhere takes those who hold it', () => {
  expect(play(Array.from({ length: 7 }, () => '0.65')).liquidated).toBe(10)
})
