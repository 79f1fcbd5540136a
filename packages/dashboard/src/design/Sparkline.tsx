/** The recent course of a number. Decoration: the number itself stands above it. */
export function Sparkline({ values }: { values: readonly number[] }) {
  if (values.length < 3) return <span className="block h-4" />
  const low = Math.min(...values)
  const high = Math.max(...values)
  const span = high - low
  const points = values.map((value, place) => {
    const x = (place / (values.length - 1)) * 100
    const y = span === 0 ? 8 : 15 - ((value - low) / span) * 14
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  return (
    <svg
      viewBox="0 0 100 16"
      preserveAspectRatio="none"
      className="block h-4 w-full text-line-strong"
      aria-hidden="true"
    >
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
