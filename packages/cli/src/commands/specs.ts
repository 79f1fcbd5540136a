import { type CommandLine, examples } from './commandLine.js'

export function declareSpecs({ program, terminal }: CommandLine): void {
  program
    .command('specs')
    .description('the rule books that come with Plimsoll')
    .option('--json', 'the whole documents as JSON')
    .addHelpText('after', examples('specs', 'specs --json'))
    .action(async (options: { readonly json?: boolean }) => {
      const { reportSpecs } = await import('../reports/specs.js')
      reportSpecs(options, terminal)
    })
}
