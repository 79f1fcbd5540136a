import fc from 'fast-check'
import { expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { assess } from '../risk/assess.js'
import { randomCommands } from '../simulation/randomCommands.js'
import { type SmallVenue, smallVenue } from '../simulation/smallVenue.js'
import { withSources } from '../simulation/sources.js'
import { commit, createState, loadState, type State, saveState, stateHash } from '../state/state.js'
import { type Answer, apply } from './apply.js'
import { type Command, duties } from './commands.js'
import type { Event } from './events.js'
import { evolve } from './evolve.js'

/** Runs a sequence and hands each step to `look`. */
function run(
  seed: number,
  steps: number,
  look: (step: Step) => void,
  venue: SmallVenue = withSources(smallVenue()),
): State {
  const { state } = venue
  const next = randomCommands(seed)
  for (let step = 0; step < steps; step++) {
    const command = next(state)
    const before = state.accounts.keys().map((id) => [id, state.accounts.get(id)] as const)
    look({ state, command, answer: apply(state, command), before: new Map(before) })
  }
  return state
}

interface Step {
  readonly state: State
  readonly command: Command
  readonly answer: Answer
  readonly before: ReadonlyMap<string, ReturnType<State['accounts']['get']>>
}

/** Everything but the clock and what was answered. */
function booksOf(state: State): string {
  const { clock, answers } = createState()
  return saveState({ ...state, clock, answers })
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 })

test('I1, I2, G9, I17: after every command of a random sequence money is conserved, instruments net to zero and sums are sums', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      run(seed, 600, ({ state, command }) =>
        expect({ command, violations: audit(state) }).toEqual({ command, violations: [] }),
      )
    }),
    { numRuns: 12 },
  )
})

test('I12, G4, G5: the events alone, from any snapshot on, give the same state', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 0, max: 399 }), (seed, cut) => {
      const venue = withSources(smallVenue())
      let copy = loadState(saveState(venue.state))
      let step = 0
      const events: Event[] = []
      const state = run(
        seed,
        400,
        ({ answer, state: now }) => {
          if (step++ === cut) copy = loadState(saveState(now))
          else if (step > cut) events.push(...answer.events)
        },
        venue,
      )
      for (const event of events) evolve(copy, event)
      commit(copy)
      expect(stateHash(copy)).toBe(stateHash(state))
    }),
    { numRuns: 12 },
  )
})

test('I14, G6: commands delivered again, in any later order, have no second effect and get the same answer', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const answered: [Command, Answer][] = []
      const venue = withSources(smallVenue({ commandMemory: 10 ** 9 }))
      const state = run(seed, 300, ({ command, answer }) => answered.push([command, answer]), venue)
      const hash = stateHash(state)
      for (const [command, { sequence, refusal }] of answered.toReversed()) {
        const first = answered.find(([other]) => other.id === command.id)![1]
        expect(apply(state, command)).toEqual({ ...first, sequence, refusal, events: [] })
      }
      expect(stateHash(state)).toBe(hash)
    }),
    { numRuns: 6 },
  )
})

test('a command that is older than the memory of answers is refused, for it might be one that was answered and forgotten', () => {
  const answered: Command[] = []
  const state = run(3, 1000, ({ command }) => answered.push(command))
  const books = booksOf(state)
  for (const command of answered) {
    const { refusal, events } = apply(state, command)
    expect(events.length === 0 || refusal?.code === 'COMMAND_LATE').toBe(true)
  }
  expect(booksOf(state)).toBe(books)
})

test('a refused command changes nothing but the clock and the record of its answer', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const venue = withSources(smallVenue())
      let last = booksOf(venue.state)
      run(
        seed,
        150,
        ({ state, answer }) => {
          const now = booksOf(state)
          if (answer.refusal !== undefined) expect(now).toBe(last)
          last = now
        },
        venue,
      )
    }),
    { numRuns: 8 },
  )
})

test('I3, W5: after every voluntary command each account that it changed is healthy, or strictly less short than before', () => {
  let judged = 0
  let rescued = 0
  for (let seed = 0; seed < 30; seed++) {
    run(seed, 500, ({ state, command, answer, before }) => {
      const duty = duties[command.kind]
      if (answer.refusal !== undefined || duty === 'obligation' || answer.events.length === 0) return
      for (const id of state.accounts.keys()) {
        const was = before.get(id)
        const is = state.accounts.get(id)!
        if (was === undefined || was === is) continue
        if (![...Object.keys(was.balances), ...Object.keys(is.balances)].every((asset) => isPriced(state, asset)))
          continue
        const now = assess(state, id, is)
        const then = assess(state, id, was)
        const short = now.initial - now.slowEquity
        judged++
        if (short <= 0) continue
        rescued++
        const wasShort = then.initial - then.slowEquity
        // An order that can only reduce takes nothing from the account and adds nothing to what it needs.
        const isReducing = command.kind === 'place-order' && command.reduceOnly
        if (duty === 'relief' || isReducing) expect(short).toBeLessThanOrEqual(wasShort)
        else expect(short).toBeLessThan(wasShort)
        expect(now.maintenance - now.equity).toBeLessThanOrEqual(Math.max(then.maintenance - then.equity, 0))
      }
    })
  }
  expect(judged).toBeGreaterThan(500)
  expect(rescued).toBeGreaterThan(0)
})

test.each([Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY])(
  'G14: %s is no time: refused, and the clock stands',
  (at) => {
    const { state } = smallVenue()
    const before = state.clock.get('clock')!.at
    const { refusal } = apply(state, { id: 'odd', at, kind: 'advance' })
    expect(refusal).toMatchObject({ code: 'COMMAND_MALFORMED', where: 'at' })
    expect(state.clock.get('clock')!.at).toBe(before)
  },
)

test('the machine’s time never goes back, whatever the commands say', () => {
  const { state } = withSources(smallVenue())
  const next = randomCommands(7)
  let last = 0
  for (let step = 0; step < 200; step++) {
    const command = next(state)
    apply(state, step % 3 === 0 ? { ...command, at: command.at - 3_600_000 } : command)
    const { at } = state.clock.get('clock')!
    expect(at).toBeGreaterThanOrEqual(last)
    last = at
  }
})

/** Before its feed has been heard nobody knows what a coin is worth; it may be paid in all the same. */
function isPriced(state: State, asset: string): boolean {
  const feed = state.assets.get(asset)?.feed
  return feed === undefined || state.prices.get(feed) !== undefined
}
