import type { MarginSpec } from '../../requirement/spec.js'
import { each, fact, measure, over, parameter, sum, times, where } from '../amounts.js'
import { contracts } from '../kinds.js'
import { unlistedCoins } from '../unlisted.js'
import { bitcoinBrackets2021, bracketsSource } from './brackets.js'
import {
  type Brackets,
  bracketParameters,
  futuresMaintenance,
  optionsHeld,
  optionsSold,
  unpublished,
} from './pieces.js'

const faq = 'Binance FAQ: order cost of USD-M and COIN-M futures'

/**
 * Binance’s futures account with these brackets; the one that ships has BTCUSDT’s of 2021.
 *
 * @example
 * import { binanceUmSpec } from 'plimsoll'
 * const spec = binanceUmSpec({ ETH: [{ notionalMost: 50000, maintenanceRate: 0.005 }] })
 * spec.parameters['bracket.ETH.1.rate'].value // => 0.005
 */
export function binanceUmSpec(brackets: Brackets): MarginSpec {
  return {
    plimsoll: 'spec/1',
    id: 'binance-um',
    version: '1',
    asOf: '2021-12-31',
    title: 'Binance futures, cross',
    description:
      'Initial margin is notional over the chosen leverage, maintenance margin the rate of each bracket on the part of the notional that lies in it. Orders cost their margin and what they would lose at once.',
    sources: [bracketsSource, faq],
    generation: 'cross',
    currency: 'USD',
    decimals: 8,
    parameters: {
      ...bracketParameters(brackets),
      ...unpublished,
      leverage: {
        value: 20,
        status: 'own',
        unit: 'notional over margin',
        description: 'Leverage where the book does not say which one the account has chosen (fact `leverage`).',
      },
    },
    provenance: [
      { of: 'initial', status: 'read', source: faq, note: 'Margin of an order at its price, and its open loss.' },
      { of: 'maintenance', status: 'third-party', source: bracketsSource },
      { of: 'collateral', status: 'own', note: 'The account of one margin asset; a coin covers what settles in it.' },
    ],
    notes: [
      'The brackets are those of 2021; the venue’s present ones are served to accounts only.',
      'The leverage may be chosen per symbol; here the account fact `leverage` holds for all of them. A bracket’s limit on leverage is not known here.',
      'Positions of one instrument net (one-way mode); in hedge mode both sides ask for margin.',
      'Contracts settled in coin have brackets in coin, which are not known here; they are not netted with linear ones.',
      'The margin of options sold was not found: their rate has to be supplied; options held count for nothing.',
    ],
    scenarios: {},
    collateral: { mode: 'haircut', haircuts: {}, residualHaircuts: {} },
    initial: sum(
      'initial margin',
      each(
        'position',
        'futures',
        over(
          sum(
            'notional',
            where({ orders: false }, measure('mark-notional', 'gross')),
            where({ orders: true }, measure('entry-notional', 'gross', 'filled')),
          ),
          fact('account', 'leverage', parameter('leverage')),
          0,
          'margin',
        ),
        contracts,
      ),
      times(-1, measure('fill-loss', 'net'), 'open loss of orders'),
      optionsSold('filled'),
      optionsHeld,
      unlistedCoins,
    ),
    maintenance: sum('maintenance margin', futuresMaintenance(brackets), optionsSold(), optionsHeld, unlistedCoins),
  }
}

export const binanceUm: MarginSpec = binanceUmSpec({ BTC: bitcoinBrackets2021 })
