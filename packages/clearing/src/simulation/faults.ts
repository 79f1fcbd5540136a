import type { RandomSource } from 'plimsoll'
import type { Command } from '../machine/commands.js'

/** What goes wrong between the sender and the machine. */
export interface Faults {
  /** What the machine gets when this is sent: the command, perhaps again, perhaps after others, perhaps not yet. */
  delivered(command: Command): readonly Command[]
  /** Puts a command that was lost back on its way. */
  resend(command: Command): void
  crashes(): boolean
  /** How many of the records that were not yet synced survive. */
  tear(records: number): number
  readonly counts: FaultCounts
}

/** How often what went wrong. */
export type FaultCounts = Readonly<Record<'repeated' | 'delayed' | 'clockJumps' | 'crashes' | 'tornTails', number>>

const hour = 3_600_000
/** Draws of a stream of their own, so that agents’ draws do not depend on the faults. */
const stream = 2 ** 40

/** Each run has its own intensities, between none and frequent, so that rare faults also meet in one run. */
export function faultsOf(source: RandomSource): Faults {
  let draw = 0
  const random = (): number => source.uniform(stream, draw++)
  const intensity = (most: number): number => (random() < 0.25 ? 0 : random() * most)
  const [repeats, delays, jumps, crashes] = [intensity(0.1), intensity(0.1), intensity(0.02), intensity(0.004)]
  const counts = { repeated: 0, delayed: 0, clockJumps: 0, crashes: 0, tornTails: 0 }
  let waiting: Command[] = []
  let last: Command | undefined

  return {
    counts,
    delivered(sent) {
      let command = sent
      if (random() < jumps) {
        counts.clockJumps++
        command = { ...sent, at: sent.at + Math.round((random() * 2 - 1) * hour) }
      }
      if (random() < delays) {
        counts.delayed++
        waiting.push(command)
        return []
      }
      const out = [command]
      if (last !== undefined && random() < repeats) {
        counts.repeated++
        out.push(last)
      }
      if (waiting.length > 0 && random() < 0.3) {
        const row = Math.floor(random() * waiting.length)
        out.push(waiting[row]!)
        waiting = waiting.filter((_, at) => at !== row)
      }
      last = out[Math.floor(random() * out.length)]!
      return out
    },
    resend: (command) => waiting.push(command),
    crashes() {
      const now = random() < crashes
      if (now) counts.crashes++
      return now
    },
    tear(records) {
      const kept = Math.floor(random() * (records + 1))
      if (kept < records) counts.tornTails++
      return kept
    },
  }
}
