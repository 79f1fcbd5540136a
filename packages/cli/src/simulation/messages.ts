import type { SimulationReport } from '@plimsoll/clearing'

/** What a thread says of the run that it is playing. */
export type FromThread =
  | { readonly kind: 'progress'; readonly events: number }
  | { readonly kind: 'report'; readonly report: SimulationReport }
