import { margin } from '../../../packages/plimsoll/src/account/margin.js'
import type { MarginSpec } from '../../../packages/plimsoll/src/requirement/spec.js'
import { shockOf } from '../../../packages/plimsoll/src/scenario/scenarioSet.js'
import { volatilityMove } from '../../../packages/plimsoll/src/scenario/volatilityMove.js'
import { deribitPmOlder10, deribitPmOlder12 } from '../../../packages/plimsoll/src/specs/deribit/contingencyPm.js'
import { withParameters } from '../../../packages/plimsoll/src/specs/withParameters.js'
import { createValuation } from '../../../packages/plimsoll/src/valuation/valuation.js'
import { derivativesMarket, numberOf } from '../derivatives.js'
import { expectAll } from '../expectAll.js'
import type { Handler, OracleCase } from '../oracleCase.js'
import { bookIn, valueNamed } from '../venueBook.js'

const expiry = '2026-02-27T08:00:00Z'
const later = '2026-03-27T08:00:00Z'

function older(oracle: OracleCase): MarginSpec {
  return oracle.model.includes('12.5') || !oracle.model.includes('10') ? deribitPmOlder12 : deribitPmOlder10
}

const olderIndex = 8000

/** Futures and options of the older models in coin, at an index that does not matter. */
function olderMarket() {
  const settlement = { kind: 'inverse', currency: 'BTC' }
  const option = { kind: 'option', underlying: 'BTC', expiry, strike: olderIndex, contractSize: 1, settlement }
  return derivativesMarket({
    index: { BTC: olderIndex },
    instruments: [
      { kind: 'future', id: 'NEAR', underlying: 'BTC', expiry, contractSize: 1, settlement },
      { kind: 'future', id: 'FAR', underlying: 'BTC', expiry: later, contractSize: 1, settlement },
      { ...option, id: 'CALL', right: 'call' },
      { ...option, id: 'PUT', right: 'put' },
    ],
  })
}

const futuresContingency: Handler = (oracle) => {
  const { inputs } = oracle
  const long = numberOf(inputs, 'longBtc', 'long', 'longCoin', 'longQty')!
  const short = Math.abs(numberOf(inputs, 'shortBtc', 'short', 'shortCoin', 'shortQty')!)
  const rate = numberOf(inputs, 'rate', 'futuresContingency')
  const spec = older(oracle)
  const rated = rate === undefined ? spec : withParameters(spec, { 'futures.contingency': rate })
  const book = bookIn({
    positions: [
      { instrument: 'NEAR', quantity: long * olderIndex },
      { instrument: 'FAR', quantity: -short * olderIndex },
    ],
  })
  const { tree } = margin(book, olderMarket(), rated)
  const coins = valueNamed(tree.initial, 'futures contingency') / olderIndex
  expectAll(oracle, { contingencyBtc: coins, contingencyCoin: coins, contingency: coins })
}

const optionContingency: Handler = (oracle) => {
  const { inputs } = oracle
  const calls = numberOf(inputs, 'calls', 'call', 'callQty', 'options', 'optionCount', 'contracts', 'qty') ?? 0
  const puts = numberOf(inputs, 'puts', 'put', 'putQty') ?? 0
  const rate = numberOf(inputs, 'rate', 'perOption', 'perContract', 'contingencyPerOption', 'optionContingency')
  const spec = older(oracle)
  const book = bookIn({
    positions: [
      { instrument: 'CALL', quantity: calls },
      { instrument: 'PUT', quantity: puts },
    ],
  })
  const rated = rate === undefined ? spec : withParameters(spec, { 'option.contingency': rate })
  const { tree } = margin(book, olderMarket(), rated)
  const coins = valueNamed(tree.initial, 'option contingency') / olderIndex
  expectAll(oracle, { contingencyBtc: coins, contingencyCoin: coins, contingency: coins })
}

const contingency: Handler = (oracle) => {
  const futures = Object.keys(oracle.inputs).some((name) => /^(long|short)/iu.test(name))
  ;(futures ? futuresContingency : optionContingency)(oracle)
}

/** How far the up row moves a volatility at the days that are left. */
const volatilityScaling: Handler = (oracle) => {
  const { inputs } = oracle
  const given = {
    'volatility.up': numberOf(inputs, 'baseRange', 'range', 'base', 'maxIvChange'),
    'volatility.power': numberOf(inputs, 'power', 'exponent'),
  }
  const spec = withParameters(
    older(oracle),
    Object.fromEntries(Object.entries(given).filter((entry): entry is [string, number] => entry[1] !== undefined)),
  )
  const days = numberOf(inputs, 'days', 'dte', 'daysToExpiry')!
  const { set } = createValuation(olderMarket(), spec).arrays('matrix')
  const up = set.scenarios.find((scenario) => scenario.id.endsWith('vol up'))!
  const range = volatilityMove(shockOf(up, 'BTC').volatility, days / 365).factor - 1
  expectAll(oracle, { range, ivChange: range, volRange: range, maxIvChange: range })
}

/** One handler under every name that the cases of a family carry. */
function named(handler: Handler, models: readonly string[], kinds: readonly string[]): [string, Handler][] {
  return models.flatMap((model) => kinds.map((kind): [string, Handler] => [`deribit|${model}|${kind}`, handler]))
}

const olderModels = ['12.5%', '10%'].flatMap((size) => [
  `older PM (${size})`,
  `legacy PM (${size})`,
  `PM legacy (${size})`,
  `PM older (${size})`,
])
const legacy = [...olderModels, 'older PM', 'legacy PM', 'PM legacy']

export const handlers: Readonly<Record<string, Handler>> = Object.fromEntries([
  ...named(futuresContingency, legacy, ['futures-contingency', 'future-contingency']),
  ...named(optionContingency, legacy, ['option-contingency', 'options-contingency', 'short-option-contingency']),
  ...named(contingency, legacy, ['contingency', 'contingencies']),
  ...named(volatilityScaling, legacy, ['vol-scaling', 'vol-range', 'volatility-scaling']),
])
