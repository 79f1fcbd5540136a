import type { Command, Option } from 'commander'
import { rulebooks } from 'plimsoll'

/** What the completion scripts are told to do with the suggestions (the protocol of the scripts that @bomb.sh/tab prints). */
const directive = { files: 0, noFiles: 4 } as const

type Suggestion = readonly [value: string, description: string]

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
  if (pending !== undefined) return valuesOf(pending, typed, before)
  if (typed.startsWith('-')) {
    return answer(
      command
        .createHelp()
        .visibleOptions(command)
        .map((option) => [option.long ?? option.short ?? '', option.description]),
      typed,
    )
  }
  const arguments_ = command.registeredArguments
  if (arguments_.some((argument) => argument.name() === 'rule-book')) return answer(specs(), typed, directive.files)
  const choices = arguments_.flatMap((argument) => argument.argChoices ?? [])
  if (choices.length > 0)
    return answer(
      choices.map((choice) => [choice, '']),
      typed,
    )
  return arguments_.length > 0 ? answer([], typed, directive.files) : answer([], typed)
}

function optionBefore(command: Command, word: string | undefined): Option | undefined {
  const option = command.options.find(
    (candidate) => word !== undefined && (candidate.long === word || candidate.short === word),
  )
  return option?.required === true ? option : undefined
}

function valuesOf(option: Option, typed: string, before: readonly string[]): string {
  switch (option.attributeName()) {
    case 'spec':
      return answer(specs(), typed, directive.files)
    case 'against':
      return answer(specs(), typed)
    case 'specs': {
      // The last of a list is being typed; what stands before it stays.
      const listed = typed.slice(0, typed.lastIndexOf(',') + 1)
      const all: readonly Suggestion[] = [['all', 'every rule book that comes with Plimsoll'], ...specs()]
      return answer(
        all.map(([value, description]) => [`${listed}${value}`, description]),
        typed,
        directive.files,
      )
    }
    case 'set':
      return answer(parameters(before), typed)
  }
  if (option.argChoices !== undefined)
    return answer(
      option.argChoices.map((choice) => [choice, '']),
      typed,
    )
  return answer([], typed, /<(?:file|directory|chain)>/.test(option.flags) ? directive.files : directive.noFiles)
}

function specs(): readonly Suggestion[] {
  return rulebooks().map(({ id, title }) => [id, title])
}

/** The parameters of the rule book that stands earlier on the line; those that nobody published first. */
function parameters(before: readonly string[]): readonly Suggestion[] {
  const at = before.findIndex((word) => word === '--spec' || word === '-s')
  const spec = at < 0 ? undefined : rulebooks().find(({ id }) => id === before[at + 1])
  const entries = Object.entries(spec?.parameters ?? {})
  const missingFirst = entries.sort(([, one], [, other]) => Number(one.value !== null) - Number(other.value !== null))
  return missingFirst.map(([name, { description, unit }]) => [`${name}=`, description ?? unit ?? ''])
}

function answer(all: readonly Suggestion[], typed: string, then: number = directive.noFiles): string {
  const fitting = all
    .filter(([value]) => value.startsWith(typed))
    .map(([value, description]) => `${value}\t${description}\n`)
  return `${fitting.join('')}:${then}\n`
}
