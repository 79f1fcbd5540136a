import type { AccountSummary } from '@plimsoll/server/contract'
import { useNavigate } from '@tanstack/react-router'
import { DropdownMenu } from 'radix-ui'
import { useRef, useState } from 'react'
import { useNotices } from '../app/notices'
import { Button } from '../design/Button'
import { overlays } from '../design/overlays'
import { type BookFile, copyBook, downloadRecord, duplicateAccount, exportBook, readBookFile } from './bookTransfer'
import { DeleteDialog } from './DeleteDialog'
import { ImportDialog } from './ImportDialog'
import { RenameDialog } from './RenameDialog'

const itemLook =
  'block w-full cursor-pointer rounded-sm px-2.5 py-1.5 text-left text-sm outline-none data-highlighted:bg-accent-soft data-highlighted:text-accent'

/** What can be done with an account as a whole. */
export function AccountMenu({ summary }: { summary: AccountSummary }) {
  const { id, name, specId } = summary
  const [open, setOpen] = useState<'rename' | 'delete' | null>(null)
  const [book, setBook] = useState<BookFile | null>(null)
  const file = useRef<HTMLInputElement>(null)
  const notices = useNotices()
  const navigate = useNavigate()
  const attempt = (work: Promise<unknown>, done: string, failed: string): void => {
    work.then(
      () => notices.done(done),
      (error: unknown) => notices.problem(failed, error),
    )
  }
  const duplicate = async (): Promise<void> => {
    const copy = await duplicateAccount(id)
    await navigate({ to: '/accounts/$accountId', params: { accountId: copy } })
  }
  const entries = [
    { text: 'Rename…', run: () => setOpen('rename') },
    {
      text: 'Duplicate account',
      run: () => attempt(duplicate(), `${name} was duplicated`, 'The account was not duplicated'),
    },
    { text: 'Export book (JSON)', run: () => attempt(exportBook(id), 'Book exported', 'The book was not exported') },
    { text: 'Copy book to the clipboard', run: () => attempt(copyBook(id), 'Book copied', 'The book was not copied') },
    {
      text: 'Download margin record (JSON)',
      run: () => attempt(downloadRecord(id, specId), 'Margin record saved', 'The margin record was not saved'),
    },
    { text: 'Import book (JSON)…', run: () => file.current?.click() },
    { text: 'Delete…', run: () => setOpen('delete'), danger: true },
  ]
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <Button>Account ▾</Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={overlays}>
          <DropdownMenu.Content
            align="end"
            sideOffset={4}
            className="z-50 min-w-52 rounded-md border border-line bg-panel p-1 shadow-lg"
          >
            {entries.map((entry) => (
              <DropdownMenu.Item
                key={entry.text}
                onSelect={entry.run}
                className={entry.danger ? `${itemLook} text-liquidation` : itemLook}
              >
                {entry.text}
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        aria-label="Book file to import"
        className="hidden"
        onChange={(event) => {
          const chosen = event.target.files?.[0]
          event.target.value = ''
          if (chosen !== undefined)
            readBookFile(chosen).then(setBook, (error: unknown) => notices.problem('The file was not read', error))
        }}
      />
      <ImportDialog summary={summary} file={book} onClose={() => setBook(null)} />
      <RenameDialog summary={summary} open={open === 'rename'} onClose={() => setOpen(null)} />
      <DeleteDialog summary={summary} open={open === 'delete'} onClose={() => setOpen(null)} />
    </>
  )
}
