import { service } from '../api/service'
import type { Thread } from './line'
import { createPageCalculator } from './pageCalculator'

/** A document that takes longer counts as not to be had. */
const mostMilliseconds = 5000
const patience = (): AbortSignal => AbortSignal.timeout(mostMilliseconds)

/** The one calculator of this page. Its workers, and the library in them, are loaded when a ticket is first used. */
export const deskCalculator = createPageCalculator({
  sources: {
    market: () => service.market(patience()),
    book: (account) => service.book(account, patience()),
    spec: (id) => service.spec(id, patience()),
  },
  openThread: (name) =>
    new Worker(new URL('./calculator.worker.ts', import.meta.url), { type: 'module', name }) as Thread,
})
