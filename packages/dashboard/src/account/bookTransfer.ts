import { service } from '../api/service'
import { copyText } from '../design/copyText'
import { download } from '../design/download'
import { dispatchStream, readStream } from '../stream/store'
import { accountIdOf } from './accountName'

/** Saves the book exactly as the service wrote it; its decimals never pass through a number. */
export async function exportBook(id: string): Promise<void> {
  download(`${id}.book.json`, await service.book(id), 'application/json')
}

/** Saves the margin record byte for byte: its hashes are of its own text. */
export async function downloadRecord(id: string, specId: string): Promise<void> {
  download(`${id}.${specId}.record.json`, await service.record(id), 'application/json')
}

export async function copyBook(id: string): Promise<void> {
  await copyText(await service.book(id))
}

/** A chosen file, and what it says of itself as far as it can be read; the service judges the rest. */
export interface BookFile {
  readonly name: string
  readonly text: string
  readonly id: string | null
  readonly positions: number | null
}

export async function readBookFile(file: File): Promise<BookFile> {
  const text = await file.text()
  const said = bookSays(text)
  return { name: file.name, text, ...said }
}

/** The account a book document names and how many positions it holds; null where it does not say. */
export function bookSays(text: string): Pick<BookFile, 'id' | 'positions'> {
  try {
    const book = JSON.parse(text) as { id?: unknown; positions?: unknown } | null
    return {
      id: typeof book?.id === 'string' ? book.id : null,
      positions: Array.isArray(book?.positions) ? book.positions.length : null,
    }
  } catch {
    return { id: null, positions: null }
  }
}

/** Replaces the whole book by a document. The service checks it and keeps the old book when it refuses. */
export async function importBook(id: string, text: string): Promise<void> {
  dispatchStream({ type: 'detail', detail: await service.replaceBook(id, text) })
}

/** A second account with the same book under the same rule book; its id. */
export async function duplicateAccount(id: string): Promise<string> {
  const { accounts, order } = readStream()
  const name = `${accounts[id]?.name ?? id} copy`
  const specId = accounts[id]?.specId
  const text = await service.book(id)
  const copy = accountIdOf(name, order ?? [])
  await service.createAccount({ id: copy, name, ...(specId === undefined ? {} : { specId }) })
  // The book names its account; the amounts in it are strings, so this parse loses nothing.
  const book = { ...(JSON.parse(text) as Record<string, unknown>) }
  if ('id' in book) book.id = copy
  if ('name' in book) book.name = name
  dispatchStream({ type: 'detail', detail: await service.replaceBook(copy, JSON.stringify(book)) })
  return copy
}
