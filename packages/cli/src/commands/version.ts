import { type CommandLine, examples } from './commandLine.js'

export function declareVersion({ program, terminal }: CommandLine): void {
  program
    .command('version')
    .description('versions of Plimsoll and Node')
    .option('--json', 'JSON for programs instead of text')
    .addHelpText('after', examples('version --json'))
    .action(async (options: { readonly json?: boolean }) => {
      const { reportVersion } = await import('../reports/version.js')
      reportVersion(options, terminal)
    })
}
