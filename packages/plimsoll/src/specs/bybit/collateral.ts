import type { Amount, CollateralRule, ParameterEntry } from '../../requirement/spec.js'
import { byName, missing, own, parameter, sum, table } from '../amounts.js'
import { haircutsBy } from '../collateral.js'
import { optionValue } from '../shortOptions.js'

const dollars = ['USD', 'USDT', 'USDC']

const haircuts: Amount = haircutsBy(
  table(
    'asset',
    byName([...dollars, 'BTC', 'ETH'], (asset) => parameter(`haircut.${asset}`)),
    parameter('haircut.others'),
  ),
)

const withoutOptions: Amount = sum('haircuts and options', haircuts, optionValue)

/** The same where the margin balance is without the value of options, and the figure for a short one contains its mark. */
export const bybitCollateralWithoutOptions: CollateralRule = {
  mode: 'rule',
  shocked: [],
  owed: 'required',
  initial: withoutOptions,
  maintenance: withoutOptions,
}

/** What coins lose when they stand as collateral. */
export const bybitCollateral: CollateralRule = {
  mode: 'rule',
  shocked: [],
  initial: haircuts,
  maintenance: haircuts,
}

export const bybitHaircuts: Readonly<Record<string, ParameterEntry>> = {
  ...Object.fromEntries(
    dollars.map((asset): [string, ParameterEntry] => [`haircut.${asset}`, own(0, 'Dollars count in full.')]),
  ),
  'haircut.BTC': missing('1 − collateral value ratio of BTC', 'of what is held'),
  'haircut.ETH': missing('1 − collateral value ratio of ETH', 'of what is held'),
  'haircut.others': missing('1 − collateral value ratio of any other coin', 'of what is held'),
}
