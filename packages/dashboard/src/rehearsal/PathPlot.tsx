import type { RehearsalPoint } from '@plimsoll/server/contract'
import { useMemo } from 'react'
import type uPlot from 'uplot'
import { TimePlot } from '../design/TimePlot'
import { markPath, markRows, markSize, spanOf } from './marks'

interface PathPlotProps {
  readonly points: readonly RehearsalPoint[]
  readonly steps: number
  /** What the line is, and the colour it has. */
  readonly value: (point: RehearsalPoint) => number
  readonly colour: string
  /** Whether calls, liquidations and deleveraging are marked below it. */
  readonly hasMarks: boolean
}

/** Height of one row of marks. */
const rowPixels = 13

/** A line that grows into the span of the whole rehearsal. Its last value stands beside it in words. */
export function PathPlot({ points, steps, value, colour, hasMarks }: PathPlotProps) {
  const data = useMemo(
    (): uPlot.AlignedData => [points.map(({ at }) => Date.parse(at) / 1000), points.map(value)],
    [points, value],
  )
  const marksPixels = hasMarks ? markRows.length * rowPixels : 0
  return (
    <TimePlot
      data={data}
      colour={colour}
      range={(least, most, height) => around(least, most, marksPixels, height)}
      span={() => spanOf(points, steps)}
      timeLetters={5}
      {...(hasMarks ? { draw: (plot, ink) => drawMarks(plot, points, ink) } : {})}
    />
  )
}

/** Some air around what is drawn, and room below it for the rows of marks. */
function around(low: number, high: number, marksPixels: number, height: number): uPlot.Range.MinMax {
  const air = Math.max((high - low) * 0.08, Math.abs(high) * 0.001) || 1
  // Neither a price nor a fund goes below nothing.
  const floor = Math.max(0, low - air)
  const room = (marksPixels / Math.max(60, height - 40 - marksPixels)) * (high + air - floor)
  return [floor - room, high + air]
}

function drawMarks(self: uPlot, points: readonly RehearsalPoint[], ink: (name: string) => string): void {
  const { ctx, bbox } = self
  const ratio = devicePixelRatio
  ctx.save()
  for (const [row, { key, colour, shape }] of markRows.entries()) {
    const y = bbox.top + bbox.height - (markRows.length - row - 0.5) * rowPixels * ratio
    const marks = points.map((point) => {
      const size = markSize(point[key]) * ratio
      return size === 0 ? '' : markPath(shape, self.valToPos(Date.parse(point.at) / 1000, 'x', true), y, size)
    })
    ctx.fillStyle = ink(colour)
    ctx.fill(new Path2D(marks.join('')))
  }
  ctx.restore()
}
