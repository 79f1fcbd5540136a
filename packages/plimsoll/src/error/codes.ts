/**
 * The stable codes of everything that can be refused, with the sentence that documents each one.
 * A code is never renamed and never reused; a message may change. The documentation page `docs/errors.md` is checked
 * against this table by a test.
 */
export const errorCodes = {
  INPUT_INVALID: 'A field has the wrong type or a value outside its range.',
  INPUT_UNKNOWN_FIELD: 'A document carries a field that its format does not define.',
  DOCUMENT_VERSION: 'The document says another format or version than the one expected here.',
  JSON_MALFORMED: 'The text is not JSON.',
  NUMBER_INSTEAD_OF_DECIMAL: 'Money and quantities are decimal strings; a JSON number cannot carry them exactly.',
  INSTRUMENT_UNKNOWN: 'No instrument of this name is defined by the market or the book.',
  INSTRUMENT_EXPIRED: 'The instrument expired at or before the market’s instant.',
  INSTRUMENT_DUPLICATE: 'Two definitions carry one instrument name, or the book’s differs from the market’s.',
  ASSET_UNKNOWN: 'The market has no price for this asset.',
  UNDERLYING_UNKNOWN: 'The market has no such underlying.',
  FORWARD_MISSING: 'The market has no forward from which this expiry’s forward could be read.',
  VOLATILITY_MISSING: 'The surface has no volatility for this option.',
  MARK_MISSING: 'The market has no mark price for this instrument.',
  POSITION_DUPLICATE: 'The book holds two positions of one instrument.',
  BALANCE_DUPLICATE: 'The book holds two balances of one asset.',
  ORDER_DUPLICATE: 'The book holds two open orders of one id.',
  QUANTITY_INVALID: 'The quantity is zero, negative where only a size is meant, or finer than the instrument allows.',
  PRICE_IMPLAUSIBLE: 'The price is of another size than the instrument’s price unit allows: probably a wrong unit.',
  SPEC_UNKNOWN: 'No rule book of this id is known.',
  SPEC_INVALID: 'The rule book refers to something that it does not define.',
  SPEC_INCOMPLETE:
    'The rule book lacks a figure that this book needs: a parameter that nobody published and nobody supplied, or a range in price units.',
  FACT_MISSING: 'The rule book asks for an observation that neither the market nor the book carries.',
  SCENARIO_INVALID: 'A scenario moves a price or a volatility to a value that no market can have.',
  HISTORY_INVALID: 'A history of prices is too short, out of order, or says what no price or volatility can be.',
  HISTORY_MISSING: 'The market has no past prices of something that the rule book looks back on.',
  SURFACE_ARBITRAGE: 'The volatility surface admits arbitrage where the caller asked for none.',
  PRICE_UNATTAINABLE: 'No volatility reproduces this option price.',
  CHAIN_MALFORMED: 'A row of an option chain cannot be read.',
  FILE_UNREADABLE: 'A file cannot be opened or read.',
  CHAIN_EMPTY: 'The option chain has no snapshot for the instant that was asked for.',
} as const

export type ErrorCode = keyof typeof errorCodes
