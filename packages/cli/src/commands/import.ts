import { Option } from 'commander'
import type { ImportOptions } from '../reports/import.js'
import { type CommandLine, examples } from './commandLine.js'

export function declareImport({ program, terminal }: CommandLine): void {
  program
    .command('import')
    .description('a market document from an exchange’s option chain')
    .argument('<chain>', 'CSV of the chain (.csv or .csv.gz)')
    .option('--at <instant>', 'the snapshot to take, e.g. 2026-02-05T12:00:00Z: the last one at or before it')
    .option('--out <file>', 'market document to write; .gz is compressed, - is standard output')
    .option('--name <name>', 'name of the market’s source; the file’s name unless given')
    .addOption(
      new Option(
        '--surface <kind>',
        'keep the quoted volatilities, or fit SVI free of butterfly and calendar arbitrage',
      )
        .choices(['quotes', 'svi'])
        .default('quotes'),
    )
    .option('--list', 'list the instants that the chain has, and stop')
    .option('--force', 'replace an existing file')
    .option('--json', 'diagnostics as JSON')
    .addHelpText(
      'after',
      examples('import chain.csv.gz --list', 'import chain.csv.gz --at 2026-02-05T12:00:00Z --out market.json'),
    )
    .action(async (chain: string, options: ImportOptions) => {
      const { reportImport } = await import('../reports/import.js')
      await reportImport(chain, options, terminal)
    })
}
