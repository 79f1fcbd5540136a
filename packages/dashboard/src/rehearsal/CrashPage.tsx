import { useDeferredValue, useEffect } from 'react'
import { Panel } from '../design/Panel'
import { Skeleton } from '../design/Skeleton'
import { fixed } from '../format/number'
import { EventsPanel } from './EventsPanel'
import { FundPanel } from './FundPanel'
import { LevelBars } from './LevelBars'
import { outcomeOf } from './outcome'
import { PricePanel } from './PricePanel'
import { RehearsalControls } from './RehearsalControls'
import { PricesWords, RehearsalForm } from './RehearsalForm'
import { RehearsalTiles } from './RehearsalTiles'
import { policyTexts } from './rehearsalFields'
import type { RehearsalTrace } from './trace'
import { useRehearsal } from './useRehearsal'

/** A crash, played through the clearing machine with a simulated population: calls, liquidations, the fund and deleveraging, live. */
export default function CrashPage() {
  const trace = useRehearsal()
  useEffect(() => {
    document.title = 'Crash rehearsal · Plimsoll'
  }, [])
  if (trace === undefined) return <Skeleton className="m-3 h-96" />
  return (
    <div className="flex flex-col gap-2 p-2" data-testid="crash">
      <header className="flex flex-wrap items-baseline gap-x-3 px-1">
        <h1 className="text-base font-semibold">Crash rehearsal</h1>
        <p className="text-xs text-ink-2">
          A simulated population on the production clearing machine: nobody’s money, real rules
        </p>
      </header>
      {trace === null ? <Empty /> : <Playing trace={trace} />}
    </div>
  )
}

/** What the button will do. */
function Empty() {
  return (
    <>
      <RehearsalForm />
      <Panel title="What it does" bodyClassName="px-3 py-2 text-xs text-ink-2">
        <ol className="list-decimal space-y-1 pl-4">
          <li>
            Opens as many accounts as you ask for on a venue of its own, with perpetuals of the coins that the day has;
            leverage, sizes, sides and hedges are drawn from assumed distributions by the seed.
          </li>
          <li>Sends the prices of the crash, step by step, while this desk and its accounts go on untouched.</li>
          <li>
            Shows what the clearing machine does with them: margin calls and who answers them, liquidations in steps,
            auctions, the backstop, deleveraging, and who pays what is left.
          </li>
        </ol>
        <p className="mt-2">
          Rules and arithmetic are the machine’s own. The population, the depth of the market and the willingness of
          bidders are a model: the figures say what these rules do to such a population, not what a venue lost on that
          day.
        </p>
      </Panel>
    </>
  )
}

function Playing({ trace: { view, points, events } }: { trace: RehearsalTrace }) {
  const { asked } = view
  const { shock } = asked
  // Fifty rows may change at once: they are drawn when the rest is done, in pieces.
  const listed = useDeferredValue(events)
  return (
    <>
      <Panel
        title={shock === undefined ? `The crash of ${asked.day}` : 'A shock of your own'}
        summary={`${fixed(view.accounts, 0)} accounts, seed ${asked.seed}${shock === undefined ? '' : `, ${fixed(shock.move * 100, 1)} % within ${shock.overMinutes} min, ${fixed(shock.recovery * 100, 0)} % taken back`}${view.asset === '' ? '' : `; amounts in ${view.asset}`}`}
        testId="crash-run"
        bodyClassName="flex flex-col gap-2 px-3 py-2"
      >
        <RehearsalControls view={view} />
        <PricesWords prices={view.prices} />
        <p className="text-xs text-ink-2">Deleveraging: {policyTexts[asked.policy]}.</p>
        {view.failure !== null && (
          <p
            role="alert"
            className="rounded border border-liquidation bg-liquidation-soft px-3 py-1.5 text-liquidation"
          >
            The rehearsal cannot go on: {view.failure}
          </p>
        )}
      </Panel>
      {view.state === 'ended' && (
        <Panel title="What came of it" testId="crash-outcome" bodyClassName="px-3 py-2 text-sm">
          <ul className="space-y-0.5">
            {outcomeOf(view).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Panel>
      )}
      {points.length === 0 ? (
        <Skeleton className="h-96" />
      ) : (
        <>
          <RehearsalTiles view={view} />
          <div className="grid items-start gap-2 xl:grid-cols-[minmax(0,1.8fr)_minmax(0,1fr)]">
            <div className="flex min-w-0 flex-col gap-2">
              <PricePanel view={view} points={points} />
              <EventsPanel events={listed} asset={view.asset} />
            </div>
            <div className="flex min-w-0 flex-col gap-2">
              <LevelBars view={view} points={points} />
              <FundPanel view={view} points={points} />
            </div>
          </div>
        </>
      )}
    </>
  )
}
