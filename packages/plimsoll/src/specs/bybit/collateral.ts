import type { Amount, CollateralRule, ParameterEntry } from '../../requirement/spec.js'
import { each, ifMore, measure, missing, parameter, sum, table, times, where } from '../amounts.js'

const dollars = ['USD', 'USDT', 'USDC']

const haircuts: Amount = each(
  'asset',
  'haircuts',
  ifMore(
    measure('value', 'long'),
    0,
    times(
      table(
        'asset',
        Object.fromEntries([...dollars, 'BTC', 'ETH'].map((asset) => [asset, parameter(`haircut.${asset}`)])),
        parameter('haircut.others'),
      ),
      measure('value', 'long'),
    ),
    0,
  ),
  { kind: ['asset'] },
)

const withoutOptions: Amount = sum(
  'haircuts and options',
  haircuts,
  where(
    { kind: ['option'], orders: false },
    { ...measure('value', 'net'), label: 'value of options, outside the margin balance' },
  ),
)

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
    dollars.map((asset): [string, ParameterEntry] => [
      `haircut.${asset}`,
      { value: 0, status: 'own', description: 'Dollars count in full.' },
    ]),
  ),
  'haircut.BTC': missing('1 − collateral value ratio of BTC', 'of what is held'),
  'haircut.ETH': missing('1 − collateral value ratio of ETH', 'of what is held'),
  'haircut.others': missing('1 − collateral value ratio of any other coin', 'of what is held'),
}
