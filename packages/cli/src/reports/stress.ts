import { bookUnderlyings, stress } from 'plimsoll'
import { aboutFile } from '../error/inputError.js'
import type { BookOptions } from '../input/bookOptions.js'
import { readInputs } from '../input/readInputs.js'
import { toJson } from '../output/json.js'
import { heading, section } from '../render/heading.js'
import { stressTable } from '../render/stressTable.js'
import type { Terminal } from '../terminal/terminal.js'
import { contextView, specView } from './views.js'

/** `plimsoll stress`. */
export async function reportStress(bookFile: string, options: BookOptions, terminal: Terminal): Promise<void> {
  const { book, market, spec, name } = await readInputs(bookFile, options, terminal)
  const { results, underlyings } = aboutFile(name, () => ({
    results: stress(book, market, spec),
    underlyings: bookUnderlyings(book, market),
  }))
  if (options.json === true) {
    const scenarios = results.map(({ scenario, ...numbers }) => ({
      id: scenario.id,
      label: scenario.label,
      date: scenario.date ?? null,
      source: scenario.source ?? null,
      assets: scenario.assets ?? {},
      ...numbers,
    }))
    terminal.write(
      toJson({
        plimsoll: 'stress/1',
        ...contextView(book, market),
        spec: specView(spec),
        currency: spec.currency,
        scenarios,
      }),
    )
    return
  }
  const { paint, columns } = terminal
  const historical = results.filter(({ scenario }) => scenario.date !== undefined)
  const standard = results.filter(({ scenario }) => scenario.date === undefined)
  terminal.write(heading(book, market, spec, paint))
  terminal.write(
    section('Days that happened', paint) + stressTable(historical, underlyings, spec.currency, paint, columns),
  )
  terminal.write(section('Round shocks', paint) + stressTable(standard, [], spec.currency, paint, columns))
}
