import { Link } from '@tanstack/react-router'

export function NotFound() {
  return (
    <div className="p-8">
      <h1 className="text-base font-semibold">There is no such page</h1>
      <p className="mt-1 text-ink-2">The address may be mistyped.</p>
      <Link to="/" className="mt-3 inline-block text-accent underline">
        To the first account
      </Link>
    </div>
  )
}
