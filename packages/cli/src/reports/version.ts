import { toJson } from '../output/json.js'
import type { Terminal } from '../terminal/terminal.js'
import { version } from '../version.js'

/** `plimsoll version`. */
export function reportVersion(options: { readonly json?: boolean }, terminal: Terminal): void {
  const node = process.versions.node
  terminal.write(
    options.json === true ? toJson({ plimsoll: version(), node }) : `plimsoll ${version()}, node ${node}\n`,
  )
}
