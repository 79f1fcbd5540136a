/** The place of something that is on its way. */
export function Skeleton({ className = 'h-24' }: { className?: string }) {
  return (
    <div role="status" aria-label="Loading" className={`skeleton rounded bg-raised ${className}`}>
      <span className="sr-only">Loading</span>
    </div>
  )
}
