import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { play as playType } from './simulate.js'

/**
 * The simulator is worth what it finds: the machine is broken on purpose, one line at a time, and each broken machine is simulated
 * until an invariant breaks. A line that is no longer there fails its test, so that the list keeps up with the code.
 */
interface Mutation {
  readonly name: string
  /** Takes more than 5,000 events: tried with PLIMSOLL_MUTATIONS=all alone. */
  readonly isSlow?: true
  readonly file: string
  readonly from: string
  readonly to: string
}

const mutations: readonly Mutation[] = [
  {
    name: 'profit rounded up',
    file: 'ledger/fill.ts',
    from: "divideDirected(-closingValue - share, unit, 'down')",
    to: "divideDirected(-closingValue - share, unit, 'up')",
  },
  {
    name: 'a seller’s premium rounded up',
    file: 'ledger/fill.ts',
    from: "received: divideDirected(value, unit, 'down')",
    to: "received: divideDirected(value, unit, 'down') + 1n",
  },
  {
    name: 'an exact close taken for a partial one',
    file: 'ledger/fill.ts',
    from: 'absolute(lots) >= absolute(held.lots)',
    to: 'absolute(lots) > absolute(held.lots)',
  },
  { name: 'what closing leaves behind is lost', file: 'ledger/fill.ts', from: 'residue: left }', to: 'residue: 0n }' },
  {
    name: 'cost of an increase is forgotten',
    file: 'ledger/fill.ts',
    from: 'cost: held.cost + value, realised: 0n',
    to: 'cost: held.cost, realised: 0n',
  },
  {
    name: 'a reduce-only order may take a hedge off',
    isSlow: true,
    file: 'machine/postCondition.ts',
    from: 'requireNoHedgeOff(state, id, before, after)',
    to: 'void requireNoHedgeOff',
  },
  {
    name: 'the post-condition is skipped',
    file: 'machine/apply.ts',
    from: 'checkPostCondition(state, duties[command.kind])',
    to: 'void checkPostCondition',
  },
  {
    name: 'a withdrawal is an obligation',
    file: 'machine/commands.ts',
    from: "withdraw: 'departure'",
    to: "withdraw: 'obligation'",
  },
  {
    name: 'a trade is an obligation',
    file: 'machine/commands.ts',
    from: "trade: 'voluntary'",
    to: "trade: 'obligation'",
  },
  {
    name: 'every account counts as relieved',
    file: 'machine/postCondition.ts',
    from: 'if (after.positions !== before.positions || after.mode !== before.mode) return false',
    to: 'if (after !== before) return true',
  },
  {
    name: 'less short is not required, only to have been short',
    file: 'machine/postCondition.ts',
    from: 'if (short < wasShort && maintained) return',
    to: 'if (wasShort > 0) return',
  },
  {
    name: 'half of what must stay may leave',
    file: 'machine/postCondition.ts',
    from: 'if (!(slowEquity >= kept))',
    to: 'if (!(slowEquity >= kept / 2))',
  },
  {
    name: 'a stale valuation is used',
    file: 'risk/assess.ts',
    from: 'if (known?.view === view && known.owner === owner) return known.assessment',
    to: 'if (known !== undefined) return known.assessment',
  },
  {
    name: 'the market is not made anew',
    file: 'risk/marketView.ts',
    from: 'if (known?.version === marketVersion) return known',
    to: 'if (known !== undefined && marketVersion % 3 !== 0) return known',
  },
  {
    name: 'a market that was taken back is used again',
    isSlow: true,
    file: 'machine/apply.ts',
    from: 'if (clockOf(state).marketVersion !== marketVersion) forgetMarket(state)',
    to: 'void [marketVersion, forgetMarket]',
  },
  {
    name: 'a command has effect twice',
    file: 'machine/apply.ts',
    from: 'if (known !== undefined) return { ...known, events: [] }',
    to: 'void known',
  },
  {
    name: 'a refusal is not rolled back',
    file: 'machine/apply.ts',
    from: '    rollback(state)\n',
    to: '    commit(state)\n',
  },
  {
    name: 'time goes back',
    file: 'machine/apply.ts',
    from: "draft.emit({ kind: 'advanced', at: timeAfter(state, command) })\n  try",
    to: "draft.emit({ kind: 'advanced', at: command.at })\n  try",
  },
  {
    name: 'a fee is credited twice',
    file: 'machine/evolve.ts',
    from: 'add(state, to, asset, amount)',
    to: "add(state, to, asset, why === 'fee' ? amount * 2n : amount)",
  },
  {
    name: 'a fee is lost',
    file: 'machine/evolve.ts',
    from: 'add(state, to, asset, amount)',
    to: "if (why !== 'fee') add(state, to, asset, amount)",
  },
  {
    name: 'open interest does not fall',
    file: 'machine/evolve.ts',
    from: 'book.openInterest + long(changed.lots) - long(held.lots)',
    to: 'book.openInterest + long(changed.lots)',
  },
  {
    name: 'one side of a trade is forgotten',
    file: 'machine/exchangeLots.ts',
    from: '  changePosition(draft, seller, listing, -lots, -value)\n',
    to: '',
  },
  {
    name: 'the house takes a unit more than was left',
    file: 'machine/exchangeLots.ts',
    from: "'rounding', listing.asset, whole, 'rounding'",
    to: "'rounding', listing.asset, whole + 1n, 'rounding'",
  },
  {
    name: 'funding is rounded in the customers’ favour',
    file: 'machine/handlers/contracts.ts',
    from: "divideDirected(due, billion * fineUnit(listing), 'up')",
    to: "divideDirected(due, billion * fineUnit(listing), 'down')",
  },
  {
    name: 'debtors are paid interest',
    file: 'machine/handlers/contracts.ts',
    from: 'divideDirected(-balance * rate',
    to: 'divideDirected(balance * rate',
  },
  {
    name: 'orders outlive their instrument',
    file: 'machine/handlers/contracts.ts',
    from: "draft.emit({ kind: 'order-removed', account, id: order, why: 'settled' })",
    to: 'void order',
  },
  {
    name: 'a second write of a draft cannot be taken back',
    file: 'state/table.ts',
    from: 'if (!undo.has(key)) undo.set(key, values.get(key))',
    to: 'undo.set(key, values.get(key))',
  },
  {
    name: 'a deleted key is still walked',
    file: 'state/table.ts',
    from: 'if (known !== (value !== undefined)) changed.add(key)',
    to: 'if (!known && value !== undefined) changed.add(key)',
  },
  {
    name: 'the order in which positions came decides bits',
    isSlow: true,
    file: 'machine/amounts.ts',
    from: '.sort()',
    to: '',
  },
  {
    name: 'a snapshot loses its last record',
    isSlow: true,
    file: 'state/state.ts',
    from: "for (const line of text.split('\\n')) {",
    to: "for (const line of text.split('\\n').slice(0, -1)) {",
  },
  {
    name: 'negative money is read as positive',
    file: 'state/codec.ts',
    from: 'BigInt(value.slice(1))',
    to: "BigInt(value.slice(1).replace('-', ''))",
  },
  {
    name: 'a price outlives its sources',
    file: 'machine/apply.ts',
    from: '    ageFeeds(draft)\n',
    to: '    void ageFeeds\n',
  },
  {
    name: 'two sources are a quorum',
    file: 'oracle/judgePanel.ts',
    from: 'votes.length < panel.quorum || 2n * live <= configured',
    to: 'votes.length < 2',
  },
  {
    name: 'a tick that nobody signed is heard',
    file: 'oracle/applyTick.ts',
    from: 'if (key !== undefined && key !== signedBy)',
    to: 'if (key === undefined && key !== signedBy)',
  },
  {
    name: 'feeds are not saved',
    file: 'state/state.ts',
    from: "  'feedStates',\n",
    to: '',
  },
  {
    name: 'a liquidation’s fill may worsen the shortfall',
    isSlow: true,
    file: 'machine/postCondition.ts',
    from: 'if (overdue < wasOverdue) return',
    to: 'return',
  },
  {
    name: 'deleveraging of twice the lots',
    isSlow: true,
    file: 'machine/deleverageParts.ts',
    from: "side === 'short' ? fill.lots : -fill.lots",
    to: "side === 'short' ? fill.lots * 2n : -fill.lots * 2n",
  },
  {
    name: 'a delivery rounded the other way',
    isSlow: true,
    file: 'ledger/listing.ts',
    from: "divideDirected(-lots * listing.unit, price, 'up')",
    to: "divideDirected(-lots * listing.unit, price, 'down')",
  },
  {
    name: 'a deficit is paid out of nothing',
    isSlow: true,
    file: 'machine/coverDeficit.ts',
    from: 'callAsset}`) ?? 0n',
    to: 'callAsset}`) ?? 10n ** 12n',
  },
  {
    name: 'a loss passes by the market’s pool',
    isSlow: true,
    file: 'machine/coverDeficit.ts',
    from: '      marketPool,\n',
    to: '      marketPool: nothing,\n',
  },
  {
    name: 'the shared fund knows no cap',
    isSlow: true,
    file: 'machine/coverDeficit.ts',
    from: '      sharedFund,\n',
    to: '      sharedFund: { name: sharedFund.name, available: sharedFund.available },\n',
  },
  {
    name: 'half of the compensation goes with a takeover',
    isSlow: true,
    file: 'machine/liquidate.ts',
    from: 'callAsset, takeover.compensation, ',
    to: 'callAsset, takeover.compensation / 2n, ',
  },
  {
    name: 'what the backstop holds is not counted',
    isSlow: true,
    file: 'machine/liquidate.ts',
    from: 'room[underlying] = (room[underlying] ?? 0n) - units',
    to: 'void units',
  },
  {
    name: 'a takeover a hundredth below the mark',
    isSlow: true,
    file: 'machine/liquidate.ts',
    from: 'between(account, by, -lots, price)',
    to: 'between(account, by, -lots, (price * 99n) / 100n)',
  },
  {
    name: 'liquidation at a price that is stale',
    isSlow: true,
    file: 'machine/liquidate.ts',
    from: "if (status === 'STALE') return 'degraded'",
    to: "if (status === 'STALE') return 'normal'",
  },
  {
    name: 'what adds to the risk stays when liquidation begins',
    isSlow: true,
    file: 'machine/liquidate.ts',
    from: "if (!reduceOnly) draft.emit({ kind: 'order-removed', account, id, why: 'liquidation' })",
    to: "if (reduceOnly) draft.emit({ kind: 'order-removed', account, id, why: 'liquidation' })",
  },
  {
    name: 'deleveraging at the mark',
    isSlow: true,
    file: 'machine/deleverageParts.ts',
    from: 'between(fill.account, account, lots, price)',
    to: 'between(fill.account, account, lots, mark)',
  },
  {
    name: 'deleveraging makes the healthy ill',
    isSlow: true,
    file: 'machine/deleverageParts.ts',
    from: 'if (after !== undefined && after.equity >= after.maintenance) return',
    to: 'if (after !== undefined) return',
  },
  {
    name: 'deleveraging takes principal',
    isSlow: true,
    file: 'loss/deleveraging/deleverage.ts',
    from: 'return purse <= 0n ? 0n : smaller(lots, purse / gap)',
    to: 'return purse > 0n ? lots : lots',
  },
  {
    name: 'who is not short is liquidated',
    isSlow: true,
    file: 'liquidation/queue.ts',
    from: 'equity < maintenance\n',
    to: 'equity < maintenance * 1.15\n',
  },
  {
    name: 'a fill of another episode is booked',
    isSlow: true,
    file: 'liquidation/episode.ts',
    from: 'return episode.epoch === epoch && episode.pending !== null',
    to: 'return episode.pending !== null',
  },
  {
    name: 'more is filled than was asked',
    isSlow: true,
    file: 'machine/handlers/liquidation.ts',
    from: ' || absolute(done) > absolute(asked)',
    to: '',
  },
  {
    name: 'who is in liquidation takes from another who is',
    isSlow: true,
    file: 'machine/handlers/liquidation.ts',
    from: 'taker === account || state.episodes.get(taker)?.open === true',
    to: 'taker === account',
  },
  {
    name: 'a liquidation’s fee is counted and not charged',
    isSlow: true,
    file: 'machine/handlers/liquidation.ts',
    from: 'if (booked.fee > 0n) charge(draft, account, booked.fee)',
    to: 'void charge',
  },
  {
    name: 'a bidder is paid more than the fund has',
    isSlow: true,
    file: 'machine/handlers/liquidation.ts',
    from: 'if (result.payout > fund)',
    to: 'if (result.payout > fund + 10n ** 30n)',
  },
  {
    name: 'a recovered account is for sale',
    isSlow: true,
    file: 'machine/handlers/liquidation.ts',
    from: 'if (healthOf(equity, maintenance) >= fraction(liquidation.targetPpm)) {',
    to: 'if (healthOf(equity, maintenance) >= fraction(liquidation.targetPpm) * 1e9) {',
  },
  {
    name: 'lots are handed over without their cost',
    isSlow: true,
    file: 'machine/exchangeLots.ts',
    from: 'const cost = (held.cost * lots) / held.lots',
    to: 'const cost = 0n * held.lots',
  },
  {
    name: 'a trade far from the mark',
    file: 'machine/handlers/trade.ts',
    from: 'if (absolute(price - mark) > band)',
    to: 'if (absolute(price - mark) > band * 2n)',
  },
  {
    name: 'what is wound down still grows',
    isSlow: true,
    file: 'machine/handlers/trade.ts',
    from: "if (listing.status !== 'open' && absolute(held + lots)",
    to: "if (listing.status === 'settled' && absolute(held + lots)",
  },
  {
    name: 'open interest beyond its limit',
    isSlow: true,
    file: 'machine/handlers/trade.ts',
    from: 'if (openInterest > most && openInterest > before)',
    to: 'if (openInterest > most * 2n && openInterest > before)',
  },
  {
    name: 'an order that was filled rests on',
    isSlow: true,
    file: 'machine/handlers/trade.ts',
    from: "if (left === 0n) draft.emit({ kind: 'order-removed', account, id, why: 'filled' })",
    to: 'if (left === 0n) void id',
  },
  {
    name: 'a deposit counts twice',
    file: 'machine/handlers/money.ts',
    from: "asset, amount, 'deposit')",
    to: "asset, amount * 2n, 'deposit')",
  },
  {
    name: 'four times as much may leave within an hour',
    isSlow: true,
    file: 'machine/handlers/money.ts',
    from: 'if (outflow.amount > most)',
    to: 'if (outflow.amount > most * 4n)',
  },
  {
    name: 'positions grow at prices that are not of now',
    file: 'machine/postCondition.ts',
    from: "if (actionTable[action][status] !== 'no') return",
    to: "if (actionTable[action][status] !== 'no' || status !== 'HALT') return",
  },
  {
    name: 'nobody is told of a call',
    file: 'machine/watch.ts',
    from: "if ((known?.level ?? 'safe') === level) return",
    to: "if ((known?.level ?? 'safe') === level || level === 'call') return",
  },
  {
    name: 'what was won is forgotten',
    file: 'machine/evolve.ts',
    from: "if (why === 'realised') realise(state, from, to, amount)",
    to: '',
  },
  {
    name: 'an option pays a unit more than it is worth',
    isSlow: true,
    file: 'machine/handlers/contracts.ts',
    from: "divideDirected(amount, digits * absolute(price), 'down')",
    to: "divideDirected(amount, digits * absolute(price), 'up')",
  },
  {
    name: 'delivery at the last price of the window',
    isSlow: true,
    file: 'machine/handlers/contracts.ts',
    from: 'price: average.sum / BigInt(average.until - average.from)',
    to: 'price: index.fast',
  },
]

