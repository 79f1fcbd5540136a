import type { HealthLevel, RehearsalView } from '@plimsoll/server/contract'
import { type GlanceTile, GlanceTiles } from '../design/GlanceTiles'
import { compact, fixed, price, signedPercent } from '../format/number'

/** A colour only where there is something to see. */
const where = (count: number, level: HealthLevel): HealthLevel | undefined => (count > 0 ? level : undefined)

function tilesOf(view: RehearsalView): readonly GlanceTile[] {
  const { totals, fund, asset } = view
  const lead = view.underlyings.find(({ id }) => id === view.lead)
  const unpaid = Number(view.unpaid)
  return [
    {
      id: 'price',
      title: view.lead === '' ? 'Price' : view.lead,
      means: 'The lead underlying as the venue sees it, and its change since the rehearsal began.',
      value: price(lead?.price),
      note: signedPercent(lead?.change),
    },
    {
      id: 'calls',
      title: 'Margin calls',
      means: 'Times an account was called because initial margin was no longer covered; some answer with a deposit.',
      value: fixed(totals.calls, 0),
      note: `${fixed(totals.deposits, 0)} answered, ${compact(totals.deposited)}`,
      level: where(totals.calls, 'call'),
    },
    {
      id: 'liquidations',
      title: 'Liquidations',
      means: 'Liquidations that began, and the trades that the market made of their orders.',
      value: fixed(totals.liquidations, 0),
      note: `${fixed(totals.fills, 0)} fills, ${compact(totals.filled)}`,
      level: where(totals.liquidations, 'liquidation'),
    },
    {
      id: 'auctions',
      title: 'Auctions',
      means: 'Whole portfolios on sale at a falling price, and what the backstop took over where nobody bought.',
      value: fixed(totals.auctions, 0),
      note: `${fixed(totals.takeovers, 0)} takeovers, ${compact(totals.takenOver)}`,
      level: where(totals.auctions, 'liquidation'),
    },
    {
      id: 'adl',
      title: 'Deleveraged',
      means: 'Fills of auto-deleveraging: winners are closed at the bankruptcy price of those who cannot pay.',
      value: fixed(totals.deleveragingFills, 0),
      note: `fills, ${compact(totals.deleveraged)}`,
      level: where(totals.deleveragingFills, 'liquidation'),
    },
    {
      id: 'winners',
      title: 'Winners hurt',
      means:
        'Accounts that were deleveraged, and of them those whose position was a hedge: they lose what protected them. Of 10 October 2025 an account may stand for several of those that were published.',
      value: fixed(totals.winnersHurt, 0),
      note: `${fixed(totals.hedgedWinnersHurt, 0)} of them hedged`,
      level: where(totals.winnersHurt, 'liquidation'),
    },
    {
      id: 'fund',
      title: 'Insurance fund',
      means: 'It collects fees of liquidations and pays what bankrupt accounts owe.',
      value: compact(Number(fund.now)),
      unit: asset,
      note: `began at ${compact(Number(fund.start))}`,
      level: Number(fund.now) < Number(fund.start) ? 'warning' : undefined,
    },
    {
      id: 'unpaid',
      title: 'Unpaid',
      means: 'Losses that neither the fund nor the venue’s capital covered.',
      value: compact(unpaid),
      unit: asset,
      note: `of a deficit of ${compact(totals.deficit)}`,
      level: where(unpaid, 'liquidation'),
    },
  ]
}

/** The rehearsal at a glance. */
export function RehearsalTiles({ view }: { view: RehearsalView }) {
  return <GlanceTiles label="Rehearsal at a glance" testId="crash-tile" tiles={tilesOf(view)} />
}
