import type { AccountSummary } from '@plimsoll/server/contract'
import { LevelMark } from '../design/LevelMark'
import { AccountMenu } from './AccountMenu'
import { SpecSelect } from './SpecSelect'
import { UndoButton } from './UndoButton'

export function AccountHeader({ summary }: { summary: AccountSummary }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <h1 className="truncate text-base font-semibold tracking-tight">{summary.name}</h1>
      {summary.error === null && <LevelMark level={summary.level} look="pill" />}
      <p className="hidden min-w-0 flex-1 truncate text-xs text-ink-2 md:block" title={summary.description}>
        {summary.description}
      </p>
      <div className="ml-auto flex flex-wrap items-center gap-1.5">
        <SpecSelect summary={summary} />
        <UndoButton id={summary.id} />
        <AccountMenu summary={summary} />
      </div>
    </div>
  )
}
