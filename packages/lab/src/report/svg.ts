/** Attributes of an SVG element; numbers are written with two decimals at most. */
export type Attributes = Readonly<Record<string, string | number>>

/** An SVG element as text. Children are elements already; text goes through `textOf`. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? short(value) : escaped(value)}"`)
    .join('')
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`
}

export function textOf(text: string, attributes: Attributes): string {
  return element('text', attributes, escaped(text))
}

/** A line through points, broken where one is missing. */
export function pathOf(points: readonly (readonly [number, number] | undefined)[], attributes: Attributes): string {
  let d = ''
  let pen = 'M'
  for (const point of points) {
    if (point === undefined) {
      pen = 'M'
      continue
    }
    d += `${pen}${tenth(point[0])} ${tenth(point[1])}`
    pen = 'L'
  }
  return element('path', { d, fill: 'none', ...attributes })
}

/**
 * A whole drawing. Colours are classes, so that it can be read on white and on black: `line`, `bar`, `dot`, `breach`, `first`, `second`,
 * `third` for data, `grid` and `axis` for the frame, text in `label` and `title`.
 */
export function drawing(width: number, height: number, title: string, ...children: readonly string[]): string {
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': title,
    },
    `<style>${style}</style>`,
    element('rect', { width, height, class: 'paper' }),
    ...children,
  )}\n`
}

const style = `
text{font:11px system-ui,sans-serif;fill:#4b5563}.title{font-size:15px;font-weight:600;fill:#1f2937}.head{font-weight:600;fill:#1f2937}
.paper{fill:#fff}.grid{stroke:#e5e7eb;stroke-width:1}.axis{stroke:#9ca3af;stroke-width:1}.guide{stroke:#9ca3af;stroke-dasharray:4 3}
.line{stroke:#1d6fb8}.bar{stroke:#b6bcc6}.dot{fill:#1d6fb8}.breach{stroke:#c2410c;stroke-width:4.6;stroke-linecap:round}.first{fill:#1d6fb8}.second{fill:#6aa6d8}.third{fill:#b9d5ec}
@media(prefers-color-scheme:dark){text{fill:#a1a9b5}.title,.head{fill:#e5e7eb}.paper{fill:#14171c}.grid{stroke:#2a2f37}.axis,.guide{stroke:#5b6470}
.line{stroke:#64b0f4}.bar{stroke:#59616d}.dot{fill:#64b0f4}.breach{stroke:#fb923c}.first{fill:#64b0f4}.second{fill:#3d76a8}.third{fill:#274a68}}
`.trim()

function short(value: number): string {
  return String(Math.round(value * 100) / 100)
}

function tenth(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}
