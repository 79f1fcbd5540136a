import type { SpecsOptions } from '../reports/specs.js'
import { type CommandLine, examples } from './commandLine.js'

export function declareSpecs({ program, terminal }: CommandLine): void {
  program
    .command('specs')
    .description('the rule books: where their parameters come from, and what they need')
    .argument('[rule-book...]', 'ids or files (spec/1); one alone is shown with all its parameters')
    .option('--json', 'summaries as JSON; of one rule book alone the whole document')
    .option('--schema', 'the JSON Schema of rule books, and nothing else')
    .addHelpText(
      'after',
      examples(
        'specs',
        'specs portfolio',
        'specs examples/historical-shortfall.json',
        'specs portfolio --json > mine.json',
        'specs --schema > spec.schema.json',
      ),
    )
    .action(async (words: readonly string[], options: SpecsOptions) => {
      const { reportSpecs } = await import('../reports/specs.js')
      await reportSpecs(words, options, terminal)
    })
}
