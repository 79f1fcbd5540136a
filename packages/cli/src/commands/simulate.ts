import type { SimulateOptions } from '../reports/simulate.js'
import { type CommandLine, examples } from './commandLine.js'

export function declareSimulate({ program, terminal, finish }: CommandLine): void {
  program
    .command('simulate')
    .description(
      'a venue of agents, faults and crashes against the clearing machine, every invariant checked after every command',
    )
    .option('--events <number>', 'events until it ends, such as 50000 or 1e7', '100000')
    .option('--seed <number>', 'everything follows from it (default: one from the clock, printed)')
    .option('--threads <number>', 'runs of 50,000 events that are played at a time (default: one a core)')
    .option('--json', 'JSON for programs instead of text')
    .addHelpText('after', examples('simulate', 'simulate --events 1e7 --seed 42 --json'))
    .action(async (options: SimulateOptions) => {
      const { reportSimulate } = await import('../reports/simulate.js')
      finish(await reportSimulate(options, terminal))
    })
}
