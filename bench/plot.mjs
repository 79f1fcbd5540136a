/**
 * Growth curves as an SVG with logarithmic axes, no dependency. `node bench/plot.mjs` draws the rows of bench/results/latest.json
 * that carry points into bench/results/growth.svg.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** Okabe and Ito's colours, told apart by colour-blind readers too; markers and dashes repeat the distinction. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000', '#8a6d3b']
const markers = ['circle', 'square', 'triangle', 'diamond']
const plotWidth = 520
const plotHeight = 320
const margin = { left: 76, right: 330, top: 44, bottom: 56 }
const legendLine = 19

/**
 * Writes the plot of `list` = [{id, label, points: [[x, y], …], slope, panel?, xLabel?, yLabel?}]. Series of one `panel` share
 * axes; panels stand one below the other. Points must be positive.
 */
export function writeGrowthPlot(list, file = new URL('results/growth.svg', import.meta.url)) {
  writeFileSync(file, growthSvg(list))
}

/** The same as text. */
export function growthSvg(list) {
  const names = [...new Set(list.map(({ panel }) => panel ?? 'Growth'))]
  let top = 0
  const panels = names.map((name) => {
    const series = list.filter(({ panel }) => (panel ?? 'Growth') === name)
    const height = margin.top + Math.max(plotHeight, legendLine * series.length) + margin.bottom
    const drawn = `<g transform="translate(0 ${top})">${drawPanel(name, series)}</g>`
    top += height
    return drawn
  })
  const width = margin.left + plotWidth + margin.right
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" font-family="system-ui, sans-serif" font-size="13" fill="#222">`,
    `<rect width="${width}" height="${top}" fill="#fff"/>`,
    ...panels,
    '</svg>\n',
  ].join('\n')
}

function drawPanel(name, series) {
  const x = axis(series.flatMap(({ points }) => points.map(([at]) => at)))
  const y = axis(series.flatMap(({ points }) => points.map(([, at]) => at)))
  const place = ([a, b]) => [margin.left + plotWidth * x.share(a), margin.top + plotHeight * (1 - y.share(b))]
  const [xLabel, yLabel] = [series[0].xLabel ?? 'size', series[0].yLabel ?? 'time, µs']
  return [
    `<text x="${margin.left}" y="${margin.top - 18}" font-size="15" font-weight="600">${escaped(name)}</text>`,
    ...x.ticks.map((tick) => {
      const at = round(margin.left + plotWidth * x.share(tick.value))
      const label = tick.label === '' ? '' : text(at, margin.top + plotHeight + 20, tick.label, 'middle')
      return line(at, margin.top, at, margin.top + plotHeight, tick.label) + label
    }),
    ...y.ticks.map((tick) => {
      const at = round(margin.top + plotHeight * (1 - y.share(tick.value)))
      const label = tick.label === '' ? '' : text(margin.left - 8, at + 4, tick.label, 'end')
      return line(margin.left, at, margin.left + plotWidth, at, tick.label) + label
    }),
    `<rect x="${margin.left}" y="${margin.top}" width="${plotWidth}" height="${plotHeight}" fill="none" stroke="#888"/>`,
    text(margin.left + plotWidth / 2, margin.top + plotHeight + 42, xLabel, 'middle'),
    `<text transform="translate(20 ${margin.top + plotHeight / 2}) rotate(-90)" text-anchor="middle">${escaped(yLabel)}</text>`,
    ...series.map((one, i) => drawSeries(one.points.map(place), i) + drawLegend(one, i)),
  ].join('\n')
}

/** Decades that hold all values, with a labelled tick at each and, where they are few, at 2 and 5. */
function axis(values) {
  if (values.length === 0 || !values.every((value) => value > 0 && value < Infinity)) {
    throw new RangeError('a logarithmic axis needs positive values')
  }
  const first = Math.floor(Math.log10(Math.min(...values)) + 1e-9)
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9))
  const ticks = []
  for (let decade = first; decade <= last; decade++) {
    for (const digit of decade === last ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      const labelled = digit === 1 || (last - first <= 2 && (digit === 2 || digit === 5))
      ticks.push({ value: digit * 10 ** decade, label: labelled ? short(digit, decade) : '' })
    }
  }
  return { ticks, share: (value) => (Math.log10(value) - first) / (last - first) }
}

/** 1, 20, 500, 1 k, 20 k, 1 M; small numbers as they are. */
function short(digit, decade) {
  if (decade < 0) return (digit * 10 ** decade).toFixed(-decade)
  const group = Math.min(3, Math.floor(decade / 3))
  return `${digit * 10 ** (decade - 3 * group)}${['', ' k', ' M', ' G'][group]}`
}

function drawSeries(places, i) {
  const colour = colours[i % colours.length]
  const path = places.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')
  const dashes = i < colours.length ? '' : ' stroke-dasharray="5 4"'
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.8"${dashes}/>${places.map(([x, y]) => marker(x, y, i)).join('')}`
}

function drawLegend({ id, label, slope }, i) {
  const x = margin.left + plotWidth + 24
  const y = margin.top + 10 + legendLine * i
  const fitted = slope === undefined ? '' : `, slope ${slope.toFixed(2)}`
  const dashes = i < colours.length ? '' : ' stroke-dasharray="5 4"'
  const stroke = `<path d="M${x - 10} ${y}h20" stroke="${colours[i % colours.length]}" stroke-width="1.8"${dashes}/>`
  return stroke + marker(x, y, i) + text(x + 18, y + 4, `${label ?? id}${fitted}`, 'start')
}

function marker(x, y, i) {
  const colour = colours[i % colours.length]
  const at = `transform="translate(${round(x)} ${round(y)})" fill="${colour}"`
  const kind = markers[i % markers.length]
  if (kind === 'circle') return `<circle r="3.6" ${at}/>`
  if (kind === 'square') return `<path d="M-3.3 -3.3h6.6v6.6h-6.6z" ${at}/>`
  if (kind === 'triangle') return `<path d="M0 -4.4L4.2 3.2H-4.2z" ${at}/>`
  return `<path d="M0 -4.6L4.6 0L0 4.6L-4.6 0z" ${at}/>`
}

const round = (value) => Math.round(value * 10) / 10
const line = (x1, y1, x2, y2, label) =>
  `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="${label === '' ? '#eee' : '#ccc'}"/>`
const text = (x, y, content, anchor) =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped(content)}</text>`
const escaped = (content) => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Series of the rows that carry points, one panel for each quantity that grows (the last part of the id). */
export function growthSeries(rows) {
  return rows
    .filter(({ points }) => points !== undefined)
    .map(({ id, value, points }) => {
      const [, name, quantity] = /^(?:model\.)?(.*?)(?:\.growth)?\.([^.]+)$/.exec(id) ?? [id, id, 'size']
      return { id, label: name, points, slope: value, panel: `Time against ${quantity}`, xLabel: quantity }
    })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { rows } = JSON.parse(readFileSync(new URL('results/latest.json', import.meta.url), 'utf8'))
  writeGrowthPlot(growthSeries(rows))
}
