import { type AttackReport, type AttackResult, attack } from '@plimsoll/clearing'
import { decimal, formatDecimal } from 'plimsoll'
import { type ExitCode, exitCode } from '../exitCode.js'
import { readNumberOption } from '../input/optionValue.js'
import { toJson } from '../output/json.js'
import { table } from '../render/table.js'
import type { Terminal } from '../terminal/terminal.js'

export interface AttackOptions {
  readonly policy?: string
  readonly tries: string
  readonly seed?: string
  readonly json?: boolean
}

/** `plimsoll attack`. */
export function reportAttack(options: AttackOptions, terminal: Terminal): ExitCode {
  const tries = readNumberOption('--tries', options.tries, { min: 1, max: 1e6, whole: true })
  const seed =
    options.seed === undefined
      ? Date.now()
      : readNumberOption('--seed', options.seed, { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true })
  const report = attack({
    seed,
    tries,
    ...(options.policy === undefined ? {} : { policy: options.policy }),
    progress: (done, of) => {
      if (terminal.progress) terminal.writeError(`\r\u001b[2K${done} of ${of} searches`)
    },
  })
  if (terminal.progress) terminal.writeError('\r\u001b[2K')
  terminal.write(options.json === true ? asJson(report) : asText(report, terminal))
  return exitCode.done
}

const dollars = (amount: bigint): string => formatDecimal(decimal(amount, 6))

function asJson({ results, ...report }: AttackReport): string {
  return toJson({
    plimsoll: 'attack/1',
    ...report,
    results: results.map(({ gain, unpaid, lots, plan, ...result }) => ({
      ...result,
      gain: dollars(gain),
      unpaid: dollars(unpaid),
      lots: Number(lots),
      plan: {
        ...plan,
        ...(plan.stake === undefined ? {} : { stake: { ...plan.stake, lots: Number(plan.stake.lots) } }),
      },
    })),
  })
}

function asText({ seed, tries, plans, results }: AttackReport, { paint, columns }: Terminal): string {
  const whole = (amount: bigint): string => (amount / 1_000_000n).toLocaleString('en-US')
  const text = table<AttackResult>(
    [
      { title: 'strategy', align: 'left', cell: ({ strategy }) => strategy },
      { title: 'deleveraging', align: 'left', cell: ({ policy }) => policy },
      { title: 'liquidation', align: 'left', cell: ({ rules }) => rules },
      { title: 'gain, USDC', align: 'right', cell: ({ gain }) => whole(gain) },
      { title: 'against', align: 'left', cell: ({ against }) => against, dropOrder: 2 },
      { title: 'story', align: 'left', cell: ({ plan }) => plan.story, dropOrder: 1 },
      { title: 'unpaid', align: 'right', cell: ({ unpaid }) => whole(unpaid), dropOrder: 3 },
    ],
    results,
    paint,
    columns,
  )
  const remark = `The most that ${tries} tries each have found: a lower bound. In the stories gap, swing and slide the price falls of itself.`
  return `\n${text}\n ${paint.dim(remark)}\n Seed ${seed}, ${plans.toLocaleString('en-US')} plans played, every invariant held in each.\n`
}
