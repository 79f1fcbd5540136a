import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { service } from '../api/service'
import { Button } from '../design/Button'
import { inputLook } from '../design/Field'
import { LevelMark } from '../design/LevelMark'
import { Panel } from '../design/Panel'
import { Problem } from '../design/Problem'
import { Skeleton } from '../design/Skeleton'
import { fixed } from '../format/number'
import { AccountNumbers } from './AccountNumbers'

interface AccountPanelProps {
  readonly accounts: number
  readonly chosen: number | undefined
  readonly onChoose: (account: number | undefined) => void
}

const freshMilliseconds = 2000

/** One of the venue's accounts: what it holds and how it stands, kept fresh while it is looked at. */
export function AccountPanel({ accounts, chosen, onChoose }: AccountPanelProps) {
  const { data, error, refetch } = useQuery({
    queryKey: ['venue', 'account', chosen],
    queryFn: () => service.venueAccount(chosen ?? 0),
    enabled: chosen !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: freshMilliseconds,
  })
  const isOther = data !== undefined && data.account !== chosen
  return (
    <Panel
      title={chosen === undefined ? 'One account' : `Simulated account ${chosen}`}
      summary={chosen !== undefined && data !== undefined && !isOther && <LevelMark level={data.level} look="pill" />}
      testId="venue-account"
      actions={
        <>
          <NumberForm accounts={accounts} onChoose={onChoose} />
          {chosen !== undefined && (
            <Button look="quiet" aria-label="Close the account" onClick={() => onChoose(undefined)}>
              ✕
            </Button>
          )}
        </>
      }
      bodyClassName="p-0"
    >
      {chosen === undefined ? (
        <p className="p-3 text-xs text-ink-2">
          Choose an account in the list, or give its number, 0 to {fixed(accounts - 1, 0)}.
        </p>
      ) : error !== null ? (
        <div className="p-3">
          <Problem error={error} onRetry={() => void refetch()} />
        </div>
      ) : data === undefined || isOther ? (
        <Skeleton className="m-3 h-64" />
      ) : (
        <AccountNumbers account={data} />
      )}
    </Panel>
  )
}

function NumberForm({ accounts, onChoose }: Pick<AccountPanelProps, 'accounts' | 'onChoose'>) {
  const [text, setText] = useState('')
  const number = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
  const isWrong = text.trim() !== '' && !(number < accounts)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (number < accounts) onChoose(number)
  }
  return (
    <form className="flex items-center gap-1" onSubmit={submit}>
      <span className="w-24">
        <input
          aria-label="Number of an account"
          aria-invalid={isWrong}
          inputMode="numeric"
          autoComplete="off"
          placeholder="number"
          title={isWrong ? `A whole number from 0 to ${fixed(accounts - 1, 0)}` : undefined}
          className={`${inputLook} text-right`}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </span>
      <Button type="submit" disabled={text.trim() === '' || isWrong}>
        Show
      </Button>
    </form>
  )
}
