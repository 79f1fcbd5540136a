import type { VenueStatus } from '@plimsoll/server/contract'
import { fixed } from '../format/number'

/** What stands here when there is no venue to look at: how to get one, or what became of it. */
export function NoVenue({ status }: { status: VenueStatus | undefined }) {
  return (
    <div className="mx-auto max-w-xl p-8" data-testid="no-venue">
      {status === undefined ? (
        <>
          <h1 className="text-lg font-semibold">No venue is running</h1>
          <p className="mt-2 text-ink-2">
            A venue is a hundred thousand simulated accounts on the market of this desk, each with 8 to 20 positions,
            followed from tick to tick. <code>npm start</code> runs one; else start the service with it:
          </p>
          <pre className="mt-3 overflow-x-auto rounded border border-line bg-raised px-3 py-2 text-xs">
            <code>plimsoll serve --venue 100000</code>
          </pre>
        </>
      ) : status.state === 'starting' ? (
        <div role="status">
          <h1 className="text-lg font-semibold">The venue is being made</h1>
          <p className="mt-2 text-ink-2">
            {fixed(status.accounts, 0)} simulated accounts get their positions and their collateral.
          </p>
        </div>
      ) : (
        <div role="alert">
          <h1 className="text-lg font-semibold">The venue has failed</h1>
          <p className="mt-2 text-ink-2">
            The service’s log says why, and so does{' '}
            <a className="text-accent underline" href="/v1/venue">
              /v1/venue
            </a>
            . The accounts of the desk go on.
          </p>
        </div>
      )}
    </div>
  )
}
