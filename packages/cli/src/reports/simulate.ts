import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import { encode, type SimulationTotal, simulationRuns, simulationTotal } from '@plimsoll/clearing'
import { type ExitCode, exitCode } from '../exitCode.js'
import { readNumberOption } from '../input/optionValue.js'
import { toJson } from '../output/json.js'
import { facts } from '../render/facts.js'
import { playRuns } from '../simulation/playRuns.js'
import type { Terminal } from '../terminal/terminal.js'

export interface SimulateOptions {
  readonly events: string
  readonly seed?: string
  readonly threads?: string
  readonly json?: boolean
}

/** `plimsoll simulate`. */
export async function reportSimulate(options: SimulateOptions, terminal: Terminal): Promise<ExitCode> {
  const events = readNumberOption('--events', options.events, { min: 1, max: 1e12, whole: true })
  const seed =
    options.seed === undefined
      ? Date.now()
      : readNumberOption('--seed', options.seed, { min: 0, max: 2 ** 52, whole: true })
  const threads =
    options.threads === undefined
      ? availableParallelism()
      : readNumberOption('--threads', options.threads, { min: 1, max: 256, whole: true })
  const started = performance.now()
  const perSecond = (done: number): number => Math.round(done / ((performance.now() - started) / 1000))
  const progress = (done: number): void => {
    if (terminal.progress) {
      terminal.writeError(`\r\u001b[2K${count(done)} of ${count(events)} events, ${count(perSecond(done))} a second`)
    }
  }
  const runs = simulationRuns({ seed, events })
  const total = simulationTotal(runs, await playRuns(runs, threads, progress))
  if (terminal.progress) terminal.writeError('\r\u001b[2K')
  const eventsPerSecond = perSecond(total.events)
  terminal.write(options.json === true ? asJson(total, eventsPerSecond) : asText(total, eventsPerSecond, terminal))
  return total.violation === undefined ? exitCode.done : exitCode.doesNotHold
}

function asJson({ violation, ...total }: SimulationTotal, eventsPerSecond: number): string {
  return toJson({
    plimsoll: 'simulation/1',
    ...total,
    violations: violation === undefined ? 0 : 1,
    eventsPerSecond,
    ...(violation === undefined ? {} : { violation: { ...violation, shortest: violation.shortest.map(encode) } }),
  })
}

function asText(
  { seed, runs, markets, commands, events, refusals, faults, happened, violation, hash }: SimulationTotal,
  eventsPerSecond: number,
  { paint }: Terminal,
): string {
  const refused = Object.values(refusals).reduce((sum, each) => sum + each, 0)
  const summary = facts(
    [
      {
        name: runs === 1 ? 'Seed' : 'Seeds',
        value: runs === 1 ? String(seed) : `${seed} to ${seed + runs - 1}`,
        remark: `market: ${Object.entries(markets)
          .map(([name, times]) => (runs === 1 ? name : `${name} ${times}`))
          .join(', ')}`,
      },
      { name: 'Events', value: count(events), remark: `${count(eventsPerSecond)} a second` },
      { name: 'Commands', value: count(commands), remark: `${count(refused)} of them refused` },
      { name: 'Repeated', value: count(faults.repeated), remark: 'commands that came twice' },
      { name: 'Delayed', value: count(faults.delayed), remark: 'and out of order' },
      { name: 'Clock jumps', value: count(faults.clockJumps), remark: 'by up to an hour' },
      {
        name: 'Crashes',
        value: count(faults.crashes),
        remark: `${count(faults.tornTails)} of them lost what was not yet synced`,
      },
      { name: 'Calls', value: count(happened.calls), remark: `${count(happened.topUps)} topped up` },
      {
        name: 'Liquidations',
        value: count(happened.liquidations),
        remark: `${count(happened.steps)} steps, ${count(happened.fills)} of them filled`,
      },
      { name: 'Auctions', value: count(happened.auctions), remark: `${count(happened.bids)} bids` },
      { name: 'Takeovers', value: count(happened.takeovers), remark: 'by the backstop' },
      { name: 'Deleveragings', value: count(happened.deleveragings) },
      {
        name: 'Deficits',
        value: count(happened.deficits),
        remark: `${count(happened.unpaid)} of them not paid in full`,
      },
      { name: 'Settlements', value: count(happened.settlements) },
      { name: 'Changes', value: count(happened.changes), remark: 'of parameters' },
      { name: 'Violations', value: violation === undefined ? '0' : '1' },
    ],
    paint,
  )
  if (violation === undefined) return `\n${summary} State        ${hash}\n`
  const unshown = violation.shortest.length - shownSteps
  return [
    `\n${summary}`,
    ` ${paint.bold(`${violation.invariant} is broken at step ${violation.step}`)}: ${violation.what}`,
    ` Again: plimsoll simulate --events ${violation.within} --seed ${violation.seed}`,
    ` The fewest steps found that break it: ${count(violation.shortest.length)}${unshown > 0 ? `, of which the last ${shownSteps}; all of them with --json` : ''}`,
    ...violation.shortest.slice(-shownSteps).map((step) => `   ${encode(step)}`),
    '',
  ].join('\n')
}

/** More than a person reads. */
const shownSteps = 20

function count(value: number): string {
  return value.toLocaleString('en-US')
}
