import type { VerifyOptions } from '../reports/verify.js'
import { type CommandLine, examples } from './commandLine.js'

export function declareVerify({ program, terminal, finish }: CommandLine): void {
  program
    .command('verify')
    .description('computes margin records again; exit code 1 when one does not hold')
    .argument('<record...>', 'record document (record/1, .json or .json.gz; - for standard input)')
    .option('--json', 'JSON for programs instead of text')
    .addHelpText(
      'after',
      examples(
        'verify record.json',
        'verify records/*.json.gz --json',
        'record book.json -m market.json | plimsoll verify -',
      ),
    )
    .action(async (files: readonly string[], options: VerifyOptions) => {
      const { reportVerify } = await import('../reports/verify.js')
      finish(await reportVerify(files, options, terminal))
    })
}
