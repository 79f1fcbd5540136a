import { audit, customCrash, forcedFlow, houseRehearsal, loadState, rehearse, type State } from '@plimsoll/clearing'
import { PlimsollError } from 'plimsoll'
import { readNumberOption } from '../input/optionValue.js'
import { nameOf, readText } from '../input/readText.js'
import { toJson } from '../output/json.js'
import { type FlowReport, renderForcedFlow } from '../render/forcedFlow.js'
import type { Terminal } from '../terminal/terminal.js'

export interface ForcedFlowOptions {
  readonly state?: string
  readonly of?: string
  readonly to: string
  readonly accounts: string
  readonly seed: string
  readonly json?: boolean
}

/** `plimsoll forced-flow`. */
export async function reportForcedFlow(options: ForcedFlowOptions, terminal: Terminal): Promise<void> {
  const accounts = readNumberOption('--accounts', options.accounts, { min: 100, max: 100_000, whole: true })
  const seed = readNumberOption('--seed', options.seed, { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true })
  const toPercent = readMove(options.to)
  const state = options.state === undefined ? assumedVenue(accounts, seed) : await readVenue(options.state, terminal)
  const betas = options.of === undefined ? allAlike(state) : readBetas(options.of)
  const report: FlowReport = {
    venue: options.state === undefined ? 'assumed' : nameOf(options.state),
    accounts: state.accounts.size,
    betas,
    flows: forcedFlow(state, { betas, toPercent }),
  }
  terminal.write(
    options.json === true ? toJson({ plimsoll: 'forced-flow/1', ...report }) : renderForcedFlow(report, terminal),
  )
}

/** The venue of `rehearse`, as it is before its crash. */
function assumedVenue(accounts: number, seed: number): State {
  return rehearse(houseRehearsal({ path: customCrash(-0.3, seed), accounts, seed })).state
}

async function readVenue(file: string, terminal: Terminal): Promise<State> {
  const complain = (value: string): never => {
    throw new PlimsollError('INPUT_INVALID', {
      where: `--state ${nameOf(file)}`,
      value,
      expected: 'a sound state, as saveState writes it',
    })
  }
  const text = await readText(file, terminal)
  const state = stateOf(text) ?? complain(text.slice(0, 40))
  if (state.parameters.get('parameters') === undefined) complain('no parameters')
  const [violation] = audit(state)
  if (violation !== undefined) complain(`${violation.where}: ${String(violation.found)}`)
  return state
}

function stateOf(text: string): State | undefined {
  try {
    return loadState(text)
  } catch {
    // Whatever a line of something else does to the reader of states.
    return undefined
  }
}

/** Every underlying that something is listed on and that has an index and a depth. */
function allAlike(state: State): Readonly<Record<string, number>> {
  const { depth } = state.parameters.get('parameters')!
  const underlyings = new Set(state.listings.keys().map((id) => state.listings.get(id)!.instrument.underlying))
  const known = [...underlyings].filter(
    (underlying) => depth[underlying] !== undefined && state.prices.get(`index ${underlying}`) !== undefined,
  )
  return Object.fromEntries(known.sort().map((underlying) => [underlying, 1]))
}

/** `BTC,ETH=1.2` → `{ BTC: 1, ETH: 1.2 }`. */
function readBetas(text: string): Readonly<Record<string, number>> {
  const entries = text.split(',').map((each) => {
    const [, underlying, beta = '1'] = /^([^=\s]+)(?:=(-?\d+(?:\.\d+)?))?$/.exec(each.trim()) ?? []
    if (underlying === undefined) {
      throw new PlimsollError('INPUT_INVALID', {
        where: '--of',
        value: text,
        expected: 'underlyings such as BTC,ETH=1.2',
      })
    }
    return [underlying, Number(beta)] as const
  })
  return Object.fromEntries(entries)
}

/** `-40%` → −40. */
function readMove(text: string): number {
  const value = /^[+-]\d+%$/.test(text) ? Number(text.slice(0, -1)) : Number.NaN
  if (value !== 0 && value >= -95 && value <= 300) return value
  throw new PlimsollError('INPUT_INVALID', {
    where: '--to',
    value: text,
    expected: 'a whole move such as -40% or +40%, from -95% to +300%',
  })
}
