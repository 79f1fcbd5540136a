import type { BookOptions } from '../input/bookOptions.js'
import { bookCommand, type CommandLine, examples } from './commandLine.js'

export function declareExplain({ program, terminal }: CommandLine): void {
  bookCommand(program, 'explain', 'what each leg adds to the requirement, needs alone, and saves')
    .addHelpText('after', examples('explain examples/iron-condor.json --market examples/market.json'))
    .action(async (book: string, options: BookOptions) => {
      const { reportExplain } = await import('../reports/explain.js')
      await reportExplain(book, options, terminal)
    })
}
