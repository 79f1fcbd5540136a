import { type Paint, widthOf } from '../terminal/paint.js'

/** A text cut to a width, with an ellipsis where something is missing. Texts in colour are cut without it. */
export function cutText(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  return `${Array.from(text)
    .slice(0, Math.max(0, width - 1))
    .join('')
    .trimEnd()}…`
}

/** A space at which no line ends. */
export const noBreak = '\u00a0'

/** A text as lines of at most a width, broken at spaces but not at no-break ones; a word that is longer stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/[ \n]+/).filter((each) => each !== '')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

/** Width of running text where there is no terminal to fit it to. */
const plainWidth = 120

/** A paragraph behind an indent; lines after the first stand further in where `hang` says so. */
export function paragraph(text: string, columns: number | undefined, indent = ' ', hang = indent): string {
  const room = Math.max(20, (columns ?? plainWidth) - Math.max(indent.length, hang.length))
  return wrap(text, room)
    .map((line, row) => `${row === 0 ? indent : hang}${line.replaceAll(noBreak, ' ')}\n`)
    .join('')
}

/** Small print below a table. */
export function remark(text: string, paint: Paint, columns: number | undefined, indent = ' '): string {
  const lines = paragraph(text, columns, indent).trimEnd().split('\n')
  return lines.map((line) => `${paint.dim(line)}\n`).join('')
}
