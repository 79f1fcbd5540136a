import type { Modes } from '../rules.js'

/**
 * What may be done in each state of the system. Nobody is liquidated at a price that is not VALID, and while customers cannot reach the
 * venue only those who would otherwise leave a debt (incidents §5.3, L15).
 */
export const standardModes: Modes = {
  normal: { cancels: true, acts: 'yes' },
  degraded: { cancels: true, acts: 'no' },
  protected: { cancels: true, acts: 'near-bankruptcy' },
  halt: { cancels: false, acts: 'no' },
}
