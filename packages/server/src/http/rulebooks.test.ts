import { canonicalJson, type MarginRecord, parseSpec, rulebooks, verifyRecord } from 'plimsoll'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
  AccountDetail,
  AccountSummary,
  ComparisonView,
  DifferenceView,
  NodeView,
  SpecView,
  TreeView,
} from '../contract/index.js'
import { fixtureFeed } from '../fixture/fixtureFeed.js'
import { fixtureInstrument, fixtureMarket } from '../fixture/fixtureMarket.js'
import { type FixtureService, fixtureService } from '../fixture/fixtureService.js'

const call = fixtureInstrument(({ kind, underlying }) => kind === 'option' && underlying === 'BTC')
const feed = fixtureFeed(fixtureMarket())

let service: FixtureService
beforeAll(async () => {
  service = await fixtureService({ feed })
  await service.ask('POST', '/v1/accounts', { id: 'one', name: 'One' })
  await service.ask('PUT', '/v1/accounts/one/book', {
    plimsoll: 'book/1',
    id: 'one',
    name: 'One',
    balances: [
      { asset: 'USDC', amount: '60000' },
      { asset: 'BTC', amount: '0.5' },
    ],
    positions: [
      { instrument: 'BTC_USDC-PERPETUAL', quantity: '1', entryPrice: '70000' },
      { instrument: 'ETH_USDC-PERPETUAL', quantity: '-5', entryPrice: '3500' },
      { instrument: call, quantity: '-1' },
    ],
    orders: [],
  })
})
afterAll(() => service.close())

const compare = async (specs = 'all', id = 'one') =>
  (await service.ask<ComparisonView>('GET', `/v1/accounts/${id}/compare?specs=${specs}`)).body

describe('the rule books', () => {
  test('are listed with their sources, completeness and what they ask for', async () => {
    const { body } = await service.ask<SpecView[]>('GET', '/v1/specs')
    expect(body.map(({ id }) => id)).toEqual(rulebooks().map(({ id }) => id))
    for (const { completeness, missing, sources, facts, needsHistory } of body) {
      expect(completeness.missing).toBeGreaterThanOrEqual(missing.length)
      expect(sources.length).toBeGreaterThan(0)
      expect([Array.isArray(facts), typeof needsHistory]).toEqual([true, 'boolean'])
    }
  })

  test('are given as documents that the library reads again', async () => {
    for (const spec of rulebooks()) {
      const { status, body } = await service.ask('GET', `/v1/specs/${spec.id}`)
      expect(status).toBe(200)
      expect(parseSpec(body)).toEqual(parseSpec(JSON.parse(JSON.stringify(spec))))
    }
    expect(await service.refused('GET', '/v1/specs/none')).toMatchObject({ code: 'SPEC_UNKNOWN', status: 422 })
  })
})

describe('a comparison', () => {
  test('has one row for every rule book: its numbers, or why there are none', async () => {
    const view = await compare()
    expect(view).toMatchObject({ account: 'one', ownSpecId: 'portfolio', asOf: '2026-03-02T08:00:00.000Z' })
    expect(view.rows.map(({ specId }) => specId)).toEqual(rulebooks().map(({ id }) => id))
    for (const { specId, numbers, refusal } of view.rows) {
      expect((numbers === null) !== (refusal === null), specId).toBe(true)
      // A defect of a rule book would be said as INTERNAL.
      expect(refusal?.code ?? '', specId).not.toBe('INTERNAL')
      if (numbers === null) continue
      const sum = numbers.terms.reduce((total, { value }) => total + value, 0)
      expect(Math.abs(sum - numbers.capital), specId).toBeLessThanOrEqual(1e-9 * Math.max(1, numbers.capital))
    }
  })

  test('says of each rule book what the account’s detail says under it', async () => {
    for (const { specId, numbers, refusal } of (await compare()).rows) {
      const path = `/v1/accounts/one?spec=${specId}`
      if (refusal !== null) {
        expect((await service.refused('GET', path)).code, specId).toBe(refusal.code)
        continue
      }
      const { summary } = (await service.ask<AccountDetail>('GET', path)).body
      const { initial, maintenance, equity, health } = numbers!
      expect(summary, specId).toMatchObject({ initial, maintenance, equity, health })
    }
  })

  test('of some rule books, in the order asked; an unknown one is refused', async () => {
    expect((await compare('cross,isolated,cross')).rows.map(({ specId }) => specId)).toEqual(['cross', 'isolated'])
    const path = '/v1/accounts/one/compare'
    expect(await service.refused('GET', `${path}?specs=cross,none`)).toMatchObject({
      code: 'SPEC_UNKNOWN',
      status: 422,
    })
    expect((await service.refused('GET', '/v1/accounts/nobody/compare')).code).toBe('ACCOUNT_UNKNOWN')
    expect((await service.refused('GET', `${path}?spec=cross`)).status).toBe(400)
  })

  test('asked for several times at once is the same each time, and a change of the book is seen at once', async () => {
    const [first, ...others] = await Promise.all([compare(), compare(), compare('cross')])
    expect(others[0]).toEqual(first)
    expect(others[1]?.rows[0]).toEqual(first?.rows.find(({ specId }) => specId === 'cross'))
    await service.ask('POST', '/v1/accounts/one/transfers', { asset: 'USDC', amount: '1000' })
    const after = await compare('portfolio')
    const before = first?.rows.find(({ specId }) => specId === 'portfolio')
    expect(after.rows[0]!.numbers!.equity - before!.numbers!.equity).toBeCloseTo(1000, 6)
  })

  test('lets ticks pass between two rule books', async () => {
    const running = compare()
    // The tick arrives while the comparison waits or runs; the comparison is of one market all the same.
    feed.tick(fixtureMarket(0.98, 1))
    const view = await running
    const own = view.rows.find(({ specId }) => specId === 'portfolio')!.numbers!
    const { summary } = (await service.ask<AccountDetail>('GET', '/v1/accounts/one')).body
    if (view.asOf === summary.valuedAt) expect(own.initial).toBe(summary.initial)
    else expect(view.asOf).toBe('2026-03-02T08:00:00.000Z')
  })
})

