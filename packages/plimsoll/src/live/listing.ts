import { PlimsollError } from '../error/plimsollError.js'
import type { Instrument } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'

/** Which instruments go by their names, and whether the market still lists them as they were when they were first held. */
export class Listing {
  readonly #known = new Map<string, Instrument>()
  /** Names of those that the market listed when they were first held. */
  readonly #listed = new Set<string>()
  /** Those that are listed by the present market as they were. */
  readonly #standing = new Set<Instrument>()
  #instruments: MarketSnapshot['instruments'] = new Map()

  begin({ instruments }: MarketSnapshot): void {
    if (instruments !== this.#instruments) this.#standing.clear()
    this.#instruments = instruments
  }

  /** A name that nothing else has: the instrument's own, or its definition where another has that name already. */
  nameOf(instrument: Instrument): string {
    const known = this.#known.get(instrument.id)
    if (known === undefined) {
      this.#known.set(instrument.id, instrument)
      return instrument.id
    }
    return isSame(known, instrument) ? instrument.id : JSON.stringify(instrument)
  }

  /**
   * Throws where the market listed the instrument and no longer does, or lists something else by its name. What a book defines for
   * itself is nobody's to list.
   */
  require(instrument: Instrument): void {
    if (this.#standing.has(instrument)) return
    const listed = this.#instruments.get(instrument.id)
    if (listed !== undefined && isSame(listed, instrument)) {
      this.#listed.add(instrument.id)
      this.#standing.add(instrument)
      return
    }
    if (!this.#listed.has(instrument.id) || !isSame(this.#known.get(instrument.id)!, instrument)) return
    throw new PlimsollError('INSTRUMENT_UNKNOWN', {
      where: instrument.id,
      expected:
        listed === undefined
          ? 'an instrument that the market still lists'
          : 'the contract that it was when it was held: close the position or replace the account',
    })
  }
}

function isSame(a: Instrument, b: Instrument): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
