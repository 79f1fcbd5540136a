import type { BalanceView } from '@plimsoll/server/contract'
import { showDecimal } from '../format/decimal'
import { amount, percent, price } from '../format/number'

export function Balances({ balances, currency }: { balances: readonly BalanceView[]; currency: string }) {
  if (balances.length === 0) return <p className="text-xs text-ink-2">None. Deposit below.</p>
  const total = balances.reduce((sum, balance) => sum + balance.collateralValue, 0)
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-right text-xs">
        <thead className="text-2xs text-ink-2">
          <tr className="[&>th]:border-b [&>th]:border-line [&>th]:px-2 [&>th]:py-1 [&>th]:font-medium">
            <th scope="col" className="text-left">
              Asset
            </th>
            <th scope="col">Amount</th>
            <th scope="col">Price</th>
            <th scope="col">Value</th>
            <th scope="col">Haircut</th>
            <th scope="col">Counts as</th>
          </tr>
        </thead>
        <tbody>
          {balances.map((balance) => (
            <tr key={balance.asset} className="[&>*]:border-b [&>*]:border-line [&>*]:px-2 [&>*]:py-1">
              <th scope="row" className="text-left font-medium">
                {balance.asset}
              </th>
              <td>{showDecimal(balance.amount)}</td>
              <td className="text-ink-2">{price(balance.price)}</td>
              <td>{amount(balance.value)}</td>
              <td className="text-ink-2">{percent(balance.haircut)}</td>
              <td
                className="font-medium"
                title={balance.part === undefined ? undefined : `part of the requirement ${amount(balance.part)}`}
              >
                {amount(balance.collateralValue)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="font-semibold [&>*]:px-2 [&>*]:py-1">
            <th scope="row" colSpan={5} className="text-left">
              Total, {currency}
            </th>
            <td>{amount(total)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  )
}