describe('a difference', () => {
  test('is explained by kinds, a term and legs that add up', async () => {
    const { body } = await service.ask<DifferenceView>('GET', '/v1/accounts/one/compare/isolated/portfolio')
    const { first, second, difference, kinds, main, legs } = body
    expect(difference).toBe(first.numbers.capital - second.numbers.capital)
    expect(difference).toBeGreaterThan(0)
    const total = kinds.reduce((sum, kind) => sum + kind.difference, 0)
    expect(total).toBeCloseTo(difference, 6)
    expect(main?.of).toBe('first')
    expect(legs.map(({ leg }) => leg)).toEqual(expect.arrayContaining([call, 'BTC_USDC-PERPETUAL']))
    const sizes = legs.map((leg) => Math.abs(leg.difference))
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
  })

  test('of a rule book to itself is nothing, and of an unknown one is refused', async () => {
    const { body } = await service.ask<DifferenceView>('GET', '/v1/accounts/one/compare/cross/cross')
    expect(body).toMatchObject({ difference: 0, main: null })
    expect((await service.refused('GET', '/v1/accounts/one/compare/cross/none')).code).toBe('SPEC_UNKNOWN')
  })
})

describe('the tree', () => {
  const walk = (node: NodeView, visit: (node: NodeView) => void): void => {
    visit(node)
    for (const child of node.children) walk(child, visit)
  }

  test('adds up: every node is its counts times its children, and its legs sum to it', async () => {
    for (const { specId, numbers } of (await compare()).rows) {
      if (numbers === null) continue
      const tree = (await service.ask<TreeView>('GET', `/v1/accounts/one/tree?spec=${specId}`)).body
      expect(tree.specId).toBe(specId)
      expect(tree.initial.value, specId).toBe(numbers.initial)
      walk(tree.initial, (node) => {
        const { kind, label, value, counts, children, legs, legCount } = node
        expect(counts?.length ?? 0, label).toBe(children.length)
        expect(legs?.length, label).toBe(legCount)
        if (legs !== undefined && children.length === 0) {
          const sum = legs.reduce((total, { part }) => total + part, 0)
          if (kind === 'worst-of' || kind === 'cell' || kind === 'measure')
            expect(Math.abs(sum - value), `${specId} ${label}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)))
        }
        if (kind === 'sum') {
          const sum = children.reduce((total, child, row) => total + child.value * counts![row]!, 0)
          expect(Math.abs(sum - value), `${specId} ${label}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)))
        }
      })
    }
  })

  test('in the detail is the same without the legs, as far down as it is sent', async () => {
    const tree = (await service.ask<TreeView>('GET', '/v1/accounts/one/tree')).body
    const { initialTree, maintenanceTree } = (await service.ask<AccountDetail>('GET', '/v1/accounts/one')).body
    const alike = (short: NodeView, whole: NodeView): void => {
      const { children, counts, cut, ...rest } = short
      const { children: all, counts: allCounts, legs: _, ...wholeRest } = whole
      expect(rest).toEqual(wholeRest)
      if (cut !== undefined) {
        expect(cut).toBe(all.length)
        return
      }
      expect([counts, children.length]).toEqual([allCounts, all.length])
      for (const [row, child] of children.entries()) alike(child, all[row]!)
    }
    alike(initialTree, tree.initial)
    alike(maintenanceTree, tree.maintenance)
    expect(JSON.stringify(tree)).toContain('"legs":')
  })
})

describe('the margin record', () => {
  test('is canonical, a download, and holds when it is computed again', async () => {
    const { status, headers, body } = await service.ask<MarginRecord>('GET', '/v1/accounts/one/record')
    expect(status).toBe(200)
    expect(headers.get('content-disposition')).toBe('attachment; filename="one.portfolio.record.json"')
    expect(verifyRecord(body)).toMatchObject({ holds: true, differences: [] })
    const { summary } = (await service.ask<AccountDetail>('GET', '/v1/accounts/one')).body
    expect(body.result.initial).toBe(summary.initial)
    expect(body.inputs.book.positions.length).toBe(3)
    const raw = await (await fetch(`${service.address}/v1/accounts/one/record?spec=cross`)).text()
    expect(raw).toBe(canonicalJson(JSON.parse(raw)))
    expect(JSON.parse(raw)).toMatchObject({ spec: { id: 'cross' } })
  })

  test('of nobody, or under no rule book, is refused', async () => {
    expect((await service.refused('GET', '/v1/accounts/nobody/record')).code).toBe('ACCOUNT_UNKNOWN')
    expect((await service.refused('GET', '/v1/accounts/one/record?spec=none')).code).toBe('SPEC_UNKNOWN')
  })
})

test('a rule book under which the book cannot be valued is not chosen', async () => {
  for (const { specId, refusal } of (await compare()).rows) {
    const path = '/v1/accounts/one'
    if (refusal === null) {
      const { body } = await service.ask<AccountSummary>('PATCH', path, { specId })
      expect(body).toMatchObject({ specId, error: null })
      continue
    }
    const { specId: before } = (await service.ask<AccountDetail>('GET', path)).body.summary
    expect(await service.refused('PATCH', path, { specId })).toMatchObject({ code: refusal.code, status: 422 })
    expect((await service.ask<AccountDetail>('GET', path)).body.summary.specId).toBe(before)
  }
})
