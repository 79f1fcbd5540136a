/** Where a text stops being JSON. */
export interface JsonFault {
  /** Both count from 1. */
  readonly line: number
  readonly column: number
  /** What stands there, e.g. `"}"`; absent at the end of the text. */
  readonly found?: string
  readonly expected: string
}

const space = /[ \t\n\r]*/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const escaped = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y
const unclosed = 'a text that is closed and without line ends'

/**
 * The first place at which a text that JSON.parse refuses stops being JSON; the engines' own messages give no place that
 * can be relied on. Undefined when the text is JSON. Without recursion, so that no nesting is too deep.
 */
export function jsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = []
  let at = 0
  let state: 'value' | 'first-or-close' | 'name' | 'name-or-close' | 'after' = 'value'
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match !== null) at += match[0].length
    return match !== null
  }
  for (;;) {
    skip(space)
    const next = text[at]
    if (state === 'after') {
      const inside = open.at(-1)
      if (inside === undefined) return next === undefined ? undefined : faultAt(text, at, 'the end of the text')
      const close = inside === '{' ? '}' : ']'
      if (next === ',') state = inside === '{' ? 'name' : 'value'
      else if (next === close) open.pop()
      else return faultAt(text, at, `"," or "${close}"`)
      at++
    } else if ((state === 'name-or-close' && next === '}') || (state === 'first-or-close' && next === ']')) {
      open.pop()
      at++
      state = 'after'
    } else if (state === 'name' || state === 'name-or-close') {
      const end = next === '"' ? textEnd(text, at) : undefined
      if (end === undefined) return faultAt(text, at, next === '"' ? unclosed : 'a field name in double quotes')
      at = end
      skip(space)
      if (text[at] !== ':') return faultAt(text, at, '":" after the field name')
      at++
      state = 'value'
    } else if (next === '{' || next === '[') {
      open.push(next)
      at++
      state = next === '{' ? 'name-or-close' : 'first-or-close'
    } else {
      const end = next === '"' ? textEnd(text, at) : undefined
      if (end !== undefined) at = end
      else if (next === '"' || !skip(scalar)) return faultAt(text, at, next === '"' ? unclosed : 'a value')
      state = 'after'
    }
  }
}

/** Where the text that begins at a quote ends; undefined when it is not one. */
function textEnd(text: string, start: number): number | undefined {
  let at = start + 1
  while (at < text.length) {
    if (text[at] === '"') return at + 1
    if (text[at] === '\\') {
      escaped.lastIndex = at
      const match = escaped.exec(text)
      if (match === null) return undefined
      at += match[0].length
    } else if (text[at]! < ' ') return undefined
    else at++
  }
  return undefined
}

function faultAt(text: string, at: number, expected: string): JsonFault {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - before.lastIndexOf('\n')
  const found = text.slice(at, at + 12).split('\n')[0]!
  return { line, column, expected, ...(at >= text.length ? {} : { found }) }
}
