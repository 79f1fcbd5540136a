import type { RecordOptions } from '../reports/record.js'
import { bookCommand, type CommandLine, examples } from './commandLine.js'

export function declareRecord({ program, terminal }: CommandLine): void {
  bookCommand(program, 'record', 'a result with everything from which anybody can compute it again, bit for bit')
    .option('--output <file>', 'record to write; .gz is compressed, - is standard output (the default)')
    .option('--force', 'replace an existing file')
    .addHelpText(
      'after',
      examples(
        'record examples/iron-condor.json --market examples/market.json',
        'record book.json -m market.json --spec ./mine.json --history closes.csv.gz --output record.json',
      ),
    )
    .action(async (book: string, options: RecordOptions) => {
      const { reportRecord } = await import('../reports/record.js')
      await reportRecord(book, options, terminal)
    })
}
