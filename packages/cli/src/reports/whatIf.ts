import {
  bookUnderlyings,
  createValuation,
  decimalOfNumber,
  decimalToNumber,
  formatDecimal,
  type IntendedOrder,
  instrumentOf,
  liquidationPrices,
  whatIf,
} from 'plimsoll'
import { aboutFile } from '../error/inputError.js'
import { type ExitCode, exitCode } from '../exitCode.js'
import type { BookOptions } from '../input/bookOptions.js'
import { formatOrder, parseOrder } from '../input/order.js'
import { readInputs } from '../input/readInputs.js'
import { toJson } from '../output/json.js'
import { heading, section } from '../render/heading.js'
import { formatPrice } from '../render/number.js'
import { whatIfLiquidation, whatIfTable } from '../render/whatIfTable.js'
import type { Terminal } from '../terminal/terminal.js'
import { contextView, resultView, specView } from './views.js'

export interface WhatIfOptions extends BookOptions {
  readonly order: readonly string[]
  readonly rest?: boolean
}

/** `plimsoll what-if`; the exit code says whether the orders would be accepted. */
export async function reportWhatIf(bookFile: string, options: WhatIfOptions, terminal: Terminal): Promise<ExitCode> {
  const typed = options.order.map(parseOrder)
  const { book, market, spec, name } = await readInputs(bookFile, options, terminal)
  const { orders, answer, before, after } = aboutFile(name, () => {
    const valuation = createValuation(market, spec)
    const orders = typed.map((order, row): IntendedOrder => {
      const price =
        order.price ??
        decimalOfNumber(
          valuation.quote(instrumentOf(book, market, order.instrument, `order ${row + 1}`)).mark,
          `order ${row + 1}`,
        )
      return { ...order, price, as: options.rest === true ? 'rest' : 'fill' }
    })
    const answer = whatIf(book, market, spec, orders, valuation)
    const underlyings = bookUnderlyings(answer.portfolio, market)
    return {
      orders,
      answer,
      before: liquidationPrices(book, market, spec, valuation, underlyings),
      after: liquidationPrices(answer.portfolio, market, spec, valuation, underlyings),
    }
  })
  if (options.json === true) {
    terminal.write(
      toJson({
        plimsoll: 'what-if/1',
        ...contextView(book, market),
        spec: specView(spec),
        orders: orders.map((order) => ({
          ...order,
          quantity: formatDecimal(order.quantity),
          price: formatDecimal(order.price),
        })),
        accepted: answer.accepted,
        reason: answer.reason,
        before: { ...resultView(answer.before, spec), liquidation: before },
        after: { ...resultView(answer.after, spec), liquidation: after },
      }),
    )
  } else {
    const { paint, columns } = terminal
    terminal.write(heading(book, market, spec, paint))
    for (const [row, order] of typed.entries()) {
      const atMark =
        order.price === undefined ? ` at the mark, ${formatPrice(decimalToNumber(orders[row]!.price))}` : ''
      terminal.write(` ${formatOrder(order)}${atMark}${options.rest === true ? ', left open' : ''}\n`)
    }
    terminal.write(`\n${whatIfTable(answer, spec, paint, columns)}`)
    if (after.length > 0)
      terminal.write(section('Liquidation prices', paint) + whatIfLiquidation(before, after, paint, columns))
    const verdict = answer.accepted ? paint.green('Accepted.') : paint.red('Not accepted.')
    terminal.write(`\n${verdict} ${answer.reason}\n`)
  }
  return answer.accepted ? exitCode.done : exitCode.notAccepted
}
