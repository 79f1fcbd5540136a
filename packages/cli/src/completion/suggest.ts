import type { Command, Option } from 'commander'
import { rulebooks } from 'plimsoll'

/** What the completion scripts are told to do with the suggestions (the protocol of the scripts that @bomb.sh/tab prints). */
const directive = { files: 0, noFiles: 4 } as const

/**
 * The answer to `plimsoll complete -- WORDS`: one suggestion a line with its description behind a tab, and the directive
 * that says whether files may be suggested too. The last word is the one being typed.
 */
export function suggest(program: Command, words: readonly string[]): string {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const command = program.commands.find((candidate) => candidate.name() === before[0])
  if (command === undefined) {
    return before.length > 0
      ? answer([], typed)
      : answer(
          program.commands.map((each) => [each.name(), each.description()]),
          typed,
        )
  }
  const pending = optionBefore(command, before.at(-1))
  if (pending !== undefined) return valuesOf(pending, typed)
  if (typed.startsWith('-')) {
    return answer(
      command
        .createHelp()
        .visibleOptions(command)
        .map((option) => [option.long ?? option.short ?? '', option.description]),
      typed,
    )
  }
  const choices = command.registeredArguments.flatMap((argument) => argument.argChoices ?? [])
  if (choices.length > 0)
    return answer(
      choices.map((choice) => [choice, '']),
      typed,
    )
  return command.registeredArguments.length > 0 ? answer([], typed, directive.files) : answer([], typed)
}

function optionBefore(command: Command, word: string | undefined): Option | undefined {
  const option = command.options.find(
    (candidate) => word !== undefined && (candidate.long === word || candidate.short === word),
  )
  return option?.required === true ? option : undefined
}

function valuesOf(option: Option, typed: string): string {
  if (option.attributeName() === 'spec' || option.attributeName() === 'specs') {
    return answer(
      rulebooks().map((spec) => [spec.id, spec.title]),
      typed,
    )
  }
  if (option.argChoices !== undefined)
    return answer(
      option.argChoices.map((choice) => [choice, '']),
      typed,
    )
  return answer([], typed, /<(?:file|directory|chain)>/.test(option.flags) ? directive.files : directive.noFiles)
}

function answer(all: readonly (readonly [string, string])[], typed: string, then: number = directive.noFiles): string {
  const fitting = all
    .filter(([value]) => value.startsWith(typed))
    .map(([value, description]) => `${value}\t${description}\n`)
  return `${fitting.join('')}:${then}\n`
}
