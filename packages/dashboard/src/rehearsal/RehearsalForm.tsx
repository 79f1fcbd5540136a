import type { NewRehearsal, RehearsalDayView } from '@plimsoll/server/contract'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { service } from '../api/service'
import { Button } from '../design/Button'
import { Choice } from '../design/Choice'
import { Field } from '../design/Field'
import { Panel } from '../design/Panel'
import { Problem } from '../design/Problem'
import { Select } from '../design/Select'
import { dispatchStream } from '../stream/store'
import {
  firstFields,
  policyTexts,
  type RehearsalFields,
  readFields,
  speeds,
  usualPolicy,
  usualSpeed,
} from './rehearsalFields'

const days: readonly { readonly value: NewRehearsal['day']; readonly text: string; readonly testId: string }[] = [
  { value: 'custom', text: 'Your own shock', testId: 'crash-custom' },
  { value: '2020-03-12', text: '12 March 2020', testId: 'crash-2020-03-12' },
  { value: '2025-10-10', text: '10 October 2025', testId: 'crash-2025-10-10' },
]

/** Which crash, with whom, under whose rules; and the button. */
export function RehearsalForm() {
  const [fields, setFields] = useState(firstFields)
  const read = readFields(fields)
  const errors = 'errors' in read ? read.errors : {}
  const start = useMutation({
    mutationFn: service.startRehearsal,
    onSuccess: (rehearsal) => dispatchStream({ type: 'rehearsal', rehearsal }),
  })
  const change = (own: Partial<RehearsalFields>): void => {
    setFields((now) => ({ ...now, ...own }))
    start.reset()
  }
  const typed = (name: keyof typeof errors) => ({
    value: fields[name],
    error: errors[name],
    inputMode: 'decimal' as const,
    onChange: ({ target }: { target: HTMLInputElement }) => change({ [name]: target.value }),
  })
  return (
    <Panel title="Rehearse a crash" testId="crash-form">
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if ('asked' in read) start.mutate(read.asked)
        }}
      >
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Choice
            label="Which crash"
            className="shrink-0 whitespace-nowrap max-sm:w-full"
            value={fields.day}
            options={days}
            onChange={(day) => change({ day, speed: usualSpeed[day], policy: usualPolicy[day] })}
          />
          <PricesNote day={fields.day} />
        </div>
        <div className="grid grid-cols-2 items-start gap-2 sm:grid-cols-3 lg:grid-cols-6">
          {fields.day === 'custom' && (
            <>
              <Field label="BTC moves" hint="%, others × 1.2 to 1.5" {...typed('move')} />
              <Field label="Within" hint="minutes" {...typed('overMinutes')} />
              <Field label="Taken back" hint="% of it, as slowly" {...typed('recovery')} />
            </>
          )}
          <Field label="Accounts" hint="simulated" {...typed('accounts')} />
          <Field label="Seed" hint="same seed, same crash" {...typed('seed')} />
          <div className="min-w-0">
            <span aria-hidden="true" className="mb-0.5 block text-2xs text-ink-2">
              Speed
            </span>
            <Select
              label="Speed"
              className="min-h-7.5 w-full"
              value={fields.speed}
              onChange={({ target }) => change({ speed: Number(target.value) })}
            >
              {speeds.map(({ value, text }) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </Select>
          </div>
        </div>
        <div className="flex flex-wrap items-end gap-3">
          <div className="min-w-0 flex-1 basis-72">
            <span aria-hidden="true" className="mb-0.5 block text-2xs text-ink-2">
              Who is deleveraged when money runs out
            </span>
            <Select
              label="Who is deleveraged when money runs out"
              className="min-h-7.5 w-full"
              value={fields.policy}
              onChange={({ target }) => change({ policy: target.value as NewRehearsal['policy'] })}
            >
              {Object.entries(policyTexts).map(([policy, text]) => (
                <option key={policy} value={policy}>
                  {text}
                </option>
              ))}
            </Select>
          </div>
          <Button
            type="submit"
            look="danger"
            className="min-h-11 px-10 text-base font-semibold"
            disabled={'errors' in read || start.isPending}
          >
            Crash
          </Button>
        </div>
        {start.error !== null && <Problem error={start.error} />}
      </form>
    </Panel>
  )
}

const kindTexts: Readonly<Record<RehearsalDayView['prices']['kind'], string>> = {
  recorded: 'recorded prices',
  shape: 'shape from published points',
  custom: 'made-up prices',
}

/** Where the prices of the chosen day would come from, before anything is played. */
function PricesNote({ day }: { day: NewRehearsal['day'] }) {
  const { data } = useQuery({ queryKey: ['rehearsal', 'days'], queryFn: service.rehearsalDays })
  const prices = data?.find((one) => one.day === day)?.prices
  return (
    prices !== undefined && (
      <div className="min-w-0 flex-1 basis-80">
        <PricesWords prices={prices} />
      </div>
    )
  )
}

export function PricesWords({ prices }: { prices: RehearsalDayView['prices'] }) {
  return (
    <p className="text-xs text-ink-2" data-testid="crash-prices">
      <strong className="font-semibold text-ink">{kindTexts[prices.kind]}</strong>: {prices.says}
    </p>
  )
}
