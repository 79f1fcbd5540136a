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
const scalar = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const name = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y

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
      if (!skip(name)) return faultAt(text, at, next === '"' ? 'a text that is closed and without line ends' : 'a field name in double quotes')
      skip(space)
      if (text[at] !== ':') return faultAt(text, at, '":" after the field name')
      at++
      state = 'value'
    } else if (next === '{' || next === '[') {
      open.push(next)
      at++
      state = next === '{' ? 'name-or-close' : 'first-or-close'
    } else {
      if (!skip(scalar)) return faultAt(text, at, next === '"' ? 'a text that is closed and without line ends' : 'a value')
      state = 'after'
    }
  }
}

function faultAt(text: string, at: number, expected: string): JsonFault {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - before.lastIndexOf('\n')
  const found = text.slice(at, at + 12).split('\n')[0]!
  return { line, column, expected, ...(at >= text.length ? {} : { found }) }
}
