import { Command } from 'commander'
import { declareAttack } from './commands/attack.js'
import type { CommandLine } from './commands/commandLine.js'
import { declareCompare } from './commands/compare.js'
import { declareCompletion } from './commands/completion.js'
import { declareExplain } from './commands/explain.js'
import { declareForcedFlow } from './commands/forcedFlow.js'
import { declareImport } from './commands/import.js'
import { declareMargin } from './commands/margin.js'
import { declareRecord } from './commands/record.js'
import { declareRehearse } from './commands/rehearse.js'
import { declareServe } from './commands/serve.js'
import { declareSimulate } from './commands/simulate.js'
import { declareSpecs } from './commands/specs.js'
import { declareStress } from './commands/stress.js'
import { declareValidate } from './commands/validate.js'
import { declareVerify } from './commands/verify.js'
import { declareVersion } from './commands/version.js'
import { declareWhatIf } from './commands/whatIf.js'
import type { ExitCode } from './exitCode.js'
import type { Terminal } from './terminal/terminal.js'
import { version } from './version.js'

const closing = `
Exit codes: 0 done · 1 a record does not hold, or a defect of Plimsoll · 2 input that cannot be accepted
            3 a file that cannot be read or written · 4 what-if not accepted · 5 the service could not start

Examples:
  $ plimsoll margin examples/iron-condor.json --market examples/market.json
  $ plimsoll what-if examples/iron-condor.json -m examples/market.json -o 'buy 1 BTC-PERPETUAL'
  $ plimsoll compare examples/basis-trade.json -m examples/market.json
  $ plimsoll serve`

/** Everything that can be typed. Nothing of the library or the server is loaded to declare it. */
export function createProgram(terminal: Terminal, finish: (code: ExitCode) => void): Command {
  const program = new Command('plimsoll')
    .description('How little collateral can safely stand behind a book of crypto derivatives, and why.')
    .version(version(), '-V, --version', 'the version')
    .helpOption('-h, --help', 'help')
    .helpCommand('help [command]', 'help on a command')
    .addHelpText('after', closing)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.writeError(text),
      getOutHelpWidth: () => terminal.columns ?? helpWidth,
      getErrHelpWidth: () => terminal.columns ?? helpWidth,
      // Errors are thrown, and reported in one place with their code.
      outputError: () => undefined,
    })
  const line: CommandLine = { program, terminal, finish }
  declareMargin(line)
  declareWhatIf(line)
  declareCompare(line)
  declareStress(line)
  declareExplain(line)
  declareRecord(line)
  declareVerify(line)
  declareValidate(line)
  declareSimulate(line)
  declareRehearse(line)
  declareForcedFlow(line)
  declareAttack(line)
  declareImport(line)
  declareSpecs(line)
  declareServe(line)
  declareCompletion(line)
  declareVersion(line)
  return program
}

const helpWidth = 100
