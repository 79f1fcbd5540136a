import type { AttackOptions } from '../reports/attack.js'
import { type CommandLine, examples } from './commandLine.js'

export function declareAttack({ program, terminal, finish }: CommandLine): void {
  program
    .command('attack')
    .description(
      'a coalition that searches for profit against the clearing machine’s rules, and the most that it finds',
    )
    .option('--policy <name>', 'one deleveraging policy (default: all, and all sets of liquidation rules)')
    .option('--tries <number>', 'plans tried for each strategy under each set of rules', '40')
    .option('--seed <number>', 'everything follows from it (default: one from the clock, printed)')
    .option('--json', 'JSON for programs instead of text')
    .addHelpText('after', examples('attack --policy plimsoll', 'attack --seed 42 --tries 200 --json'))
    .action(async (options: AttackOptions) => {
      const { reportAttack } = await import('../reports/attack.js')
      finish(reportAttack(options, terminal))
    })
}
