/** The kernel on one thread, each work beside its rivals on the very same numbers. */
import { soloTeam, wasmFunctions } from '@plimsoll/kernel'
import { copied, foldAll, gridTasks, kernelBook, newMemory } from './kernelBook.mjs'
import { cpuSeconds, ratioRow } from './measure.mjs'
import { nativeRates, npmRates, numpyRates, plainRates, quantlibRates } from './rivals/rivals.mjs'

const repeats = 9
const part = 1024

export async function benchKernel(workload, tools) {
  const memory = newMemory()
  const run = wasmFunctions(memory)
  const ours = { ...priceWorks(memory, run, workload), ...bookWorks(memory, run, workload) }
  const rates = (id) => cpuSeconds(ours[id].work, repeats).map((seconds) => ours[id].units / seconds)
  const rows = []
  /** Ours and the rival's in turns, so that a busy minute of the machine hits both. */
  const compare = async (id, unit, work, rivals) => {
    for (const { name, goal, rates: rivalRates } of rivals) {
      const own = []
      const other = []
      let rival = name
      for (let round = 0; round < 2; round++) {
        own.push(...rates(work))
        for (const row of await rivalRates()) {
          rival = name ?? row.rival
          other.push(...row.samples)
        }
      }
      if (other.length > 0) rows.push(ratioRow({ id, unit, own, rival, other, goal }))
    }
  }
  const native = (works, variants) => () => nativeRates(workload, tools, { works, variants, repeats: 5 })
  const numpy =
    (works, options = {}) =>
    () =>
      numpyRates(workload, tools, { works, repeats: 3, ...options })
  const quantlib = (works) => () => quantlibRates(workload, tools, { works, repeats: 3, listCount: 200_000 })
  const npm = (ids) => async () =>
    (await npmRates(workload, { repeats: 3 })).filter(({ id, rival }) => ids.includes(id) && !rival.includes('mathjs'))
  const plain = (works) => () => plainRates(workload, { works, repeats: 3, accounts: 2_000 })

  await compare('reprice.grid', 'options/s', 'grid', [
    { goal: 0.95, rates: native(['grid'], ['128']) },
    { goal: 0.28, rates: native(['grid'], ['avx2']) },
    { rates: native(['grid'], ['avx512']) },
    { goal: 7, rates: numpy(['grid']) },
    { goal: 8, rates: quantlib(['blackFormula']) },
    { goal: 250, rates: quantlib(['engine']) },
    { goal: 2000, rates: npm(['price']) },
    { rates: plain(['grid']) },
  ])
  await compare('reprice.grid33', 'options/s', 'grid33', [
    { goal: 0.95, rates: native(['grid33'], ['128']) },
    { rates: numpy(['grid33']) },
  ])
  await compare('list.price', 'options/s', 'price', [
    { rates: native(['price'], ['128']) },
    { goal: 2, rates: numpy(['price']) },
    { goal: 2.4, rates: quantlib(['blackFormula']) },
    { goal: 70, rates: quantlib(['engine']) },
    { rates: npm(['price']) },
  ])
  await compare('list.greeks', 'options/s', 'greeks', [
    { rates: native(['greeks'], ['128']) },
    { goal: 2.5, rates: numpy(['greeks']) },
    { goal: 6, rates: quantlib(['calculatorGreeks']) },
    { rates: npm(['greeks']) },
  ])
  await compare('account.varEs1024', 'accounts/s', 'joint', [
    { goal: 8, rates: numpy(['joint']) },
    { goal: 6, rates: numpy(['jointFloat']) },
    { goal: 12, rates: plain(['joint']) },
    { rates: plain(['jointSelect']) },
    { goal: 0.6, rates: native(['jointFloat'], ['avx512']) },
  ])
  await compare('account.varEs1024.f64', 'accounts/s', 'joint64', [
    { rates: plain(['joint']) },
    { rates: numpy(['joint']) },
  ])
  await compare('account.agedEs1024', 'accounts/s', 'aged', [
    { rates: numpy(['aged']) },
    { rates: numpy(['agedFloat']) },
    { rates: plain(['aged']) },
    { rates: plain(['agedSort']) },
  ])
  await compare('account.agedEs1024.f64', 'accounts/s', 'aged64', [
    { rates: plain(['aged']) },
    { rates: numpy(['aged']) },
  ])
  await compare('account.scan33', 'accounts/s', 'span', [
    { goal: 7, rates: plain(['span']) },
    { rates: native(['span'], ['avx512']) },
    { rates: numpy(['span']) },
  ])
  const micros = rates('span').map((rate) => 1e6 / rate)
  rows.push(
    ratioRow({
      id: 'account.scan33.time',
      unit: 'µs',
      own: micros,
      rival: 'the goal of 0.25 µs',
      other: [0.25],
      goal: 1,
    }),
  )
  return rows
}

function priceWorks(memory, run, workload) {
  const { sizes, arrays } = workload
  const works = {}
  for (const grid of ['grid', 'grid33']) {
    const { tasks, count, scratch, options } = gridTasks(memory, workload, grid)
    works[grid] = { units: options, work: () => run.pricePairs(tasks, 0, count, scratch) }
  }
  const names = ['forwards', 'strikes', 'vols', 'sqrtTimes', 'discounts', 'isPut', 'rates']
  const [f, k, v, t, d, p, r] = names.map((name) => copied(memory, arrays[`list.${name}`]))
  const count = sizes.listCount
  const outs = Array.from({ length: 5 }, () => memory.allocate(8 * count))
  const scratch = memory.allocate(4096)
  works.price = { units: count, work: () => run.priceList(count, f, k, v, t, d, p, outs[0], scratch) }
  works.greeks = { units: count, work: () => run.greeksList(count, f, k, v, t, d, p, r, ...outs, scratch) }
  return works
}

function bookWorks(memory, run, workload) {
  const made = kernelBook(memory, workload)
  foldAll(soloTeam(memory, run), made)
  const { book, cells, accounts, joint, joint32, folds, scan, stride, list, measures, aged, scenarios, out, scratch } =
    made
  const inParts = (count, work) => {
    for (let from = 0; from < count; from += part) work(from, Math.min(count, from + part))
  }
  return {
    joint: {
      units: accounts,
      work: () =>
        inParts(accounts, (from, to) =>
          run.tails32(book, list, from, to, joint32, scenarios, scenarios, measures, folds, out, scratch),
        ),
    },
    joint64: {
      units: accounts,
      work: () =>
        inParts(accounts, (from, to) =>
          run.tails64(book, list, from, to, joint, scenarios, scenarios, measures, out, scratch),
        ),
    },
    aged: {
      units: accounts,
      work: () =>
        inParts(accounts, (from, to) =>
          run.tails32(book, list, from, to, joint32, scenarios, scenarios, aged, folds, out, scratch),
        ),
    },
    aged64: {
      units: accounts,
      work: () =>
        inParts(accounts, (from, to) =>
          run.tails64(book, list, from, to, joint, scenarios, scenarios, aged, out, scratch),
        ),
    },
    span: {
      units: accounts,
      work: () => {
        for (const { records, count } of cells) {
          inParts(count, (from, to) => run.worstRecords(book, records, from, to, scan, stride))
        }
      },
    },
  }
}
