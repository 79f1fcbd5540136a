import type { CompareOptions } from '../reports/compare.js'
import { bookCommand, type CommandLine, examples } from './commandLine.js'

export function declareCompare({ program, terminal }: CommandLine): void {
  bookCommand(program, 'compare', 'one book under every rule book, why they differ, and what netting saves')
    .option('--specs <list>', 'rule books to compare: all, or ids and files separated by commas', 'all')
    .option('--against <id>', 'rule book that the others are explained against (default: --spec, else the cheapest)')
    .addHelpText(
      'after',
      examples(
        'compare examples/basis-trade.json --market examples/market.json',
        'compare examples/iron-condor.json -m examples/market.json --specs cross,portfolio --against portfolio',
        'compare book.json -m market.json --specs all,./mine.json --history closes.csv --json',
        'compare book.json -m market.json --set mine:rate=0.05',
      ),
    )
    .action(async (book: string, options: CompareOptions) => {
      const { reportCompare } = await import('../reports/compare.js')
      await reportCompare(book, options, terminal)
    })
}
