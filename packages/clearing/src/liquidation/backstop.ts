import { moneyUnits } from 'plimsoll'
import { heldInstruments, size, termsOf } from './account.js'
import { type BankruptcyPart, bankruptcyParts } from './bankruptcyParts.js'
import { partOf } from './ppm.js'
import type { BackstopStage } from './rules.js'
import type { Situation } from './situation.js'

/** Positions that the backstop takes over at the mark, and the equity that goes with them. */
export interface Takeover {
  readonly parts: readonly BankruptcyPart[]
  /** Sum of the parts' amounts, never negative: a deficit stays where the waterfall pays it. */
  readonly compensation: bigint
}

/**
 * What the backstop takes, within its room per market. With the positions goes, of the equity there is, a part of maintenance; with a
 * part of the positions, its share by notional. The owner keeps the rest.
 */
export function takeover(stage: BackstopStage, situation: Situation): Takeover | undefined {
  const { account, instruments, rules } = situation
  const taken = lotsWithinRoom(situation)
  if (Object.keys(taken).length === 0) return undefined
  const equity = moneyUnits(account.equity, rules.decimals, 'down')
  const wanted = partOf(moneyUnits(account.maintenance, rules.decimals, 'up'), stage.compensationPpm, 'up')
  const owed = equity <= 0n ? 0n : equity < wanted ? equity : wanted
  const whole = bankruptcyParts(account.positions, owed, instruments, rules.decimals)
  const parts = whole
    .filter(({ instrument }) => taken[instrument] !== undefined)
    .map((part) => {
      const lots = taken[part.instrument] ?? 0n
      const mark = termsOf(instruments, part.instrument).mark
      return { ...part, lots, amount: (part.amount * lots) / part.lots, price: mark }
    })
  return { parts, compensation: parts.reduce((sum, { amount }) => sum + amount, 0n) }
}

/** Signed lots of each position that fit into what is left of its market's cap; in the order of names. */
function lotsWithinRoom({ account, instruments, backstopRoom, rules }: Situation): Readonly<Record<string, bigint>> {
  const room: Record<string, bigint> = { ...backstopRoom }
  const taken: Record<string, bigint> = {}
  for (const name of heldInstruments(account.positions)) {
    const { underlying, lotNotional } = termsOf(instruments, name)
    const held = account.positions[name] ?? 0n
    const perLot = moneyUnits(lotNotional, rules.decimals, 'up')
    const fits = perLot === 0n ? size(held) : (room[underlying] ?? 0n) / perLot
    const lots = fits < size(held) ? fits : size(held)
    if (lots <= 0n) continue
    taken[name] = held > 0n ? lots : -lots
    room[underlying] = (room[underlying] ?? 0n) - lots * perLot
  }
  return taken
}
