import type { ExplainOptions } from '../reports/explain.js'
import { bookCommand, type CommandLine, examples } from './commandLine.js'

export function declareExplain({ program, terminal }: CommandLine): void {
  bookCommand(program, 'explain', 'what each leg adds to the requirement, needs alone, and saves')
    .option('--tree', 'the whole tree: initial and maintenance requirement, haircuts')
    .option('--depth <levels>', 'levels of the tree that are shown')
    .addHelpText(
      'after',
      examples(
        'explain examples/covered-call.json --market examples/market.json',
        'explain examples/iron-condor.json -m examples/market.json --tree --depth 3',
        'explain book.json -m market.json --spec ./mine.json --set rate=0.05 --tree',
      ),
    )
    .action(async (book: string, options: ExplainOptions) => {
      const { reportExplain } = await import('../reports/explain.js')
      await reportExplain(book, options, terminal)
    })
}