const source = new URL('..', import.meta.url).pathname
const mutants = join(source, '../.mutants')
const seeds = 12
const eventsOfSeed = 12_000

beforeAll(() => rmSync(mutants, { recursive: true, force: true }))
afterAll(() => rmSync(mutants, { recursive: true, force: true }))

/** A copy of the package's source with one line broken. */
function mutantOf({ file, from, to }: Mutation, row: number): string {
  const folder = join(mutants, String(row))
  mkdirSync(folder, { recursive: true })
  cpSync(source, folder, { recursive: true, filter: (path) => !path.endsWith('.test.ts') })
  const text = readFileSync(join(folder, file), 'utf8')
  expect(text.split(from).length - 1, `${file} has the line once`).toBe(1)
  writeFileSync(
    join(folder, file),
    text.replace(from, () => to),
  )
  return join(folder, 'simulation/simulate.ts')
}

test.each(mutations)('the line of “$name” stands once in its file', ({ file, from }) => {
  expect(readFileSync(join(source, file), 'utf8').split(from).length - 1).toBe(1)
})

describe('the simulator finds each of them', () => {
  const tried = mutations.filter(({ isSlow }) => isSlow !== true || process.env.PLIMSOLL_MUTATIONS === 'all')
  test.each(tried.map((mutation, row) => ({ ...mutation, row })))(
    '$name',
    async ({ row, ...mutation }) => {
      const { play } = (await import(/* @vite-ignore */ mutantOf(mutation, row))) as {
        play: typeof playType
      }
      let before = 0
      for (let seed = 1; seed <= seeds; seed++) {
        const { violation, events, steps } = play({ seed, events: eventsOfSeed })
        if (violation !== undefined) {
          console.log(`| ${mutation.name} | ${violation.invariant} | ${before + events} | ${steps.length} |`)
          return
        }
        before += events
      }
      expect.fail(`not found in ${before} events`)
    },
    300_000,
  )
})
