import type { NewRehearsal } from '@plimsoll/server/contract'

/** What stands in the form's fields, as typed. */
export interface RehearsalFields {
  readonly day: NewRehearsal['day']
  /** Per cent; below 0 a fall. */
  readonly move: string
  readonly overMinutes: string
  /** Per cent of the move that is taken back. */
  readonly recovery: string
  readonly accounts: string
  readonly policy: NewRehearsal['policy']
  readonly seed: string
  readonly speed: number
}

/** As fast as the machine goes. */
export const fullSpeed = 1_000_000

/** Speeds at which a day takes a minute or two to watch. */
export const usualSpeed: Readonly<Record<NewRehearsal['day'], number>> = {
  custom: 10,
  '2020-03-12': 1200,
  '2025-10-10': 60,
}

/** The policy of the venue that is played, as long as nobody chooses another. */
export const usualPolicy: Readonly<Record<NewRehearsal['day'], NewRehearsal['policy']>> = {
  custom: 'plimsoll',
  '2020-03-12': 'plimsoll',
  '2025-10-10': 'hyperliquid',
}

export const speeds: readonly { readonly value: number; readonly text: string }[] = [
  ...[10, 30, 60, 120, 300, 600, 1200, 3600].map((value) => ({ value, text: `${value}×` })),
  { value: fullSpeed, text: 'as fast as it goes' },
]

export const firstFields: RehearsalFields = {
  day: 'custom',
  move: '-50',
  overMinutes: '5',
  recovery: '50',
  accounts: '500',
  policy: usualPolicy.custom,
  seed: '1',
  speed: usualSpeed.custom,
}

type NumberField = 'move' | 'overMinutes' | 'recovery' | 'accounts' | 'seed'

/** The service's own limits, so that they are told at the field. */
const limits: Readonly<
  Record<NumberField, { readonly min: number; readonly max: number; readonly whole: boolean; readonly says: string }>
> = {
  move: { min: -90, max: 100, whole: false, says: 'a per cent from −90 to 100' },
  overMinutes: { min: 1, max: 720, whole: true, says: 'whole minutes, 1 to 720' },
  recovery: { min: 0, max: 100, whole: false, says: 'a per cent from 0 to 100' },
  accounts: { min: 100, max: 20_000, whole: true, says: 'a whole number, 100 to 20,000' },
  seed: { min: 0, max: 4_294_967_295, whole: true, says: 'a whole number from 0' },
}

export type FieldErrors = Partial<Record<NumberField, string>>

/** The request that the fields make, or what is wrong with which of them. */
export function readFields(
  fields: RehearsalFields,
): { readonly asked: NewRehearsal } | { readonly errors: FieldErrors } {
  const { day, policy, speed } = fields
  const asks: readonly NumberField[] =
    day === 'custom' ? ['move', 'overMinutes', 'recovery', 'accounts', 'seed'] : ['accounts', 'seed']
  const errors: FieldErrors = {}
  const values: Partial<Record<NumberField, number>> = {}
  for (const name of asks) {
    const { min, max, whole, says } = limits[name]
    const text = fields[name].trim().replace('−', '-').replaceAll(',', '')
    const value = text === '' ? Number.NaN : Number(text)
    if (value >= min && value <= max && (!whole || Number.isInteger(value))) values[name] = value
    else errors[name] = `Expected ${says}.`
  }
  if (Object.keys(errors).length > 0) return { errors }
  const { move = 0, overMinutes = 1, recovery = 0, accounts = 0, seed = 0 } = values
  const shock = { move: move / 100, overMinutes, recovery: recovery / 100 }
  return { asked: { day, ...(day === 'custom' ? { shock } : {}), accounts, policy, seed, speed } }
}

/** Who is deleveraged first, in the form's words. */
export const policyTexts: Readonly<Record<NewRehearsal['policy'], string>> = {
  plimsoll: 'Plimsoll: highest stress leverage, so that hedges count',
  campbell: 'Campbell et al.: highest leverage, down to one level',
  chitra: 'Chitra: in proportion to profit',
  paradex: 'Paradex: in proportion to size',
  drift: 'Drift: in proportion to size',
  hyperliquid: 'Hyperliquid: queue by mark/entry × leverage',
  binance: 'Binance: queue by profit/collateral × leverage',
  bitmex: 'BitMEX: queue by profit/entry × leverage',
}
