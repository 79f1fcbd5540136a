import { rulebooks } from 'plimsoll'
import { toJson } from '../output/json.js'
import { section } from '../render/heading.js'
import { table } from '../render/table.js'
import type { Terminal } from '../terminal/terminal.js'

/** `plimsoll specs`. */
export function reportSpecs(options: { readonly json?: boolean }, terminal: Terminal): void {
  const specs = rulebooks()
  if (options.json === true) {
    terminal.write(toJson({ plimsoll: 'specs/1', specs }))
    return
  }
  const { paint, columns } = terminal
  terminal.write(
    table(
      [
        { title: 'id', align: 'left', cell: ({ id }) => id },
        { title: 'title', align: 'left', cell: ({ title }) => title },
        { title: 'version', align: 'right', cell: ({ version }) => version },
        { title: 'in force from', align: 'left', cell: ({ asOf }) => asOf },
        { title: 'currency', align: 'left', cell: ({ currency }) => currency },
      ],
      specs,
      paint,
      columns,
    ),
  )
  for (const spec of specs) terminal.write(`${section(spec.id, paint)} ${spec.description}\n`)
}
