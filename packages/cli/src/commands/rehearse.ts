import { Option } from 'commander'
import type { RehearseOptions } from '../reports/rehearse.js'
import { type CommandLine, examples } from './commandLine.js'

export function declareRehearse({ program, terminal }: CommandLine): void {
  program
    .command('rehearse')
    .description('a crash played through the clearing machine: calls, liquidations, fund, deleveraging')
    .addOption(
      new Option('--day <day>', 'which crash; the days need past data')
        .choices(['custom', '2020-03-12', '2025-10-10'])
        .default('custom'),
    )
    .option('--shock <percent>', 'of a custom crash: how far BTC falls', '-30%')
    .option('--accounts <number>', 'accounts of the population', '500')
    .addOption(
      new Option(
        '--policy <name>',
        'of deleveraging, or all of them beside one another (default: the venue’s)',
      ).choices(['bitmex', 'binance', 'hyperliquid', 'drift', 'chitra', 'campbell', 'plimsoll', 'all']),
    )
    .option('--seed <number>', 'everything follows from it', '1')
    .option('--data <directory>', 'folder of past data (default: data in the folder of PLIMSOLL_SHARED)')
    .option('--json', 'JSON for programs instead of text')
    .addHelpText(
      'after',
      examples(
        'rehearse --shock -40% --accounts 1000',
        'rehearse --day 2025-10-10 --accounts 2000 --policy all',
        'rehearse --day 2020-03-12 --json',
      ),
    )
    .action(async (options: RehearseOptions) => {
      const { reportRehearse } = await import('../reports/rehearse.js')
      await reportRehearse(options, terminal)
    })
}
