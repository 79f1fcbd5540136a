import { type Database, inTransaction } from './database.js'

/** What a file's schema is brought to. Entry n brings version n to n + 1; entries are never edited after a release, only added. */
export interface Schema {
  /** Marks the file as ours; SQLite keeps it in the file's header. */
  readonly applicationId: number
  readonly migrations: readonly string[]
}

/** Brings a file to the present schema, or says why it was left as it is. */
export function migrate(
  database: Database,
  { applicationId, migrations }: Schema,
): { readonly outcome: 'present' | 'foreign' | 'newer'; readonly version: number } {
  const version = pragma(database, 'user_version')
  const owner = pragma(database, 'application_id')
  const tables = Number(database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables)
  if (owner !== applicationId && (owner !== 0 || version !== 0 || tables !== 0)) return { outcome: 'foreign', version }
  if (version > migrations.length) return { outcome: 'newer', version }
  for (const [row, sql] of migrations.slice(version).entries()) {
    inTransaction(database, () => {
      database.exec(sql)
      database.exec(`PRAGMA application_id = ${applicationId}`)
      database.exec(`PRAGMA user_version = ${version + row + 1}`)
    })
  }
  return { outcome: 'present', version: migrations.length }
}

function pragma(database: Database, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}
