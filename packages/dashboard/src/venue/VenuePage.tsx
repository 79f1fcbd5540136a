import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Panel } from '../design/Panel'
import { Problem } from '../design/Problem'
import { Skeleton } from '../design/Skeleton'
import { fixed } from '../format/number'
import { useStream } from '../stream/useStream'
import { AccountPanel } from './AccountPanel'
import { CrossedPanel } from './CrossedPanel'
import { HealthPanel } from './HealthPanel'
import { LevelsPanel } from './LevelsPanel'
import { NoVenue } from './NoVenue'
import { useVenue } from './useVenue'
import { VenueTiles } from './VenueTiles'

/** A venue of simulated accounts: how healthy they are, who has just crossed a level, and what following them takes. */
export default function VenuePage() {
  const status = useStream((state) => state.status?.venue)
  const isKnown = useStream((state) => state.status !== null)
  const { trace, error } = useVenue(status?.state === 'running')
  const { account } = useSearch({ from: '/venue' })
  const navigate = useNavigate()
  const choose = (number: number | undefined): void => {
    void navigate({ to: '/venue', search: (now) => ({ ...now, account: number }), replace: true })
  }
  useEffect(() => {
    document.title = 'Simulated venue · Plimsoll'
  }, [])
  if (!isKnown) return <Skeleton className="m-3 h-96" />
  if (status === undefined || status.state !== 'running') return <NoVenue status={status} />
  if (trace === null)
    return error === null ? (
      <Skeleton className="m-3 h-96" />
    ) : (
      <div className="p-3">
        <Problem error={error} />
      </div>
    )
  const { view } = trace
  return (
    <div className="flex flex-col gap-2 p-2" data-testid="venue" data-tick={view.tick}>
      <header className="flex flex-wrap items-baseline gap-x-3 px-1">
        <h1 className="text-base font-semibold">Simulated venue</h1>
        <p className="text-xs text-ink-2">
          {fixed(view.accounts, 0)} simulated accounts with {fixed(view.positions, 0)} positions: nobody’s money, real
          computation
        </p>
      </header>
      {view.unvalued.accounts > 0 && (
        <p role="alert" className="rounded border border-warning bg-warning-soft px-3 py-1.5 text-sm text-warning">
          {fixed(view.unvalued.accounts, 0)} accounts hold what the market does not price now (
          {view.unvalued.instruments.join(', ')}); they stand at liquidation until it does.
        </p>
      )}
      <VenueTiles view={view} />
      <div className="grid gap-2 xl:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
        <HealthPanel histogram={view.histogram} accounts={view.accounts} />
        <LevelsPanel ticks={trace.ticks} />
      </div>
      <div className="grid items-start gap-2 xl:grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)]">
        <CrossedPanel crossed={trace.crossed} last={view.crossed} chosen={account} onChoose={choose} />
        <AccountPanel accounts={view.accounts} chosen={account} onChoose={choose} />
      </div>
      <Panel title="Rule book" summary={view.rulebook.title} bodyClassName="px-3 py-2 text-xs text-ink-2">
        <p>
          <code className="text-ink">{view.rulebook.id}</code>, {view.rulebook.scenarios} scenarios, followed on the{' '}
          <strong className="text-ink">{view.rulebook.path}</strong> path: {view.rulebook.because}.{' '}
          <a className="text-accent underline" href="/v1/venue/spec">
            The document
          </a>
          . Made in {fixed(view.buildMilliseconds / 1000, 1)} s, {fixed(view.memoryBytes / 1e6, 0)} MB
          {view.skipped > 0 && `, ${fixed(view.skipped, 0)} ${view.skipped === 1 ? 'market' : 'markets'} passed over`}
          {view.settlement !== null &&
            `; ${fixed(view.settlement.positions, 0)} expired positions were last settled at ${view.settlement.asOf}`}
          .
        </p>
      </Panel>
    </div>
  )
}
