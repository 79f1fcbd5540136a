import type { MarginOptions } from '../reports/margin.js'
import { bookCommand, type CommandLine, examples } from './commandLine.js'

export function declareMargin({ program, terminal }: CommandLine): void {
  bookCommand(program, 'margin', 'what a book needs, what stands behind it, and why')
    .option('--tree', 'the rule book’s tree with the number of every node')
    .option('--depth <levels>', 'levels of the tree that are shown')
    .addHelpText(
      'after',
      examples(
        'margin examples/iron-condor.json --market examples/market.json',
        'margin book.json -m market.json.gz --spec cross --tree',
        'margin - -m market.json --json < book.json',
      ),
    )
    .action(async (book: string, options: MarginOptions) => {
      const { reportMargin } = await import('../reports/margin.js')
      await reportMargin(book, options, terminal)
    })
}
