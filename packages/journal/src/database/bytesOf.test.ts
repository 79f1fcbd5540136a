import { expect, test } from 'vitest'
import { genesisHash } from '../record/chain.js'
import { verifyRecord } from '../record/verifyRecord.js'
import { bytesOf } from './bytesOf.js'

test.each([null, undefined, 7, 7n, 'text'])(
  'G3: a column that a flipped bit has made %s has no bytes, and no record verifies by it',
  (column) => {
    const bytes = bytesOf(column)
    expect(bytes).toHaveLength(0)
    const prefix = Buffer.from('prefix')
    const expected = { prefix, partition: 1, sequence: 1, previousHash: genesisHash(prefix) }
    expect(() => verifyRecord({ sequence: 1, bytes }, expected)).toThrow(
      expect.objectContaining({ code: 'JOURNAL_DAMAGED' }),
    )
  },
)

test('bytes are themselves', () => {
  const bytes = Uint8Array.of(1, 2)
  expect(bytesOf(bytes)).toBe(bytes)
})
