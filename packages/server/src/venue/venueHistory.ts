import type { VenueHistoryView, VenueView } from '../contract/index.js'
import { levelNames } from './levels.js'

/** What the desk draws of the past: the level counts of the last ticks, and who crossed. */
export interface VenueHistory {
  add(view: VenueView): void
  view(): VenueHistoryView
}

/** Ten minutes at a tick a second. */
const ticksKept = 600
const crossingsKept = 200

export function venueHistory(): VenueHistory {
  let views: Pick<VenueView, 'asOf' | 'tick' | 'levels'>[] = []
  let crossed: VenueHistoryView['crossed'] = []
  return {
    add: ({ asOf, tick, levels, crossed: { listed } }) => {
      // A replay that was turned back begins anew: its past has not happened yet.
      if (asOf < (views.at(-1)?.asOf ?? '')) {
        views = []
        crossed = []
      }
      views.push({ asOf, tick, levels })
      if (views.length > ticksKept) views.shift()
      crossed = [...listed.map((one) => ({ ...one, asOf })), ...crossed].slice(0, crossingsKept)
    },
    view: () => {
      const [liquidation, call, warning, safe] = levelNames.map((level) => views.map(({ levels }) => levels[level]))
      return {
        asOf: views.map(({ asOf }) => asOf),
        tick: views.map(({ tick }) => tick),
        levels: { liquidation: liquidation!, call: call!, warning: warning!, safe: safe! },
        crossed,
      }
    },
  }
}
