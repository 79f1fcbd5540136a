import type {
  NewRehearsal,
  RehearsalChange,
  RehearsalHistoryView,
  RehearsalPrices,
  RehearsalView,
} from '../contract/index.js'
import { ServiceError } from '../error/serviceError.js'
import type { Clock } from '../feed/clock.js'
import type { FromRehearsal, PlayedStep, RehearsalStart } from './messages.js'
import { type RehearsalRecord, rehearsalRecord } from './rehearsalRecord.js'
import { runRehearsal } from './rehearsalRunner.js'

export interface RunningRehearsal {
  view(): RehearsalView
  history(): RehearsalHistoryView
  change(change: RehearsalChange): void
  /** Plays one step; resolved when it is done. */
  step(): Promise<void>
  close(): Promise<void>
}

interface RunningOptions {
  readonly id: number
  readonly asked: NewRehearsal
  readonly recordings: string
  /** Where the prices will come from, for as long as they are not read. */
  readonly prices: RehearsalPrices
  readonly clock: Clock
  readonly onStep: (step: PlayedStep) => void
  readonly onChange: () => void
}

/** Plays one rehearsal: asks for a step whenever the market's time, at the speed that is asked for, has come to it. */
export function startRehearsal(options: RunningOptions): RunningRehearsal {
  const { id, asked, recordings, clock, onStep, onChange } = options
  let start: RehearsalStart | undefined
  let record: RehearsalRecord | undefined
  let state: RehearsalView['state'] = 'starting'
  let failure: string | null = null
  let isPaused = false
  let speed = asked.speed
  let isBusy = true
  let askedAt = 0
  let cancel: (() => void) | undefined
  const waiting: (() => void)[] = []

  const ask = (): void => {
    isBusy = true
    askedAt = clock.now()
    runner.step()
  }
  /** As long as the market takes from step to step, at its speed, less what computing the last one took. */
  const plan = (): void => {
    cancel?.()
    if (isBusy || state !== 'playing') return
    cancel = clock.after(askedAt + (start?.strideMilliseconds ?? 0) / speed - clock.now(), ask)
  }
  const end = (how: 'ended' | 'failed'): void => {
    state = how
    void runner.close()
  }
  const onMessage = (message: FromRehearsal): void => {
    isBusy = false
    switch (message.kind) {
      case 'made':
        start = message.start
        record = rehearsalRecord(start.lead, message.first)
        state = isPaused ? 'paused' : 'playing'
        askedAt = clock.now()
        break
      case 'step':
        record?.add(message.step)
        onStep(message.step)
        break
      case 'ended':
        end('ended')
        break
      case 'failed':
        failure = message.message
        end('failed')
    }
    for (const done of waiting.splice(0)) done()
    onChange()
    plan()
  }
  const runner = runRehearsal({ asked, recordings }, onMessage)

  return {
    view: () => ({
      ...nothingYet,
      label: 'simulated population',
      id,
      state,
      failure,
      asked,
      prices: start?.prices ?? options.prices,
      steps: start?.steps ?? 0,
      speed,
      lead: start?.lead ?? '',
      asset: start?.asset ?? '',
      accounts: start?.accounts ?? asked.accounts,
      hedged: start?.hedged ?? 0,
      ...record?.view(),
    }),
    history: () => ({ id, ...(record?.history() ?? { points: [], events: [] }) }),
    change: (change) => {
      speed = change.speed ?? speed
      isPaused = change.paused ?? isPaused
      if (state === 'playing' || state === 'paused') state = isPaused ? 'paused' : 'playing'
      onChange()
      plan()
    },
    step: () => {
      if (state !== 'paused') {
        throw new ServiceError('REHEARSAL_NOT_PAUSED', `The rehearsal is ${state}; pause it to go step by step.`)
      }
      return new Promise((resolve) => {
        waiting.push(resolve)
        if (!isBusy) ask()
      })
    },
    close: async () => {
      cancel?.()
      for (const done of waiting.splice(0)) done()
      await runner.close()
    },
  }
}

const nothingYet = {
  step: 0,
  at: null,
  underlyings: [],
  levels: { liquidation: 0, call: 0, warning: 0, safe: 0 },
  totals: {
    calls: 0,
    deposits: 0,
    deposited: 0,
    liquidations: 0,
    fills: 0,
    filled: 0,
    auctions: 0,
    bids: 0,
    takeovers: 0,
    takenOver: 0,
    deleveragingFills: 0,
    deleveraged: 0,
    deleveragingCost: 0,
    winnersHurt: 0,
    hedgedWinnersHurt: 0,
    bankrupt: 0,
    deficit: 0,
    paidByFund: 0,
    paidByVenue: 0,
    unpaid: 0,
  },
  fund: { start: '0', now: '0', least: '0' },
  unpaid: '0',
  stepMilliseconds: { last: null, p50: null },
  points: [],
  events: [],
} satisfies Partial<RehearsalView>
