import { rulebooks, specSchema, specSummary } from 'plimsoll'
import { readSpec } from '../input/readSpecs.js'
import { toJson } from '../output/json.js'
import { renderSpec } from '../render/spec.js'
import { specsTable } from '../render/specsTable.js'
import type { Terminal } from '../terminal/terminal.js'

export interface SpecsOptions {
  readonly json?: boolean
  readonly schema?: boolean
}

/** `plimsoll specs`. */
export async function reportSpecs(words: readonly string[], options: SpecsOptions, terminal: Terminal): Promise<void> {
  const { paint, columns } = terminal
  if (options.schema === true) {
    terminal.write(toJson(specSchema))
    return
  }
  const specs = []
  for (const word of words) specs.push(await readSpec(word, terminal, 'specs'))
  const [only] = specs
  if (only !== undefined && specs.length === 1) {
    terminal.write(options.json === true ? toJson(only) : renderSpec(only, paint, columns))
    return
  }
  const summaries = (specs.length === 0 ? rulebooks() : specs).map(specSummary)
  terminal.write(
    options.json === true ? toJson({ plimsoll: 'specs/2', specs: summaries }) : specsTable(summaries, paint, columns),
  )
}
