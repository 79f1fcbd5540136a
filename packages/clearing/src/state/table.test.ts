import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTable } from './table.js'

const key = fc.string({ minLength: 1, maxLength: 3 })
const step = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key, value: fc.nat() }),
  fc.record({ kind: fc.constant('delete' as const), key }),
  fc.record({ kind: fc.constantFrom('commit', 'rollback', 'walk', 'fork') }),
)

test('whatever is written, taken back and walked in between: keys are walked in the order of their code units, and a fork stays', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const table = createTable<number>()
      let kept = new Map<string, number>()
      let draft = new Map<string, number>()
      const forks: (readonly [ReturnType<typeof createTable<number>>, Map<string, number>])[] = []
      for (const each of steps) {
        if (each.kind === 'set') {
          table.set(each.key, each.value)
          draft.set(each.key, each.value)
        } else if (each.kind === 'delete') {
          table.delete(each.key)
          draft.delete(each.key)
        } else if (each.kind === 'commit') {
          table.commit()
          kept = new Map(draft)
        } else if (each.kind === 'rollback') {
          table.rollback()
          draft = new Map(kept)
        } else if (each.kind === 'walk') {
          expect(table.keys()).toEqual([...draft.keys()].sort())
        } else {
          table.commit()
          kept = new Map(draft)
          forks.push([table.fork(), new Map(draft)])
        }
      }
      for (const [walked, expected] of [...forks, [table, draft] as const]) {
        expect(walked.keys()).toEqual([...expected.keys()].sort())
        expect(walked.keys().map((each) => walked.get(each))).toEqual(walked.keys().map((each) => expected.get(each)))
      }
    }),
    { numRuns: 500 },
  )
})
