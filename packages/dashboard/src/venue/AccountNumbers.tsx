import type { VenueAccountView } from '@plimsoll/server/contract'
import { scrollable } from '../design/scrollable'
import { amount, health, price, tight, utilisation } from '../format/number'
import { time } from '../format/time'

/** The numbers of one simulated account, and its positions. */
export function AccountNumbers({ account }: { account: VenueAccountView }) {
  const numbers = [
    ['Equity', amount(account.equity)],
    ['Maintenance', amount(account.maintenance)],
    ['Initial', amount(account.initial)],
    ['Health', health(account.health, account.equity ?? 0)],
    ['Utilisation', utilisation(account.utilisation)],
    ['As of, UTC', time(account.asOf).slice(0, 8)],
  ] as const
  return (
    <>
      <dl className="grid grid-cols-3 gap-x-3 gap-y-1 px-3 py-2 text-xs sm:grid-cols-6">
        {numbers.map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="truncate text-2xs text-ink-2">{name}</dt>
            <dd className="truncate font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
      <section
        {...scrollable}
        aria-label={`Positions of simulated account ${account.account}`}
        className="max-h-80 overflow-auto border-t border-line"
      >
        <table className="w-full text-right text-xs">
          <thead className="sticky top-0 bg-panel text-2xs text-ink-2">
            <tr className="[&>th]:border-b [&>th]:border-line [&>th]:px-2 [&>th]:py-1 [&>th]:font-medium">
              <th scope="col" className="text-left">
                Position
              </th>
              <th scope="col">Quantity</th>
              <th scope="col" className="max-sm:hidden">
                Entry
              </th>
              <th scope="col">Mark</th>
              <th scope="col">Value</th>
            </tr>
          </thead>
          <tbody>
            {account.balances.map(({ asset, amount: held }) => (
              <tr key={asset} className={rowLook}>
                <th scope="row" className="text-left font-medium">
                  {asset} <span className="font-normal text-ink-3">collateral</span>
                </th>
                <td>{tight(Number(held))}</td>
                <td className="max-sm:hidden">–</td>
                <td>–</td>
                <td>{tight(Number(held))}</td>
              </tr>
            ))}
            {account.positions.map((position) => (
              <tr key={position.instrument} className={rowLook}>
                <th scope="row" className="text-left font-medium">
                  {position.instrument}
                </th>
                <td>{position.quantity.replace('-', '−')}</td>
                <td className="max-sm:hidden">
                  {position.entryPrice === null ? '–' : price(Number(position.entryPrice))}
                </td>
                <td>
                  {price(position.mark)} <span className="text-2xs text-ink-3">{position.priceUnit}</span>
                </td>
                <td>{tight(position.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

const rowLook = '[&>*]:border-b [&>*]:border-line [&>*]:px-2 [&>*]:py-0.5 [&>*]:whitespace-nowrap'
