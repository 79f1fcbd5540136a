import type { ForcedFlowOptions } from '../reports/forcedFlow.js'
import { type CommandLine, examples } from './commandLine.js'

export function declareForcedFlow({ program, terminal }: CommandLine): void {
  program
    .command('forced-flow')
    .description('what liquidations would have to trade at each move of prices, against what the markets take')
    .option('--state <file>', 'state of a clearing machine, as saveState writes it (default: the assumed venue)')
    .option('--of <underlyings>', 'which move, with how much of the move each, e.g. BTC,ETH=1.2 (default: all alike)')
    .option('--to <percent>', 'the last move; each whole percent up to it is a line', '-40%')
    .option('--accounts <number>', 'accounts of the assumed venue', '500')
    .option('--seed <number>', 'from which the assumed venue follows', '1')
    .option('--json', 'JSON for programs instead of text')
    .addHelpText(
      'after',
      examples('forced-flow', 'forced-flow --of BTC --to +25%', 'forced-flow --state venue.state --of BTC,ETH=1.2'),
    )
    .action(async (options: ForcedFlowOptions) => {
      const { reportForcedFlow } = await import('../reports/forcedFlow.js')
      await reportForcedFlow(options, terminal)
    })
}
