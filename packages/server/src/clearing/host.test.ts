import { type Command, clockOf, commit, createState, type State, saveState, stateHash } from '@plimsoll/clearing'
import { type Journal, JournalError } from '@plimsoll/journal'
import { describe, expect, test } from 'vitest'
import type { ClearingError } from '../error/serviceError.js'
import { commandStream } from './fixture/commandStream.js'
import { type ClearingHost, type ClearingWarning, hostOver, type Surroundings } from './host.js'

/** A journal whose disk does nothing until it is told to. */
function slowJournal() {
  const waiting: { resolve(): void; reject(error: unknown): void }[] = []
  const payloads: Uint8Array[] = []
  const snapshots: number[] = []
  const journal: Journal = {
    partition: 0,
    epoch: 1,
    last: () => payloads.length - waiting.length,
    append: ([payload]) =>
      new Promise((resolve, reject) => {
        const sequence = payloads.push(payload!)
        waiting.push({ resolve: () => resolve(sequence), reject })
      }),
    read: async function* () {},
    saveSnapshot: async ({ sequence }) => {
      snapshots.push(sequence)
    },
    latestSnapshot: async () => undefined,
    trim: async () => undefined,
    close: async () => undefined,
  }
  return {
    journal,
    payloads,
    snapshots,
    sync: () => {
      for (const { resolve } of waiting.splice(0)) resolve()
    },
    fail: (error: unknown) => {
      for (const { reject } of waiting.splice(0)) reject(error)
    },
  }
}

function hostOn(journal: Journal, own: Partial<Surroundings> = {}) {
  const state = createState()
  const warnings: ClearingWarning[] = []
  const host = hostOver({
    journal,
    state,
    warn: (warning) => warnings.push(warning),
    checkpointEvery: 1_000_000,
    waitingBytesMax: 1_000_000,
    violations: [],
    ...own,
  })
  return { host, state, warnings }
}

const open = (id: string, account = id): Command => ({
  id,
  at: 0,
  kind: 'open-account',
  account,
  owner: 'one',
  mode: 'cross',
})

/** `waits`, `answered` or the code of an error: what a promise has come to when everything that could happen has happened. */
async function settled<Value>(promise: Promise<Value>): Promise<string> {
  const turn = new Promise<string>((resolve) => setImmediate(() => resolve('waits')))
  return Promise.race([
    promise.then(
      () => 'answered',
      (error) => (error as ClearingError).code,
    ),
    turn,
  ])
}

const refusal = (code: string): unknown => expect.objectContaining({ name: 'ClearingError', code })

describe('answers wait for the disk', () => {
  test('a command is decided at once and answered when it is on disk; the machine goes on deciding meanwhile', async () => {
    const { journal, sync, payloads } = slowJournal()
    const { host } = hostOn(journal)
    const first = host.submit(open('a'))
    const second = host.submit(open('b'))
    expect([await settled(first), await settled(second)]).toEqual(['waits', 'waits'])
    expect([host.status().sequence, payloads.length]).toEqual([2, 2])
    sync()
    expect((await Promise.all([first, second])).map(({ sequence }) => sequence)).toEqual([1, 2])
    expect(host.status().waitingBytes).toBe(0)
  })

  test('the answer to a command that came twice waits for what it repeats, and leaves no record', async () => {
    const { journal, sync, payloads } = slowJournal()
    const { host } = hostOn(journal)
    const first = host.submit(open('a'))
    const again = host.submit(open('a'))
    expect(await settled(again)).toBe('waits')
    sync()
    expect([(await first).sequence, (await again).sequence, payloads.length]).toEqual([1, 1, 1])
    // On disk for long: nothing to wait for.
    expect(await settled(host.submit(open('a')))).toBe('answered')
  })

  test('a read sees what was decided, waits until it is on disk, and says at which command it looked', async () => {
    const { journal, sync } = slowJournal()
    const { host } = hostOn(journal)
    const first = host.submit(open('a'))
    const read = host.read((state) => state.accounts.keys())
    expect(await settled(read)).toBe('waits')
    void host.submit(open('b'))
    sync()
    expect(await read).toEqual({ sequence: 1, value: ['a'] })
    await first
  })
})

describe('what is not decided', () => {
  test('beyond the bound of what may wait a command is refused, has no effect, and is taken when there is room', async () => {
    const { journal, sync } = slowJournal()
    const { host, state } = hostOn(journal, { waitingBytesMax: 500 })
    const taken = [host.submit(open('a')), host.submit(open('b'))]
    await expect(host.submit(open('c'))).rejects.toEqual(refusal('CLEARING_BUSY'))
    expect(state.accounts.get('c')).toBeUndefined()
    sync()
    await Promise.all(taken)
    const third = host.submit(open('c'))
    sync()
    expect((await third).sequence).toBe(3)
  })

  test.each([
    ['CLEARING_MALFORMED', { ...open('a'), at: Number.NaN }],
    ['CLEARING_MALFORMED', { ...open('a'), mode: () => 'cross' }],
    ['CLEARING_DEFECT', { id: 'a', at: 0, kind: 'nonsense' }],
  ])('%s changes nothing', async (code, command) => {
    const { journal, sync, payloads } = slowJournal()
    const { host, state } = hostOn(journal)
    const first = host.submit(open('first'))
    sync()
    await first
    const before = saveState(state)
    await expect(host.submit(command as unknown as Command)).rejects.toEqual(refusal(code))
    expect([saveState(state), payloads.length]).toEqual([before, 1])
  })
})

