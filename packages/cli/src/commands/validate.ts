import type { ValidateOptions } from '../reports/validate.js'
import { type CommandLine, examples } from './commandLine.js'

export function declareValidate({ program, terminal }: CommandLine): void {
  program
    .command('validate')
    .description('every rule book on constant books through real history: breaches, tests, procyclicality, with plots')
    .option('--specs <ids|files>', 'rule books, with commas between', 'all')
    .option('--books <ids>', 'constant books, with commas between', 'all')
    .option('--data <directory>', 'folder of prices (default: data in the folder of PLIMSOLL_SHARED)')
    .option('--from <day>', 'first day, such as 2018-01-01')
    .option('--to <day>', 'last day')
    .option('--hourly <day...>', 'crashes to go through hour by hour, five days before and after; none for none', [
      '2020-03-12',
      '2021-05-19',
      '2022-11-09',
      '2025-10-10',
    ])
    .option('--quick', 'every 56th day, and one crash every twelfth hour: a look, not a test')
    .option('--output <directory>', 'folder for report.md, results.json and the plots (default: plimsoll-validation)')
    .option('--force', 'replace an existing report')
    .option('--json', 'the results on standard output; a report only with --output')
    .addHelpText(
      'after',
      examples(
        'validate --data data --output report',
        'validate --specs plimsoll-pm,./mine.json --books long-btc,short-strangle --from 2020-01-01',
        'validate --quick --json',
      ),
    )
    .action(async (options: ValidateOptions) => {
      const { reportValidate } = await import('../reports/validate.js')
      await reportValidate(options, terminal)
    })
}
