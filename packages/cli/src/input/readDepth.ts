import { readNumberOption } from './optionValue.js'

/** The levels of a tree that `--depth` asks for; undefined for all of them. */
export function readDepth(text: string | undefined): number | undefined {
  return text === undefined ? undefined : readNumberOption('--depth', text, { min: 0, max: 1000, whole: true })
}
