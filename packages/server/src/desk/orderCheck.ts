import { ServiceError } from '../error/serviceError.js'
import type { DeskAccount } from './account.js'
import { formatDecimal, type Order, rulebook, whatIf } from './library.js'
import type { Valuations } from './valuations.js'

/** ORDER_REJECTED for an order that the account's initial equity does not carry, or that reduces nothing. */
export function requireOrderPasses(account: DeskAccount, order: Order, valuations: Valuations): void {
  if (order.reduceOnly) {
    requireReduces(account, order)
    return
  }
  const spec = rulebook(account.record.specId)
  const intended = { ...order, as: 'rest' as const }
  const { accepted, reason } = whatIf(account.portfolio, valuations.market, spec, [intended], valuations.of(spec))
  if (!accepted) throw new ServiceError('ORDER_REJECTED', reason, { where: 'order' })
}

function requireReduces({ portfolio }: DeskAccount, order: Order): void {
  const held = portfolio.positions.find((position) => position.instrument === order.instrument)?.quantity
  const reduces = held !== undefined && (order.side === 'sell' ? held.units > 0n : held.units < 0n)
  if (reduces) return
  throw new ServiceError(
    'ORDER_REJECTED',
    `A reduce-only ${order.side} of ${order.instrument} has no position to reduce.`,
    {
      where: 'reduceOnly',
      value: held === undefined ? '0' : formatDecimal(held),
      expected: order.side === 'sell' ? 'a long position' : 'a short position',
    },
  )
}
