import { errorCodes } from 'plimsoll'
import { expect, test } from 'vitest'
import { serviceErrorCodes } from '../error/codes.js'
import { httpStatusOf } from './errors.js'

test('every code that can cross the wire has a status, and no other has', () => {
  expect(Object.keys(httpStatusOf).sort()).toEqual(
    [...Object.keys(errorCodes), ...Object.keys(serviceErrorCodes)].sort(),
  )
})
