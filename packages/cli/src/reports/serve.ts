import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { MarketFeed } from '@plimsoll/server'
import { formatInstant, PlimsollError } from 'plimsoll'
import { type ExitCode, exitCode } from '../exitCode.js'
import { aboutChain } from '../input/aboutChain.js'
import { readInstantOption, readNumberOption } from '../input/optionValue.js'
import { readText } from '../input/readText.js'
import { requireFile } from '../input/requireFile.js'
import { facts } from '../render/facts.js'
import { withProgress } from '../terminal/progress.js'
import type { Terminal } from '../terminal/terminal.js'

export interface ServeOptions {
  readonly port: string
  readonly host: string
  readonly data: string
  readonly demo: boolean
  /** `true` without a number. */
  readonly venue?: string | true
  /** `true` without a seed. */
  readonly simulate?: string | true
  readonly replay?: string
  readonly speed?: string
  readonly from?: string
  readonly apiKeyFile?: string
  readonly logLevel: string
}

/** `plimsoll serve`: runs until it is interrupted. */
export async function serve(options: ServeOptions, terminal: Terminal): Promise<ExitCode> {
  const port = readNumberOption('--port', options.port, { min: 0, max: 65_535, whole: true })
  const accounts = venueAccounts(options.venue)
  const apiKey = options.apiKeyFile === undefined ? undefined : (await readText(options.apiKeyFile, terminal)).trim()
  const dashboard = dashboardFolder()
  const feed = await openFeed(options, terminal)
  const { createService } = await import('@plimsoll/server')
  const service = await createService({
    port,
    host: options.host,
    dataDirectory: options.data,
    feed,
    demo: options.demo,
    logLevel: options.logLevel,
    ...(accounts === undefined ? {} : { venue: { accounts } }),
    ...(dashboard === undefined ? {} : { dashboard }),
    ...(apiKey === undefined ? {} : { apiKey }),
  })
  const { paint } = terminal
  terminal.write(`\n ${paint.bold('Plimsoll is listening on')} ${paint.bold(paint.green(service.address))}\n\n`)
  terminal.write(
    facts(
      [
        {
          name: 'Market',
          value: '',
          remark: `${feed.name}, ${feed.speed} market second${feed.speed === 1 ? '' : 's'} per second`,
        },
        {
          name: 'Accounts',
          value: '',
          remark: service.storeFile === ':memory:' ? 'in memory; nothing is kept' : service.storeFile,
        },
        ...(accounts === undefined
          ? []
          : [{ name: 'Venue', value: '', remark: `${accounts.toLocaleString('en-US')} simulated accounts` }]),
        {
          name: 'Desk',
          value: '',
          remark: dashboard === undefined ? 'not built; only the API is served' : service.address,
        },
        { name: 'API', value: '', remark: `${service.address}/docs` },
      ],
      paint,
    ),
  )
  terminal.write('\n Ctrl-C stops it.\n')
  await interruption()
  // Asked a second time, it goes at once: what was acknowledged is on the disk already.
  const atOnce = (): void => process.exit(exitCode.interrupted)
  process.once('SIGINT', atOnce).once('SIGTERM', atOnce)
  terminal.writeError('\nStopping; once more stops it at once.\n')
  await service.close()
  process.off('SIGINT', atOnce).off('SIGTERM', atOnce)
  return exitCode.done
}

const usualVenue = 100_000

function venueAccounts(option: string | true | undefined): number | undefined {
  if (typeof option !== 'string') return option === true ? usualVenue : undefined
  return readNumberOption('--venue', option, { min: 1, max: 2_000_000, whole: true })
}

function interruption(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop)
      resolve()
    }
    process.on('SIGINT', stop).on('SIGTERM', stop)
  })
}

async function openFeed(options: ServeOptions, terminal: Terminal): Promise<MarketFeed> {
  const { openReplay, simulatedFeed } = await import('@plimsoll/server/feed')
  const speed =
    options.speed === undefined
      ? {}
      : { speed: readNumberOption('--speed', options.speed, { min: 0.001, max: 1_000_000 }) }
  if (options.replay === undefined) {
    if (options.from !== undefined) {
      throw new PlimsollError('INPUT_INVALID', {
        where: '--from',
        value: options.from,
        expected: '--replay with it: a simulation begins now',
      })
    }
    const seed = typeof options.simulate === 'string' ? readNumberOption('--simulate', options.simulate, seedRange) : 1
    return simulatedFeed({ seed, ...speed })
  }
  const chain = options.replay
  const from = options.from === undefined ? undefined : readInstantOption('--from', options.from)
  await requireFile(chain)
  const feed = await withProgress(terminal, `Reading ${chain}`, () => aboutChain(chain, () => openReplay(chain, speed)))
  if (from !== undefined) seekTo(feed, from, options.from!)
  return feed
}

const seedRange = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true }

function seekTo(feed: MarketFeed, instant: number, text: string): void {
  const { range } = feed
  if (range === undefined || instant < range.from || instant > range.to) {
    const within =
      range === undefined ? 'nothing' : `an instant from ${formatInstant(range.from)} to ${formatInstant(range.to)}`
    throw new PlimsollError('INPUT_INVALID', { where: '--from', value: text, expected: within })
  }
  feed.seek?.(range.to === range.from ? 0 : (instant - range.from) / (range.to - range.from))
}

/** The built desk; undefined in a working tree where it has not been built. */
function dashboardFolder(): string | undefined {
  const require = createRequire(import.meta.url)
  const manifest = require.resolve('@plimsoll/dashboard/package.json')
  const folder = join(dirname(manifest), 'dist')
  return existsSync(join(folder, 'index.html')) ? folder : undefined
}
