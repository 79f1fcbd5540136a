import type { BookOptions } from '../input/bookOptions.js'
import { bookCommand, type CommandLine, examples } from './commandLine.js'

export function declareStress({ program, terminal }: CommandLine): void {
  bookCommand(program, 'stress', 'the book on the days that broke books, and under round shocks')
    .addHelpText('after', examples('stress examples/short-strangle.json --market examples/market.json'))
    .action(async (book: string, options: BookOptions) => {
      const { reportStress } = await import('../reports/stress.js')
      await reportStress(book, options, terminal)
    })
}
