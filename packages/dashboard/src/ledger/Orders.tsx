import type { OrderView } from '@plimsoll/server/contract'
import { useMutation } from '@tanstack/react-query'
import { service } from '../api/service'
import { useNotices } from '../app/notices'
import { Button } from '../design/Button'
import { showDecimal } from '../format/decimal'
import { refreshDetail } from '../stream/store'

export function Orders({ orders, accountId }: { orders: readonly OrderView[]; accountId: string }) {
  const notices = useNotices()
  const cancel = useMutation({
    mutationFn: (order: OrderView) => service.cancel(accountId, order.id),
    onSuccess: async (_nothing, order) => {
      await refreshDetail(accountId)
      notices.done(`Order cancelled: ${order.side} ${showDecimal(order.quantity)} ${order.instrument}`)
    },
    onError: (error) => notices.problem('The order was not cancelled', error),
  })
  if (orders.length === 0)
    return (
      <p className="text-xs text-ink-2">
        None. An order left resting in the ticket appears here and counts at its worst side.
      </p>
    )
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-right text-xs">
        <thead className="text-2xs text-ink-2">
          <tr className="[&>th]:border-b [&>th]:border-line [&>th]:px-2 [&>th]:py-1 [&>th]:font-medium">
            <th scope="col" className="text-left">
              Side
            </th>
            <th scope="col" className="text-left">
              Instrument
            </th>
            <th scope="col">Quantity</th>
            <th scope="col">Price</th>
            <th scope="col">
              <span className="sr-only">Cancel</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr key={order.id} className="[&>*]:border-b [&>*]:border-line [&>*]:px-2 [&>*]:py-1">
              <td
                className={
                  order.side === 'buy' ? 'text-left font-semibold text-gain' : 'text-left font-semibold text-loss'
                }
              >
                {order.side === 'buy' ? 'Buy' : 'Sell'}
              </td>
              <th scope="row" className="text-left font-medium">
                {order.instrument}
                {order.reduceOnly && <span className="ml-1 text-2xs text-ink-3">reduce only</span>}
              </th>
              <td>{showDecimal(order.quantity)}</td>
              <td>{showDecimal(order.price)}</td>
              <td>
                <Button
                  look="quiet"
                  aria-label={`Cancel ${order.side} ${order.quantity} ${order.instrument}`}
                  disabled={cancel.isPending && cancel.variables?.id === order.id}
                  onClick={() => cancel.mutate(order)}
                >
                  Cancel
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
