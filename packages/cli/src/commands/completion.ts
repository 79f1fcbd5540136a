import { Argument } from 'commander'
import { type CommandLine, examples } from './commandLine.js'

const shells = ['bash', 'zsh', 'fish'] as const

export function declareCompletion({ program, terminal }: CommandLine): void {
  program
    .command('completion')
    .description('a script that teaches your shell to complete plimsoll’s commands and options')
    .addArgument(new Argument('<shell>', 'shell').choices(shells))
    .addHelpText(
      'after',
      [
        examples('completion bash > ~/.local/share/bash-completion/completions/plimsoll'),
        '  $ plimsoll completion fish > ~/.config/fish/completions/plimsoll.fish',
        '  $ source <(plimsoll completion zsh)',
        '',
        'The folder must be there: mkdir -p ~/.local/share/bash-completion/completions (or ~/.config/fish/completions).',
      ].join('\n'),
    )
    .action(async (shell: (typeof shells)[number]) => {
      const { script } = await import('@bomb.sh/tab')
      // Writes to standard output by itself.
      script(shell, 'plimsoll', 'plimsoll')
      // The script says when files may be suggested, but bash has to be told that it may do so at all.
      if (shell === 'bash') terminal.write('complete -o default -F __plimsoll_complete plimsoll\n')
    })
}
