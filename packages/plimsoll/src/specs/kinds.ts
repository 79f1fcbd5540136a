import type { Filter } from '../requirement/spec.js'

/** Contracts that follow the price one for one; a venue that lists no dated future would margin one as a perpetual. */
export const contracts: Filter = { kind: ['perpetual', 'future'] }
export const options: Filter = { kind: ['option'] }
export const derivatives: Filter = { kind: ['perpetual', 'future', 'option'] }
