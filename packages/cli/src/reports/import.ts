import { basename } from 'node:path'
import { type ChainMarket, formatInstant, formatMarket, type MarketSnapshot } from 'plimsoll'
import { CliError } from '../error/cliError.js'
import { aboutChain } from '../input/aboutChain.js'
import { readInstantOption } from '../input/optionValue.js'
import { requireFile } from '../input/requireFile.js'
import { toJson } from '../output/json.js'
import { refuseExisting, writeDocument } from '../output/writeDocument.js'
import { renderDiagnostics } from '../render/diagnostics.js'
import { renderSurface } from '../render/surface.js'
import { withProgress } from '../terminal/progress.js'
import type { Terminal } from '../terminal/terminal.js'
import { type FittedSurface, fittedSurface, surfaceJson } from './fittedSurface.js'

export interface ImportOptions {
  readonly at?: string
  readonly out?: string
  readonly name?: string
  readonly surface?: 'quotes' | 'svi'
  readonly list?: boolean
  readonly force?: boolean
  readonly json?: boolean
}

/** `plimsoll import`. */
export async function reportImport(chain: string, options: ImportOptions, terminal: Terminal): Promise<void> {
  await requireFile(chain)
  if (options.list === true) return listInstants(chain, options, terminal)
  if (options.at === undefined || options.out === undefined) {
    throw new CliError('USAGE', 'import needs --at INSTANT and --out FILE, or --list.')
  }
  const at = readInstantOption('--at', options.at)
  const { out } = options
  if (out !== '-') await refuseExisting(out, options.force === true)
  const { readChain } = await import('@plimsoll/server/feed')
  const imported = await withProgress(terminal, `Reading ${basename(chain)}`, () =>
    aboutChain(chain, () => readChain(chain, { at })),
  )
  const quoted = named(imported.market, chain, options.name)
  const surface = options.surface === 'svi' ? fittedSurface(quoted) : undefined
  const market = surface?.market ?? quoted
  const document = `${JSON.stringify(formatMarket(market), null, 1)}\n`
  if (out === '-') terminal.write(document)
  else await writeDocument(out, document, options.force === true)
  report({ ...imported, market }, surface, out, options, terminal)
}

function report(
  { market, diagnostics }: ChainMarket,
  surface: FittedSurface | undefined,
  out: string,
  options: ImportOptions,
  terminal: Terminal,
): void {
  // With the document on standard output, what was found goes beside it.
  const write = out === '-' ? terminal.writeError : terminal.write
  const paint = out === '-' ? terminal.errorPaint : terminal.paint
  if (options.json === true) {
    const underlyings = Object.fromEntries(
      Object.entries(diagnostics.underlyings).map(([id, entry]) => [
        id,
        { ...entry, expiries: entry.expiries.map((each) => ({ ...each, expiry: formatInstant(each.expiry) })) },
      ]),
    )
    write(
      toJson({
        plimsoll: 'import/1',
        out: out === '-' ? null : out,
        ...diagnostics,
        asOf: formatInstant(diagnostics.asOf),
        source: market.source,
        instruments: market.instruments.size,
        underlyings,
        ...(surface === undefined ? {} : { surface: surfaceJson(surface) }),
      }),
    )
    return
  }
  write(renderDiagnostics(diagnostics, options.at!, paint, terminal.columns))
  if (surface !== undefined) write(renderSurface(surface, paint, terminal.columns))
  if (out !== '-') write(`\n${market.instruments.size} instruments written to ${out}\n`)
}

/** The market under a name of the user's choice; what the import adds to the name (how perpetuals are marked) stays. */
function named(market: MarketSnapshot, chain: string, name: string | undefined): MarketSnapshot {
  if (name === undefined) return market
  return { ...market, source: { ...market.source, name: market.source.name.replace(basename(chain), () => name) } }
}

async function listInstants(chain: string, options: ImportOptions, terminal: Terminal): Promise<void> {
  const server = await import('@plimsoll/server/feed')
  const instants = await withProgress(terminal, `Reading ${basename(chain)}`, () =>
    aboutChain(chain, () => server.listInstants(chain)),
  )
  const texts = instants.map(formatInstant)
  terminal.write(options.json === true ? toJson({ plimsoll: 'instants/1', instants: texts }) : `${texts.join('\n')}\n`)
}
