import type { VenueView } from '@plimsoll/server/contract'
import { type GlanceTile, GlanceTiles } from '../design/GlanceTiles'
import { compact, fixed, percent } from '../format/number'
import { freshness } from '../stream/freshness'
import { useStream } from '../stream/useStream'

const milliseconds = (value: number | null): string => (value === null ? '–' : `${fixed(value, 1)} ms`)

function tilesOf(view: VenueView): readonly GlanceTile[] {
  const { accounts, levels, tickMilliseconds, evaluated, accountsPerSecond } = view
  const share = (count: number): string => `${percent(count / accounts, 2)} of all`
  return [
    {
      id: 'accounts',
      title: 'Simulated accounts',
      means: 'Accounts made by a seeded rule over the instruments of this market. They belong to nobody.',
      value: fixed(accounts, 0),
      note: `${fixed(view.positions, 0)} positions`,
    },
    {
      id: 'liquidation',
      title: 'Below liquidation',
      means: 'Equity is less than the maintenance requirement: health below 1.',
      value: fixed(levels.liquidation, 0),
      note: share(levels.liquidation),
      level: 'liquidation',
    },
    {
      id: 'call',
      title: 'In call',
      means: 'Equity is less than the initial requirement: health from 1 to 1.1.',
      value: fixed(levels.call, 0),
      note: share(levels.call),
      level: 'call',
    },
    {
      id: 'warning',
      title: 'In warning',
      means: 'More than 79 % of what stands behind the account is in use: health from 1.1 to 1.4.',
      value: fixed(levels.warning, 0),
      note: share(levels.warning),
      level: 'warning',
    },
    {
      id: 'tick',
      title: 'Tick, median',
      means: 'What it takes to follow all accounts to the next market: repricing, scans or bounds, levels.',
      value: milliseconds(tickMilliseconds.p50),
      note: `last ${milliseconds(tickMilliseconds.last)}`,
    },
    {
      id: 'tick-p99',
      title: 'Tick, 99th percentile',
      means: 'Of a hundred ticks the slowest but one takes so long.',
      value: milliseconds(tickMilliseconds.p99),
      note: 'of the last 100',
    },
    {
      id: 'evaluated',
      title: 'Evaluated',
      means:
        'Accounts that the last tick computed in full. Where a rule book allows bounds, most are cleared by a bound and few are evaluated; the level is exact either way.',
      value: percent(evaluated / accounts, 1),
      note: `${fixed(evaluated, 0)} accounts`,
    },
    {
      id: 'speed',
      title: 'Accounts a second',
      means: 'Accounts over the median tick, on one thread.',
      value: compact(accountsPerSecond),
      note: `${fixed(view.repriced, 0)} instruments priced`,
    },
  ]
}

export function VenueTiles({ view }: { view: VenueView }) {
  const isOld = useStream((state) => freshness(state).kind === 'old')
  return <GlanceTiles label="Venue at a glance" testId="venue" tiles={tilesOf(view)} isOld={isOld} />
}
