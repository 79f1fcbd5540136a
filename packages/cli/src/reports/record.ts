import { canonicalJson, marginRecord } from 'plimsoll'
import { aboutFile } from '../error/inputError.js'
import type { BookOptions } from '../input/bookOptions.js'
import { readInputs } from '../input/readInputs.js'
import { toJson } from '../output/json.js'
import { refuseExisting, writeDocument } from '../output/writeDocument.js'
import { formatRequirement } from '../render/number.js'
import type { Terminal } from '../terminal/terminal.js'

export interface RecordOptions extends BookOptions {
  readonly output?: string
  readonly force?: boolean
}

/** `plimsoll record`. */
export async function reportRecord(bookFile: string, options: RecordOptions, terminal: Terminal): Promise<void> {
  const { output = '-' } = options
  const force = options.force === true
  if (output !== '-') await refuseExisting(output, force)
  const { book, market, spec, name } = await readInputs(bookFile, options, terminal)
  const record = aboutFile(name, () => marginRecord(book, market, spec))
  const text = `${canonicalJson(record)}\n`
  if (output === '-') {
    terminal.write(text)
    return
  }
  await writeDocument(output, text, force)
  const { result, hash, hashes } = record
  if (options.json === true) {
    const { currency, initial, maintenance } = result
    terminal.write(
      toJson({
        plimsoll: 'recorded/1',
        output,
        spec: record.spec,
        asOf: record.asOf,
        currency,
        initial,
        maintenance,
        hashes,
        hash,
      }),
    )
    return
  }
  terminal.write(`Record of ${book.name} under ${spec.id} at ${record.asOf} written to ${output}\n`)
  terminal.write(
    ` Initial margin ${formatRequirement(result.initial, spec.decimals)} ${result.currency}, maintenance margin ${formatRequirement(result.maintenance, spec.decimals)} ${result.currency}\n`,
  )
  terminal.write(terminal.paint.dim(` SHA-256 ${hash}`).concat('\n'))
}
