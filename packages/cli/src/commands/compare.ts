import type { CompareOptions } from '../reports/compare.js'
import { bookCommand, type CommandLine, examples } from './commandLine.js'

export function declareCompare({ program, terminal }: CommandLine): void {
  bookCommand(program, 'compare', 'isolated, cross and portfolio margin side by side, and every rule book')
    .option('--specs <ids>', 'rule books to compare, separated by commas', 'all')
    .addHelpText(
      'after',
      examples(
        'compare examples/basis-trade.json --market examples/market.json',
        'compare book.json -m market.json --specs cross,portfolio --json',
      ),
    )
    .action(async (book: string, options: CompareOptions) => {
      const { reportCompare } = await import('../reports/compare.js')
      await reportCompare(book, options, terminal)
    })
}
