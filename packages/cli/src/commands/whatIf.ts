import type { WhatIfOptions } from '../reports/whatIf.js'
import { bookCommand, type CommandLine, collect, examples } from './commandLine.js'

export function declareWhatIf({ program, terminal, finish }: CommandLine): void {
  bookCommand(program, 'what-if', 'what orders would change; exit code 4 when they would not be accepted')
    .requiredOption(
      '-o, --order <order>',
      'BUY|SELL QUANTITY INSTRUMENT [@ PRICE], at the mark without a price; repeatable',
      collect,
    )
    .option('--rest', 'leave the orders open in the book instead of assuming them filled')
    .addHelpText(
      'after',
      examples(
        "what-if examples/covered-call.json -m examples/market.json --order 'sell 1 BTC-27MAR26-90000-C @ 0.01'",
        "what-if book.json -m market.json -o 'buy 2 BTC-27MAR26-60000-P' -o 'sell 500 BTC-PERPETUAL' --json",
      ),
    )
    .action(async (book: string, options: WhatIfOptions) => {
      const { reportWhatIf } = await import('../reports/whatIf.js')
      finish(await reportWhatIf(book, options, terminal))
    })
}
