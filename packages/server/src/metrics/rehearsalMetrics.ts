import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Rehearsals } from '../rehearsal/rehearsals.js'

const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const levels = ['liquidation', 'call', 'warning', 'safe'] as const

/** Rehearsals of crashes in the metrics. */
export function observeRehearsals(registry: Registry, rehearsals: Rehearsals): void {
  const registers = [registry]
  const time = new Histogram({
    name: 'plimsoll_rehearsal_step_seconds',
    help: 'One step of a rehearsed crash through the clearing machine.',
    buckets,
    registers,
  })
  const count = (name: string, help: string): Counter => new Counter({ name, help, registers })
  const calls = count('plimsoll_rehearsal_calls_total', 'Margin calls of simulated accounts.')
  const liquidations = count('plimsoll_rehearsal_liquidations_total', 'Liquidation orders of simulated accounts.')
  const deleveragings = count('plimsoll_rehearsal_deleveragings_total', 'Fills of auto-deleveraging, simulated.')
  const atLevel = new Gauge({
    name: 'plimsoll_rehearsal_accounts_at_level',
    help: 'Simulated accounts of the rehearsed crash by level.',
    labelNames: ['level'],
    registers,
  })
  rehearsals.onStep(({ milliseconds, counts, levels: held }) => {
    time.observe(milliseconds / 1000)
    calls.inc(counts.calls)
    liquidations.inc(counts.liquidations)
    deleveragings.inc(counts.deleveragingFills)
    for (const level of levels) atLevel.set({ level }, held[level])
  })
}
