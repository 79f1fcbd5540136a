/** A row of a CSV text with the line that it begins on, counted from 1. */
export interface CsvRow {
  readonly line: number
  readonly fields: readonly string[]
}

/** The rows of a CSV text (RFC 4180; quotes, either line end); empty lines are passed over and fields are trimmed. */
export function csvRows(text: string): readonly CsvRow[] {
  const rows: CsvRow[] = []
  let fields: string[] = []
  let field = ''
  let quoted = false
  let line = 1
  let begun = 1
  const endField = (): void => {
    fields.push(field.trim())
    field = ''
  }
  const endRow = (): void => {
    endField()
    if (fields.some((each) => each !== '')) rows.push({ line: begun, fields })
    fields = []
    begun = line
  }
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; at++) {
    const letter = text[at]!
    if (letter === '\n') line++
    if (quoted) {
      if (letter !== '"') field += letter
      else if (text[at + 1] === '"') field += text[++at]!
      else quoted = false
    } else if (letter === '"') quoted = true
    else if (letter === ',') endField()
    else if (letter === '\n') endRow()
    else field += letter
  }
  endRow()
  return rows
}
