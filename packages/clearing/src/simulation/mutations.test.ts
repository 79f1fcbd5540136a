import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { simulate as simulateType } from './simulate.js'

/**
 * The simulator is worth what it finds: the machine is broken on purpose, one line at a time, and each broken machine is simulated
 * until an invariant breaks. A line that is no longer there fails its test, so that the list keeps up with the code.
 */
interface Mutation {
  readonly name: string
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
    from: 'if (known?.view === view) return known.assessment',
    to: 'if (known !== undefined) return known.assessment',
  },
  {
    name: 'the market is not made anew',
    file: 'risk/marketView.ts',
    from: 'if (known?.version === marketVersion) return known',
    to: 'if (known !== undefined && marketVersion % 3 !== 0) return known',
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
    from: "draft.emit({ kind: 'advanced', at: Math.max(clockOf(state).at, command.at) })\n  try",
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
    from: 'if (known !== (value !== undefined)) sorted = undefined',
    to: 'if (known) sorted = undefined',
  },
  {
    name: 'the order in which positions came decides bits',
    file: 'machine/evolve.ts',
    from: '.sort(byCodeUnit)',
    to: '',
  },
  {
    name: 'a snapshot loses its last record',
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

describe('the simulator finds each of them', () => {
  test.each(mutations.map((mutation, row) => ({ ...mutation, row })))(
    '$name',
    async ({ row, ...mutation }) => {
      const { simulate } = (await import(/* @vite-ignore */ mutantOf(mutation, row))) as {
        simulate: typeof simulateType
      }
      let before = 0
      for (let seed = 1; seed <= seeds; seed++) {
        const { violation, events } = simulate({ seed, events: eventsOfSeed })
        if (violation !== undefined) {
          console.log(
            `${mutation.name}: ${violation.invariant} after ${before + events} events, ${violation.shortest.length} steps`,
          )
          return
        }
        before += events
      }
      expect.fail(`not found in ${before} events`)
    },
    300_000,
  )
})
