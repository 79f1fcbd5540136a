import type { AccountDetail, GenerationStepView } from '@plimsoll/server/contract'
import { useSpecs } from '../account/specs'
import { classes } from '../design/classes'
import { Panel } from '../design/Panel'
import { Skeleton } from '../design/Skeleton'
import { amount, percent, signedTight, tight } from '../format/number'
import { saving, type WaterfallLine, waterfall, waterfallSpan } from './waterfall'

/** Words short enough for the place; the service’s own sentence shows on hover. */
const causes: Readonly<Record<GenerationStepView['cause'], string>> = {
  'gains-used': 'Gains used',
  netting: 'Netting',
  offset: 'Offset across',
  collateral: 'Collateral hedges',
}

/** The same book under three generations of margin, and by which cause capital falls from one to the next. */
export function GenerationsPanel({ detail }: { detail: AccountDetail | undefined }) {
  return (
    <Panel title="Capital by generation" bodyClassName="p-2.5" summary={<Measured detail={detail} />}>
      {detail === undefined ? <Skeleton className="h-48" /> : <Waterfall detail={detail} />}
    </Panel>
  )
}

/** The currency, and under which rule book the book was measured where the service says so. */
function Measured({ detail }: { detail: AccountDetail | undefined }) {
  const specs = useSpecs()
  if (detail === undefined) return null
  const { generationsSpecId } = detail
  const title = specs.data?.find((spec) => spec.id === generationsSpecId)?.title ?? generationsSpecId
  return (
    <span title={title === undefined ? undefined : `All three are measured with ${title}`}>
      {detail.money.currency}
      {title !== undefined && `, by ${title}`}
    </span>
  )
}

function Waterfall({ detail }: { detail: AccountDetail }) {
  const lines = waterfall(detail)
  const span = waterfallSpan(lines)
  const saved = saving(detail.generations)
  if (lines.length === 0 || span === 0) return <p className="text-xs text-ink-2">The book needs no capital yet.</p>
  return (
    <>
      <ul className="space-y-1">
        {lines.map((line) => (
          <Line
            key={line.kind === 'generation' ? line.generation.id : `${line.step.from}-${line.step.cause}`}
            line={line}
            span={span}
          />
        ))}
      </ul>
      {saved !== null && (
        <p className="mt-2 flex items-baseline justify-between border-t border-line pt-1.5 text-xs">
          <span className="text-ink-2">
            {saved.amount >= 0 ? 'Portfolio margin frees' : 'Portfolio margin asks more'}
          </span>
          <strong className={classes('font-semibold', saved.amount >= 0 ? 'text-gain' : 'text-loss')}>
            {tight(Math.abs(saved.amount))} {detail.money.currency}
            {saved.share !== null && ` (${percent(Math.abs(saved.share))})`}
          </strong>
        </p>
      )}
    </>
  )
}

function Line({ line, span }: { line: WaterfallLine; span: number }) {
  const at = (value: number): number => (Math.max(0, value) / span) * 100
  if (line.kind === 'generation') {
    const { id, label, capital, requirement, haircut } = line.generation
    return (
      <li
        data-testid={`generation-${id}`}
        title={`requirement ${amount(requirement)} + haircut ${amount(haircut)}`}
        className="grid grid-cols-[6.5rem_1fr_4.5rem] items-center gap-2 text-xs"
      >
        <span className="truncate font-semibold">{label}</span>
        <span className="flex h-3.5 rounded-sm bg-raised">
          <span
            className={id === 'portfolio' ? 'bg-accent' : 'bg-line-strong'}
            style={{ width: `${at(requirement)}%` }}
          />
          <span className="bg-bar" style={{ width: `${at(haircut)}%` }} />
        </span>
        <strong className="text-right font-semibold">{tight(capital)}</strong>
      </li>
    )
  }
  const { step, from, to } = line
  const left = at(Math.min(from, to))
  return (
    <li className="grid grid-cols-[6.5rem_1fr_4.5rem] items-center gap-2 text-2xs text-ink-2">
      <span className="truncate pl-2" title={step.label}>
        {causes[step.cause]}
      </span>
      <span className="relative h-2">
        <span
          className={classes('absolute inset-y-0 rounded-[1px]', step.saved >= 0 ? 'bg-gain' : 'bg-loss')}
          style={{ left: `${left}%`, width: `max(2px, ${Math.abs(at(from) - at(to))}%)` }}
        />
      </span>
      <span className="text-right">{signedTight(-step.saved)}</span>
    </li>
  )
}
