import { type MarginSpec, PlimsollError, parseSpec, rulebooks } from 'plimsoll'
import { aboutFile } from '../error/inputError.js'
import type { Terminal } from '../terminal/terminal.js'
import { parseJson } from './parseJson.js'
import { nameOf, readText } from './readText.js'

/** Whether a word after `--spec` names a file: what no id can be, because of a dot, a slash or being `-`. */
export function isSpecFile(word: string): boolean {
  return word === '-' || /[./\\]/.test(word)
}

/** The rule book of an id, or of a file with a `spec/1` document. */
export async function readSpec(word: string, terminal: Terminal, option = '--spec'): Promise<MarginSpec> {
  if (isSpecFile(word)) {
    const text = await readText(word, terminal)
    return aboutFile(nameOf(word), () => parseSpec(parseJson(text)), 'spec')
  }
  const specs = rulebooks()
  const found = specs.find(({ id }) => id === word)
  if (found !== undefined) return found
  throw new PlimsollError('SPEC_UNKNOWN', {
    where: option,
    value: word,
    expected: `one of ${specs.map(({ id }) => id).join(', ')}, or a file such as ./${word === '' ? 'mine' : word}.json`,
  })
}

/** The rule books of a list such as `portfolio,./mine.json`, `all` being those that come with Plimsoll; every id once. */
export async function readSpecList(list: string, terminal: Terminal): Promise<readonly MarginSpec[]> {
  const specs: MarginSpec[] = []
  for (const word of specWords(list)) {
    specs.push(...(word === 'all' ? rulebooks() : [await readSpec(word, terminal, '--specs')]))
  }
  const unique = [...new Set(specs)]
  for (const [row, { id }] of unique.entries()) {
    if (unique.findIndex((spec) => spec.id === id) === row) continue
    throw new PlimsollError('SPEC_INVALID', {
      where: '--specs',
      value: id,
      expected: 'rule books of different ids: two of this id cannot be told apart',
    })
  }
  return unique
}

/** The words of a list of rule books. */
export function specWords(list: string): readonly string[] {
  return list.split(',').map((word) => word.trim())
}
