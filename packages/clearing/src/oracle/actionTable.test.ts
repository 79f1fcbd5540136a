import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { actionTable, worstStatus } from './actionTable.js'

test('the published table is the one that is in force', () => {
  const page = readFileSync(new URL('../../../../docs/models/oracle.md', import.meta.url), 'utf8')
  const statuses = ['VALID', 'UNCERTAIN', 'STALE', 'HALT'] as const
  const head = `| action | ${statuses.join(' | ')} |`
  const rows = Object.entries(actionTable).map(
    ([action, permissions]) => `| ${action} | ${statuses.map((status) => permissions[status]).join(' | ')} |`,
  )
  expect(page).toContain([head, '|---|---|---|---|---|', ...rows].join('\n'))
})

test('no status allows more than a better one', () => {
  const rank = { yes: 2, paced: 1, no: 0 }
  for (const row of Object.values(actionTable)) {
    const ranks = [row.VALID, row.UNCERTAIN, row.STALE, row.HALT].map((permission) => rank[permission])
    expect([...ranks].sort((a, b) => b - a)).toEqual(ranks)
  }
  expect(worstStatus(['VALID', 'STALE', 'UNCERTAIN'])).toBe('STALE')
  expect(worstStatus(['VALID', 'HALT'])).toBe('HALT')
})
