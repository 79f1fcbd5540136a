/** Text in colour where the terminal shows it, else as it is. */
export interface Paint {
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
}

const plain = (text: string): string => text
const coded =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001b[${open}m${text}\u001b[${close}m`

const coloured: Paint = {
  red: coded(31, 39),
  green: coded(32, 39),
  yellow: coded(33, 39),
  bold: coded(1, 22),
  dim: coded(2, 22),
}
const uncoloured: Paint = { red: plain, green: plain, yellow: plain, bold: plain, dim: plain }

export function paintFor(colour: boolean): Paint {
  return colour ? coloured : uncoloured
}

/** Columns that a text takes, colour codes not counted. */
export function widthOf(text: string): number {
  let width = 0
  for (const _ of text.replace(colourCode, '')) width++
  return width
}

const colourCode = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')
