import {
  type MarginSpec,
  type MarketSnapshot,
  type Portfolio,
  parseBook,
  parseMarket,
  rulebook,
  rulebooks,
} from 'plimsoll'
import { CliError } from '../error/cliError.js'
import { aboutFile } from '../error/inputError.js'
import type { Terminal } from '../terminal/terminal.js'
import { parseJson } from './parseJson.js'
import { readText, standardInput } from './readText.js'

/** What every question about a book starts from. */
export interface Inputs {
  readonly book: Portfolio
  readonly market: MarketSnapshot
  /** Both files, for messages about the one on the other. */
  readonly name: string
}

/** Reads a book and the market that it stands in; one of the two may be `-`. */
export async function readInputs(bookFile: string, marketFile: string, terminal: Terminal): Promise<Inputs> {
  if (bookFile === '-' && marketFile === '-') {
    throw new CliError('STDIN_TWICE', 'only one of BOOK and --market can come from standard input.')
  }
  const book = await readDocument(bookFile, terminal, parseBook, 'book')
  const market = await readDocument(marketFile, terminal, parseMarket, 'market')
  return { book, market, name: `${nameOf(bookFile)} in ${nameOf(marketFile)}` }
}

async function readDocument<Document>(
  file: string,
  terminal: Terminal,
  parse: (value: unknown) => Document,
  root: 'book' | 'market',
): Promise<Document> {
  const text = await readText(file, terminal)
  return aboutFile(nameOf(file), () => parse(parseJson(text)), root)
}

function nameOf(file: string): string {
  return file === '-' ? standardInput : file
}

/** The rule books of a list such as `portfolio,cross`, or all of them. */
export function readSpecs(ids: string): readonly MarginSpec[] {
  if (ids === 'all') return rulebooks()
  return [...new Set(ids.split(',').map((id) => id.trim()))].map(rulebook)
}
