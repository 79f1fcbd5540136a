import type { AccountDetail } from '@plimsoll/server/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../api/request'
import { service } from '../api/service'
import { useNotices } from '../app/notices'
import { Button } from '../design/Button'
import { Choice } from '../design/Choice'
import { Field } from '../design/Field'
import { Panel } from '../design/Panel'
import { Problem } from '../design/Problem'
import { showDecimal } from '../format/decimal'
import { price } from '../format/number'
import { dispatchStream, refreshDetail } from '../stream/store'
import { useStream } from '../stream/useStream'
import { ConfirmFill } from './ConfirmFill'
import { doubtOf } from './doubt'
import { InstrumentSearch } from './InstrumentSearch'
import { bookedOrderOf, type Draft, draftErrors, emptyDraft, orderOf } from './order'
import { quantityUnit } from './search'
import { ticketField } from './ticketField'
import { currentInstrument, useMark } from './useMark'
import { useWhatIf } from './useWhatIf'
import { WhatIf } from './WhatIf'

/** Beside the field the place need not be said; what was expected there is the shortest help. */
const fieldText = ({ expected, message, code }: ApiError): string =>
  `${expected === undefined ? message : `Expected ${expected}.`} (${code})`

const noLiquidation: AccountDetail['liquidation'] = []

/** An order before it is one: what it would need shows while it is typed, and nothing is stored until it is sent. */
export function TicketPanel({ accountId }: { accountId: string }) {
  const [draft, setDraft] = useState<Draft>(emptyDraft)
  const [isSubmitted, setSubmitted] = useState(false)
  const [doubt, setDoubt] = useState<string | null>(null)
  const liquidation = useStream((state) => state.details[accountId]?.liquidation ?? noLiquidation)
  const notices = useNotices()
  const instrument = useMark(accountId, draft.instrument)
  const asked = orderOf(draft)
  const { answer, prepare } = useWhatIf(accountId, asked)

  const submit = useMutation({
    mutationFn: async (sent: Draft) => {
      // Without a price the order goes at the mark, and the mark is that of now, not of when it was chosen.
      const isAtMark = sent.price.trim() === '' && sent.instrument !== null
      const order = bookedOrderOf(isAtMark ? { ...sent, instrument: await currentInstrument(sent.instrument) } : sent)
      if (order === null) throw new Error('The ticket is not complete.')
      if (sent.as === 'fill') dispatchStream({ type: 'detail', detail: await service.fill(accountId, order) })
      else {
        await service.order(accountId, { ...order, reduceOnly: sent.reduceOnly })
        await refreshDetail(accountId)
      }
      return order
    },
    onSuccess: (order, sent) => {
      const side = order.side === 'buy' ? 'Bought' : 'Sold'
      const what = `${showDecimal(order.quantity)} ${order.instrument} at ${showDecimal(order.price)}`
      notices.done(sent.as === 'fill' ? `${side} ${what}` : `Resting: ${order.side} ${what}`, 'Undo takes it back.')
      setDraft((now) => ({ ...now, quantity: '' }))
      setSubmitted(false)
    },
  })
  const change = (part: Partial<Draft>): void => {
    setDraft((now) => ({ ...now, ...part }))
    submit.reset()
  }

  const failure = submit.error ?? (answer.kind === 'problem' ? answer.error : undefined)
  const refused = failure instanceof ApiError ? failure : undefined
  const placed = ticketField(refused?.where)
  const own = draftErrors(draft, isSubmitted)
  const at = (field: 'instrument' | 'quantity' | 'price'): string | undefined =>
    own[field] ?? (refused !== undefined && placed === field ? fieldText(refused) : undefined)
  const unit = draft.instrument?.priceUnit
  return (
    <Panel title="Order ticket" summary="nothing is sent until you submit" bodyClassName="p-3">
      <form
        aria-label="Order ticket"
        className="space-y-2"
        onFocus={prepare}
        onSubmit={(event) => {
          event.preventDefault()
          setSubmitted(true)
          if (orderOf(draft) === null) return
          const reason = draft.as === 'fill' ? doubtOf(answer) : null
          if (reason === null) submit.mutate(draft)
          else setDoubt(reason)
        }}
      >
        <InstrumentSearch
          value={instrument}
          onChange={(instrument) => change({ instrument, price: '' })}
          error={at('instrument')}
        />
        <Choice
          label="Side"
          value={draft.side}
          onChange={(side) => change({ side })}
          options={[
            { value: 'buy', text: 'Buy', testId: 'ticket-side-buy', on: 'bg-panel shadow-sm font-semibold text-gain' },
            {
              value: 'sell',
              text: 'Sell',
              testId: 'ticket-side-sell',
              on: 'bg-panel shadow-sm font-semibold text-loss',
            },
          ]}
        />
        <div className="grid grid-cols-2 gap-2">
          <Field
            label="Quantity"
            hint={instrument === null ? undefined : quantityUnit(instrument)}
            inputMode="decimal"
            data-testid="ticket-quantity"
            placeholder="0"
            value={draft.quantity}
            error={at('quantity')}
            onChange={(event) => change({ quantity: event.target.value })}
          />
          <Field
            label="Price"
            hint={unit}
            inputMode="decimal"
            data-testid="ticket-price"
            placeholder={instrument === null ? 'mark' : `mark ${price(instrument.mark)}`}
            value={draft.price}
            error={at('price')}
            onChange={(event) => change({ price: event.target.value })}
          />
        </div>
        <div className="flex gap-2">
          <Choice
            label="What becomes of the order"
            className="flex-1"
            value={draft.as}
            onChange={(as) => change({ as })}
            options={[
              { value: 'fill', text: 'Fill' },
              { value: 'rest', text: 'Rest' },
            ]}
          />
          <Button
            look="primary"
            type="submit"
            data-testid="ticket-submit"
            className="min-w-32"
            disabled={submit.isPending}
          >
            {draft.side === 'buy' ? 'Buy' : 'Sell'}
            {draft.as === 'fill' ? ' now' : ' at limit'}
          </Button>
        </div>
        {draft.as === 'rest' && (
          <label className="flex items-center gap-1.5 text-xs text-ink-2">
            <input
              type="checkbox"
              className="accent-(--accent)"
              checked={draft.reduceOnly}
              onChange={(event) => change({ reduceOnly: event.target.checked })}
            />
            Reduce only
          </label>
        )}
        {failure !== undefined && failure !== null && placed === null && <Problem error={failure} />}
      </form>
      <ConfirmFill reason={doubt} onConfirm={() => submit.mutate(draft)} onClose={() => setDoubt(null)} />
      <div data-testid="what-if" className="mt-3 min-h-44 border-t border-line pt-2">
        {answer.kind === 'answer' ? (
          <WhatIf answer={answer} underlying={draft.instrument?.underlying ?? ''} before={liquidation} />
        ) : answer.kind === 'problem' ? null : (
          <p className="text-xs text-ink-2">
            {asked === null
              ? 'Choose an instrument and a quantity: margin, health and liquidation price before and after appear here as you type.'
              : 'Computing…'}
          </p>
        )}
      </div>
    </Panel>
  )
}
