import type { Database, SqlRow } from '@plimsoll/journal'
import { StartError } from '../error/serviceError.js'
import { changeHash } from './change.js'

/** Checks the file's structure, every account's chain of changes, and that each account is what its last change made it. */
export function verify(database: Database, file: string): void {
  const damaged = (what: string): StartError =>
    new StartError('STORE_CORRUPT', `${file} is damaged: ${what}. Nothing was changed; restore it from a copy.`)
  const check = database.prepare('PRAGMA quick_check(1)').get()?.quick_check
  if (check !== 'ok') throw damaged(String(check))

  const accounts = new Map<string, string>()
  for (const row of database.prepare('SELECT id, record FROM accounts').all()) {
    accounts.set(String(row.id), String(row.record))
  }
  const select = database.prepare('SELECT * FROM changes WHERE account = ? ORDER BY sequence')
  for (const { account } of database.prepare('SELECT DISTINCT account FROM changes').all()) {
    const name = String(account)
    const last = verifyChain(select.all(name), (sequence) =>
      damaged(`change ${sequence} of account "${name}" does not fit the one before it`),
    )
    if ((accounts.get(name) ?? null) !== last) throw damaged(`account "${name}" is not what its last change made it`)
    accounts.delete(name)
  }
  const [orphan] = accounts.keys()
  if (orphan !== undefined) throw damaged(`account "${orphan}" has no change that created it`)
}

/** The account's last state as text. */
function verifyChain(rows: readonly SqlRow[], damaged: (sequence: number) => Error): string | null {
  let previous = ''
  let last: string | null = null
  for (const [index, row] of rows.entries()) {
    const before = row.before as string | null
    const after = row.after as string | null
    const text = {
      account: String(row.account),
      sequence: Number(row.sequence),
      kind: String(row.kind),
      undoes: row.undoes as number | null,
      before,
      after,
      instant: String(row.instant),
    }
    previous = changeHash(previous, text)
    if (text.sequence !== index + 1 || before !== last || row.hash !== previous) throw damaged(index + 1)
    last = after
  }
  return last
}
