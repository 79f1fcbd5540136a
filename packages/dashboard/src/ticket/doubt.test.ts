import { expect, test } from 'vitest'
import { ApiError } from '../api/request'
import { doubtOf } from './doubt'

test('an answer that could not be had is a doubt, a refusal of a field is not', () => {
  expect(doubtOf({ kind: 'none' })).toBeNull()
  const problem = (where?: string) =>
    doubtOf({
      kind: 'problem',
      error: new ApiError(422, { code: 'INSTRUMENT_EXPIRED', message: 'X expired.', ...(where ? { where } : {}) }),
    })
  expect(problem()).toBe('What it would change could not be computed: X expired. (INSTRUMENT_EXPIRED)')
  expect(problem('positions[0].instrument')).not.toBeNull()
  expect(problem('orders[0].price')).toBeNull()
})
