import type { AccountDetail } from '@plimsoll/server/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../api/request'
import { service } from '../api/service'
import { useNotices } from '../app/notices'
import { Button } from '../design/Button'
import { Choice } from '../design/Choice'
import { Field } from '../design/Field'
import { negateDecimal, readDecimal, showDecimal } from '../format/decimal'
import { dispatchStream } from '../stream/store'
import { AssetField } from './AssetField'

/** Puts collateral in or takes it out. The service refuses what the requirement needs. */
export function TransferForm({ accountId, detail }: { accountId: string; detail: AccountDetail }) {
  const [way, setWay] = useState<'deposit' | 'withdraw'>('deposit')
  const held = detail.balances.map((balance) => balance.asset)
  const [asset, setAsset] = useState(held[0] ?? 'USDC')
  const [text, setText] = useState('')
  const [isTouched, setTouched] = useState(false)
  const notices = useNotices()
  const read = readDecimal(text)
  const transfer = useMutation({
    mutationFn: (amount: string) =>
      service.transfer(accountId, { asset, amount: way === 'deposit' ? amount : negateDecimal(amount) }),
    onSuccess: (changed, amount) => {
      dispatchStream({ type: 'detail', detail: changed })
      notices.done(`${showDecimal(amount)} ${asset} ${way === 'deposit' ? 'deposited' : 'withdrawn'}`)
      setText('')
      setTouched(false)
    },
  })
  const refused = transfer.error instanceof ApiError ? transfer.error : undefined
  const atAsset = refused?.field === 'asset'
  const wrong =
    read.kind === 'refused'
      ? `Expected ${read.expected}.`
      : isTouched && read.kind === 'empty'
        ? 'An amount is missing.'
        : undefined
  return (
    <form
      aria-label="Deposit or withdraw"
      className="mt-3 grid grid-cols-2 items-start gap-2 sm:grid-cols-[9.5rem_6rem_1fr_auto]"
      onSubmit={(event) => {
        event.preventDefault()
        setTouched(true)
        if (read.kind === 'decimal') transfer.mutate(read.value)
      }}
    >
      <div>
        <span aria-hidden="true" className="mb-0.5 block text-2xs text-ink-2">
          Transfer
        </span>
        <Choice
          label="Direction of the transfer"
          value={way}
          onChange={setWay}
          options={[
            { value: 'deposit', text: 'Deposit' },
            { value: 'withdraw', text: 'Withdraw' },
          ]}
        />
      </div>
      <AssetField
        value={asset}
        held={held}
        error={atAsset ? refused?.message : undefined}
        onChange={(next) => {
          setAsset(next)
          transfer.reset()
        }}
      />
      <Field
        label="Amount"
        inputMode="decimal"
        value={text}
        error={wrong ?? (atAsset ? undefined : refused && `${refused.message} (${refused.code})`)}
        onChange={(event) => {
          setText(event.target.value)
          transfer.reset()
        }}
      />
      <Button type="submit" className="mt-[1.125rem] min-h-7.5" disabled={transfer.isPending}>
        {way === 'deposit' ? 'Deposit' : 'Withdraw'}
      </Button>
    </form>
  )
}
