import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** `docs/cases.md` says of every incident case whether it holds; what is said to hold, wholly or in part, is a test that cites its id. */
const root = new URL('..', import.meta.url).pathname
const rows = [
  ...readFileSync(join(root, 'docs/cases.md'), 'utf8').matchAll(/^\| ([A-Z]\d+) \| (\w+) \| (.*) \|$/gm),
].map(([, id, state, remark]) => ({ id: id!, state: state!, remark: remark! }))
const sizes = { W: 12, O: 21, C: 8, L: 18, E: 19, P: 15, G: 17 }
const titles = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '')
  .flatMap((file) =>
    [
      ...readFileSync(join(root, file), 'utf8').matchAll(
        /(?:test|describe)[\w.!() ]*(?:\([^'"`]*\))?\(\s*(['"`])(.*?)\1,/gs,
      ),
    ].map(([, , title]) => title!),
  )

test('every case is there once, in order', () => {
  const expected = Object.entries(sizes).flatMap(([letter, size]) =>
    Array.from({ length: size }, (_, row) => `${letter}${row + 1}`),
  )
  expect(rows.map(({ id }) => id)).toEqual(expected)
})

test.each(rows.filter(({ state }) => state !== 'open'))('$id is cited by a test', ({ id }) => {
  expect(titles.some((title) => new RegExp(`\\b${id}\\b`).test(title))).toBe(true)
})

test('states are the four of the page, and its sentence counts them', () => {
  const count = (state: string): number => rows.filter((row) => row.state === state).length
  for (const { id, state } of rows) expect(['holds', 'room', 'part', 'open'], id).toContain(state)
  expect(readFileSync(join(root, 'docs/cases.md'), 'utf8')).toContain(
    `**${rows.length} cases: ${count('holds')} hold, ${count('room')} hold in their room, ${count('part')} in part, ${count('open')} are open.**`,
  )
  for (const { id, state, remark } of rows) if (state === 'open') expect(remark, id).not.toBe('')
})