describe('a journal that refuses stops the host', () => {
  test.each(['JOURNAL_DISK_FULL', 'JOURNAL_FENCED', 'JOURNAL_FAILED'] as const)(
    '%s: whoever waited hears of it, and nothing more is decided, read or appended',
    async (code) => {
      const { journal, fail, payloads } = slowJournal()
      const { host } = hostOn(journal)
      const waiting = [host.submit(open('a')), host.submit(open('b')), host.read(() => 0)]
      const cause = new JournalError(code, 'refused')
      const heard = Promise.allSettled(waiting)
      fail(cause)
      for (const result of await heard) {
        expect(result).toEqual({ status: 'rejected', reason: refusal('CLEARING_STOPPED') })
        expect((result as PromiseRejectedResult).reason.cause).toBe(cause)
      }
      await expect(host.submit(open('c'))).rejects.toEqual(refusal('CLEARING_STOPPED'))
      await expect(host.read(() => 0)).rejects.toEqual(refusal('CLEARING_STOPPED'))
      await host.close()
      expect(payloads).toHaveLength(2)
      expect(host.status().stopped?.code).toBe('CLEARING_STOPPED')
    },
  )

  test('who sends again as soon as it is refused does not come before the stop', async () => {
    const { journal, fail, payloads } = slowJournal()
    const { host } = hostOn(journal)
    const again = host.submit(open('a')).catch(() => host.submit(open('a')))
    fail(new JournalError('JOURNAL_DISK_FULL', 'full'))
    await expect(again).rejects.toEqual(refusal('CLEARING_STOPPED'))
    expect(payloads).toHaveLength(1)
  })
})

test('a closed host decides and reads nothing, and what it had decided is answered', async () => {
  const { journal, sync, payloads } = slowJournal()
  const { host } = hostOn(journal)
  const first = host.submit(open('a'))
  const closed = host.close()
  await expect(host.submit(open('b'))).rejects.toEqual(refusal('CLEARING_CLOSED'))
  await expect(host.read(() => 0)).rejects.toEqual(refusal('CLEARING_CLOSED'))
  sync()
  expect((await first).sequence).toBe(1)
  await settled(closed)
  sync()
  await closed
  // The account, and the seal with every account's figures.
  expect(payloads).toHaveLength(2)
})

describe('G13 the books are audited while commands are decided', () => {
  /** Sends commands one after another, the disk at its best. */
  async function sendAll(host: ClearingHost, sync: () => void, commands: readonly Command[]): Promise<string[]> {
    const codes: string[] = []
    for (const command of commands) {
      const answer = host.submit(command)
      sync()
      codes.push(
        await answer.then(
          () => 'answered',
          (error: ClearingError) => error.code,
        ),
      )
      await new Promise(setImmediate)
      sync()
    }
    return codes
  }

  test('G13 a balance that is changed in memory is found and named within one cycle; then only relief is decided, and nothing is saved', async () => {
    const { commands } = commandStream(3, 400)
    const { journal, sync, snapshots, payloads } = slowJournal()
    const { host, state, warnings } = hostOn(journal, { checkpointEvery: 50 })
    expect(new Set(await sendAll(host, sync, commands.slice(0, 300)))).toEqual(new Set(['answered']))
    const saved = snapshots.length
    expect(saved).toBeGreaterThan(3)

    corrupt(state)
    const codes = await sendAll(host, sync, commands.slice(300))
    const halted = codes.indexOf('CLEARING_HALTED')
    // The cycle, and the turns of the event loop that its audit takes.
    expect(halted).toBeGreaterThanOrEqual(0)
    expect(halted).toBeLessThan(75)
    expect(host.status().violations).toEqual([{ rule: 'conservation', where: 'USDC', found: 1n, expected: 0n }])
    expect(warnings).toContainEqual({ code: 'BOOKS_UNSOUND', message: 'USDC: 1, expected 0' })
    expect(snapshots).toHaveLength(saved)

    const { at } = clockOf(state)
    const deposit: Command = { id: 'd', at, kind: 'deposit', account: 'a1', asset: 'USDC', amount: 5n }
    const withdrawal: Command = { id: 'w', at, kind: 'withdraw', account: 'a1', asset: 'USDC', amount: 5n }
    const passing: Command = { id: 't', at, kind: 'advance' }
    expect(await sendAll(host, sync, [deposit, withdrawal, passing])).toEqual([
      'answered',
      'CLEARING_HALTED',
      'CLEARING_HALTED',
    ])
    // A state that does not add up is not sealed.
    const records = payloads.length
    await host.close()
    expect(payloads).toHaveLength(records)
  })

  test('G13 closing audits once more before it seals', async () => {
    const { journal, sync, payloads } = slowJournal()
    const { host, state, warnings } = hostOn(journal)
    await sendAll(host, sync, commandStream(3, 60).commands)
    corrupt(state)
    const records = payloads.length
    await host.close()
    expect(payloads).toHaveLength(records)
    expect(warnings.map(({ code }) => code)).toEqual(['BOOKS_UNSOUND'])
  })
})

/** One unit more on an account that nobody paid. */
function corrupt(state: State): void {
  const account = state.accounts.get('a0')!
  state.accounts.set('a0', { ...account, balances: { ...account.balances, USDC: (account.balances.USDC ?? 0n) + 1n } })
  commit(state)
}

test('the hash of a saved state is the machine’s own', async () => {
  const { hashAfter, answers, commands } = commandStream(1, 100)
  const { journal, sync } = slowJournal()
  const { host, state } = hostOn(journal)
  const all = Promise.all(commands.map((command) => host.submit(command)))
  sync()
  expect(await all).toEqual(answers)
  expect(stateHash(state)).toBe(hashAfter(clockOf(state).sequence))
})
