import type { Handler } from '../oracleCase.js'
import { handlers as deribit } from './deribit.js'

/** The venue margins options as Deribit’s standard margin does, by coin with other rates, which the case gives. */
const optionMargin: Handler = deribit['deribit|Standard margin|option-margin']!

const models = [
  'Standard',
  'standard',
  'Regular margin',
  'Option margin',
  'options margin',
  'Options margin',
  'classic margin',
  'standard margin',
  'Standard margin',
  'options',
  'Options',
  'option margin',
  'regular margin',
  'classic',
  'option standard margin',
]
const kinds = ['option-margin', 'options-margin', 'short-option-margin', 'option', 'position-margin']

export const handlers: Readonly<Record<string, Handler>> = Object.fromEntries(
  models.flatMap((model) => kinds.map((kind) => [`bit.com|${model}|${kind}`, optionMargin])),
)

export const unreproducible: Readonly<Record<string, string>> = {
  'bit.com|PM 33 scenarios|portfolio-margin':
    'bitcom-pm-coin and bitcom-pm-usdt: the venue’s examples give no days to expiry, without which no volatility move and no option value follows.',
}
