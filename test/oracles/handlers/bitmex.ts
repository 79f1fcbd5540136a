import type { Handler } from '../oracleCase.js'

export const handlers: Readonly<Record<string, Handler>> = {}

export const unreproducible: Readonly<Record<string, string>> = {
  'bitmex|ADL|adl':
    'belongs to the clearing machine of a later issue, which closes positions: no part of a requirement',
}
