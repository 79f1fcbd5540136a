import {
  customCrash,
  type DeleveragingPolicyName,
  houseRehearsal,
  type OctoberSource,
  octoberCoins,
  octoberRehearsal,
  type RehearsalOptions,
  type RehearsalStep,
  rehearse,
  withPolicy,
} from '@plimsoll/clearing'
import { readOctober, recordedMarch } from '@plimsoll/server/recordings'
import { formatInstant, PlimsollError } from 'plimsoll'
import { crashFolder } from '../input/crashFolder.js'
import { readNumberOption } from '../input/optionValue.js'
import { toJson } from '../output/json.js'
import { type PlayedPolicy, type PublishedDay, type RehearsalReport, renderRehearsal } from '../render/rehearsal.js'
import type { Terminal } from '../terminal/terminal.js'

export interface RehearseOptions {
  readonly day: 'custom' | '2020-03-12' | '2025-10-10'
  readonly shock: string
  readonly accounts: string
  readonly policy?: DeleveragingPolicyName | 'all'
  readonly seed: string
  readonly data?: string
  readonly json?: boolean
}

/** One of two names of the same rule is left out. */
const policies = ['bitmex', 'binance', 'hyperliquid', 'drift', 'chitra', 'campbell', 'plimsoll'] as const

/** `plimsoll rehearse`. */
export async function reportRehearse(options: RehearseOptions, terminal: Terminal): Promise<void> {
  const accounts = readNumberOption('--accounts', options.accounts, { min: 100, max: 100_000, whole: true })
  const seed = readNumberOption('--seed', options.seed, { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true })
  const { rehearsal, source } = rehearsalOf(options, { accounts, seed })
  const own = options.day === '2025-10-10' ? 'hyperliquid' : 'plimsoll'
  const names = options.policy === 'all' ? policies : [options.policy ?? own]
  let toppedUp = 0
  const played = names.map((policy): PlayedPolicy => {
    const { opening, steps } = rehearse(withPolicy(rehearsal, policy))
    toppedUp = opening.toppedUp
    return { policy, steps: keptOf(steps, policy, rehearsal.path.points.length, terminal) }
  })
  const report: RehearsalReport = {
    day: options.day,
    seed,
    accounts,
    toppedUp,
    played,
    ...(source === undefined ? {} : { published: publishedOf(source) }),
  }
  terminal.write(options.json === true ? asJson(report) : renderRehearsal(report, terminal))
}

interface Chosen {
  readonly rehearsal: RehearsalOptions
  readonly source?: OctoberSource
}

function rehearsalOf(
  { day, shock, data }: RehearseOptions,
  sizes: { readonly accounts: number; readonly seed: number },
): Chosen {
  if (day === 'custom') {
    return { rehearsal: houseRehearsal({ path: customCrash(readShock(shock), sizes.seed), ...sizes }) }
  }
  const folder = crashFolder(day, data, process.env)
  if (day === '2025-10-10') {
    const { source, bars } = readOctober(folder)
    return { rehearsal: octoberRehearsal({ source, bars, ...sizes }), source }
  }
  return { rehearsal: houseRehearsal({ path: recordedMarch(folder), ...sizes }) }
}

/** `-30%` → −0.3. */
function readShock(text: string): number {
  const value = /^-\d+(\.\d+)?%$/.test(text) ? Number(text.slice(0, -1)) / 100 : Number.NaN
  if (value < 0 && value >= -0.95) return value
  throw new PlimsollError('INPUT_INVALID', { where: '--shock', value: text, expected: 'a fall such as -30%, to -95%' })
}

function keptOf(
  steps: Iterable<RehearsalStep>,
  policy: string,
  count: number,
  terminal: Terminal,
): PlayedPolicy['steps'] {
  const kept: PlayedPolicy['steps'][number][] = []
  for (const { events: _, ...step } of steps) {
    kept.push(step)
    if (terminal.progress) terminal.writeError(`\r\u001b[2K${policy}: step ${kept.length} of ${count}`)
  }
  if (terminal.progress) terminal.writeError('\r\u001b[2K')
  return kept
}

function publishedOf({ winners, coins }: OctoberSource): PublishedDay {
  const played = octoberCoins.map((coin) => coins[coin]!)
  return {
    deleveraged: played.reduce((sum, { notional }) => sum + notional, 0),
    profit: played.reduce((sum, { profit }) => sum + profit, 0),
    winners: winners.length,
    deleveragedAll: winners.reduce((sum, { notional }) => sum + notional, 0),
  }
}

function asJson({ played, ...report }: RehearsalReport): string {
  return toJson({
    plimsoll: 'rehearsal/1',
    ...report,
    policies: played.map(({ policy, steps }) => ({
      policy,
      end: steps.at(-1)!.soFar,
      steps: steps.map((step) => {
        const { at, soFar: _, ...rest } = step
        return { at: formatInstant(at), ...rest }
      }),
    })),
  })
}
