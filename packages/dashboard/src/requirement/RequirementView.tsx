import type { AccountDetail } from '@plimsoll/server/contract'
import { useState } from 'react'
import { downloadRecord } from '../account/bookTransfer'
import { useNotices } from '../app/notices'
import { Button } from '../design/Button'
import { Choice } from '../design/Choice'
import { Delta } from '../design/Delta'
import { SignedBar } from '../design/SignedBar'
import { scrollable } from '../design/scrollable'
import { amount, signed } from '../format/number'
import { contributions, explain } from './explain'
import { NodeTree } from './NodeTree'
import { useWholeTree } from './useWholeTree'

const mostContributions = 12

/** The rule book's expression with every node's number, the scenarios that decide, and what each leg adds. */
export function RequirementView({ detail, accountId }: { detail: AccountDetail; accountId: string }) {
  const [which, setWhich] = useState<'initial' | 'maintenance'>('initial')
  const [isWholeNeeded, setWholeNeeded] = useState(false)
  const { specId } = detail.summary
  const whole = useWholeTree(accountId, specId, isWholeNeeded)
  const tree = whole?.[which] ?? (which === 'initial' ? detail.initialTree : detail.maintenanceTree)
  return (
    <div className="grid min-h-0 flex-1 overflow-y-auto lg:grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)] lg:overflow-hidden">
      <section
        aria-label="Rule book tree"
        className="flex min-h-0 min-w-0 flex-col p-3 lg:overflow-y-auto lg:border-r lg:border-line"
      >
        <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
          <h3 className="text-xs font-semibold">How the rule book arrives at it</h3>
          <span className="flex flex-wrap items-center gap-1.5">
            <RecordButton accountId={accountId} specId={specId} />
            <Choice
              label="Requirement shown"
              value={which}
              onChange={setWhich}
              options={[
                { value: 'initial', text: 'Initial' },
                { value: 'maintenance', text: 'Maintenance' },
              ]}
            />
          </span>
        </div>
        <NodeTree
          // Another rule book's branches are other branches.
          key={`${specId} ${which}`}
          label={which === 'initial' ? 'Initial requirement' : 'Maintenance requirement'}
          tree={tree}
          onNeed={setWholeNeeded}
        />
      </section>
      <section
        {...scrollable}
        aria-label="Deciding scenarios and legs"
        className="min-h-0 min-w-0 p-3 lg:overflow-y-auto"
      >
        <h3 className="mb-1 text-xs font-semibold">In words</h3>
        <div className="max-w-prose space-y-1 text-xs text-ink-2">
          {explain(detail).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
        <h3 className="mt-4 mb-1 text-xs font-semibold">Deciding scenario per netting cell</h3>
        {detail.worst.length === 0 && <p className="text-xs text-ink-2">No scenario decides under this rule book.</p>}
        <table className="w-full text-xs">
          <thead className="sr-only">
            <tr>
              <th scope="col">Netting cell</th>
              <th scope="col">Scenario</th>
              <th scope="col">Loss</th>
            </tr>
          </thead>
          <tbody>
            {detail.worst.map((worst) => (
              <tr key={worst.cell} className="[&>*]:border-b [&>*]:border-line [&>*]:py-1">
                <th scope="row" className="pr-3 text-left font-medium">
                  {worst.cell}
                </th>
                <td className="pr-3 text-ink-2" title={worst.scenario}>
                  {worst.label}
                </td>
                <td className="text-right">{amount(worst.loss)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <h3 className="mt-4 mb-1 text-xs font-semibold">
          What each leg adds there{' '}
          <span className="font-normal text-ink-3">loss +, help −, {detail.money.currency}</span>
        </h3>
        <Contributions detail={detail} />
      </section>
    </div>
  )
}

function RecordButton({ accountId, specId }: { accountId: string; specId: string }) {
  const notices = useNotices()
  return (
    <Button
      data-testid="download-record"
      title="Inputs, numbers and hashes as one file: plimsoll verify recomputes it bit for bit, anywhere"
      onClick={() => {
        downloadRecord(accountId, specId).then(
          () => notices.done('Margin record saved'),
          (error: unknown) => notices.problem('The margin record was not saved', error),
        )
      }}
    >
      Download margin record
    </Button>
  )
}

function Contributions({ detail }: { detail: AccountDetail }) {
  const [isAll, setAll] = useState(false)
  const all = contributions(detail)
  const half = mostContributions / 2
  const shown = isAll || all.length <= mostContributions ? all : [...all.slice(0, half), ...all.slice(-half)]
  const largest = all.reduce((most, one) => Math.max(most, Math.abs(one.part)), 0)
  if (all.length === 0) return <p className="text-xs text-ink-2">No leg takes part in a scenario.</p>
  return (
    <>
      <table className="w-full text-xs">
        <tbody>
          {shown.map(({ name, part }) => (
            <tr key={name}>
              <th scope="row" className="max-w-40 truncate py-0.5 pr-3 text-left font-medium">
                {name}
              </th>
              <td className="w-1/3">
                <SignedBar value={-part} largest={largest} />
              </td>
              <td className="pl-3 text-right">
                <Delta value={-part} text={signed(part)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {all.length > mostContributions && (
        <button type="button" className="mt-1 text-2xs text-accent underline" onClick={() => setAll((now) => !now)}>
          {isAll ? 'Show the largest only' : `Show all ${all.length} legs`}
        </button>
      )}
    </>
  )
}
