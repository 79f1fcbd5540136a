/**
 * What changed between two runs of the bench: `node bench/compare.mjs BASE HEAD [--fail-on-regression]`. Each is a results
 * file or a git revision, whose bench/results/latest.json is read. Compared is the ratio to the rival of the same run, which a
 * busy or another machine hardly moves; the value itself only where there is no rival.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** A change counts from here on, if it also lies outside both runs' spreads. */
const noticeable = 0.1
/** Slopes of growth curves are compared by difference: near 0 a quotient of two means nothing, and fits scatter this much. */
const noticeableSlope = 0.25

/**
 * @returns one entry per row of either: {key, unit, base, head, change, verdict}; change is of the ratio (or value), 0.1 for ten
 *   percent better, whichever way the unit goes (of a slope, the difference); verdict is 'worse', 'better', 'same', 'new' or 'gone', with 'goal lost' and
 *   'goal reached' besides in `goal`
 */
export function compareResults(base, head) {
  const before = new Map(base.rows.map((row) => [keyOf(row), row]))
  const after = new Map(head.rows.map((row) => [keyOf(row), row]))
  return [...new Set([...before.keys(), ...after.keys()])].map((key) =>
    compareRows(key, before.get(key), after.get(key)),
  )
}

const keyOf = ({ id, rival }) => (rival === undefined ? id : `${id} / ${rival}`)

function compareRows(key, before, after) {
  const unit = (after ?? before).unit
  if (before === undefined) return { key, unit, head: measureOf(after).middle, verdict: 'new' }
  if (after === undefined) return { key, unit, base: measureOf(before).middle, verdict: 'gone' }
  if (unit === 'slope') {
    const change = before.value - after.value
    const verdict = Math.abs(change) < noticeableSlope ? 'same' : change < 0 ? 'worse' : 'better'
    return { key, unit, base: before.value, head: after.value, change, verdict }
  }
  const base = measureOf(before)
  const head = measureOf(after)
  const change = head.middle / base.middle - 1
  const apart = !within(head.middle, base) && !within(base.middle, head)
  const verdict = !apart || Math.abs(change) < noticeable ? 'same' : change < 0 ? 'worse' : 'better'
  const goal =
    before.met === true && after.met === false
      ? 'goal lost'
      : before.met === false && after.met === true
        ? 'goal reached'
        : undefined
  return { key, unit, base: base.middle, head: head.middle, change, verdict, ...(goal === undefined ? {} : { goal }) }
}

/** Ratio (or value) with its spread, turned so that more is better. */
function measureOf({ unit, value, spread = [value, value], ratio, ratioSpread }) {
  const moreIsBetter = unit.endsWith('/s')
  const relative = spread.map((end) => (moreIsBetter ? end / value : value / end))
  const middle = ratio ?? (moreIsBetter ? value : 1 / value)
  const ends = ratioSpread ?? relative.map((end) => middle * end)
  return { middle, low: Math.min(...ends), high: Math.max(...ends) }
}

const within = (x, { low, high }) => x >= low && x <= high

/** A results file, or the one that a git revision holds. */
export function readResults(source) {
  if (existsSync(source)) return JSON.parse(readFileSync(source, 'utf8'))
  const root = new URL('..', import.meta.url)
  try {
    const shown = execFileSync('git', ['show', `${source}:bench/results/latest.json`], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return JSON.parse(shown)
  } catch {
    throw new Error(`${source} is neither a results file nor a revision that holds bench/results/latest.json`)
  }
}

function shownChange(change, unit) {
  const sign = change >= 0 ? '+' : '−'
  return unit === 'slope'
    ? `slope ${sign}${Math.abs(change).toFixed(2)}`
    : `${sign}${Math.abs(100 * change).toFixed(1)} %`
}

function main(args) {
  const [baseName, headName] = args.filter((arg) => !arg.startsWith('--'))
  if (headName === undefined) {
    console.error('usage: node bench/compare.mjs BASE HEAD [--fail-on-regression]')
    return 2
  }
  let base
  let head
  try {
    base = readResults(baseName)
    head = readResults(headName)
  } catch (error) {
    console.error(error.message)
    return 2
  }
  if (base.machine.cpu !== head.machine.cpu) {
    console.log(`Machines differ (${base.machine.cpu}; ${head.machine.cpu}): only ratios say something.\n`)
  }
  const entries = compareResults(base, head)
  for (const { key, unit, verdict, change, goal } of entries) {
    const shown = change === undefined ? '' : shownChange(unit === 'slope' ? -change : change, unit)
    console.log(`${verdict.padEnd(7)} ${shown.padStart(11)}  ${key}${goal === undefined ? '' : `  (${goal})`}`)
  }
  const worse = entries.filter(({ verdict }) => verdict === 'worse').length
  console.log(
    `\n${worse} worse by more than ${100 * noticeable} % outside both spreads (slopes: by ${noticeableSlope}), of ${entries.length}`,
  )
  return worse > 0 && args.includes('--fail-on-regression') ? 1 : 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main(process.argv.slice(2))
