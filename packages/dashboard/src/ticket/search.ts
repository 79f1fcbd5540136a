import type { InstrumentView } from '@plimsoll/server/contract'

const ofKind = ['call', 'put', 'option', 'perpetual', 'perp', 'future', 'spot', 'amm', 'pool']

const words = (text: string): readonly string[] => text.toLowerCase().split(/\s+/).filter(Boolean)

/** The word to ask the service for: it looks into names, so the first one that could be part of a name. */
export const searchWord = (text: string): string => words(text).find((word) => !ofKind.includes(word)) ?? ''

/** Those of the found instruments that have every word in their name or kind: "btc 27mar put". */
export function matching(instruments: readonly InstrumentView[], text: string): readonly InstrumentView[] {
  const wanted = words(text)
  return instruments.filter((instrument) => {
    const described = `${instrument.id} ${instrument.kind} ${instrument.right ?? ''}`.toLowerCase()
    return wanted.every((word) => described.includes(word))
  })
}

/** What one unit of quantity is. */
export function quantityUnit(instrument: InstrumentView): string {
  const { kind, contractSize, settlement, underlying, priceUnit } = instrument
  if (kind === 'amm') return 'units of liquidity'
  if (contractSize === null) return underlying
  const isQuoted = settlement === 'inverse' && kind !== 'option'
  return `× ${contractSize} ${isQuoted ? priceUnit : underlying}`
}
