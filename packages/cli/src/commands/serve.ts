import { Option } from 'commander'
import type { ServeOptions } from '../reports/serve.js'
import { type CommandLine, examples } from './commandLine.js'

export function declareServe({ program, terminal, finish }: CommandLine): void {
  program
    .command('serve')
    .description('the service with its desk in the browser, on a simulated or a replayed market')
    .option('-p, --port <port>', 'port to listen on; 0 takes any free one', '4180')
    .option('--host <address>', 'address to listen on; anything but loopback needs an API key', '127.0.0.1')
    .option('--data <directory>', 'folder of the accounts’ store; :memory: keeps nothing', '.data')
    .option('--demo', 'put the demonstration books into a store that never held anything', true)
    .option('--no-demo', 'start with no accounts')
    .option('--venue [accounts]', 'run a venue of simulated accounts on the same market (100000 unless given)')
    .addOption(
      new Option(
        '--simulate [seed]',
        'simulated market; the same seed gives the same market (default: seed 1)',
      ).conflicts('replay'),
    )
    .option('--replay <chain>', 'replay an exchange’s option chain (.csv or .csv.gz)')
    .option('--speed <factor>', 'market seconds per second (default: 1 simulated, 4000 replayed)')
    .addOption(new Option('--from <instant>', 'where the replay begins, e.g. 2026-02-05T00:00:00Z'))
    .option('--api-key-file <file>', 'file with the API key; else the variable PLIMSOLL_API_KEY')
    .addOption(
      new Option('--log-level <level>', 'least severe log lines shown')
        .choices(['silent', 'error', 'warn', 'info', 'debug'])
        .default('warn'),
    )
    .addHelpText(
      'after',
      examples(
        'serve',
        'serve --replay chain.csv.gz --speed 3600 --data :memory:',
        'serve --venue 100000',
        'serve --port 8080 --no-demo --log-level info',
      ),
    )
    .action(async (options: ServeOptions) => {
      const { serve } = await import('../reports/serve.js')
      finish(await serve(options, terminal))
    })
}
