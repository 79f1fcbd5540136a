import type { InstrumentView } from '@plimsoll/server/contract'
import { service } from '../api/service'
import { useLiveQuery } from '../api/useLiveQuery'

/** The instrument with the mark of now; the name is unique, but others may contain it. */
export async function currentInstrument(chosen: InstrumentView): Promise<InstrumentView> {
  const found = await service.instruments(chosen.id)
  return found.find((instrument) => instrument.id === chosen.id) ?? chosen
}

/** Keeps the mark of the chosen instrument current while the ticket is filled in. */
export function useMark(account: string, chosen: InstrumentView | null): InstrumentView | null {
  const query = useLiveQuery<InstrumentView | null>(
    ['mark', chosen?.id ?? null],
    async () => (chosen === null ? null : currentInstrument(chosen)),
    account,
  )
  return query.data?.id === chosen?.id ? (query.data ?? chosen) : chosen
}
