import { service } from '../api/service'
import { copyText } from '../design/copyText'
import { download } from '../design/download'
import { dispatchStream, readStream } from '../stream/store'
import { accountIdOf } from './accountName'

/** Saves the book exactly as the service wrote it; its decimals never pass through a number. */
export async function exportBook(id: string): Promise<void> {
  download(`${id}.book.json`, await service.book(id), 'application/json')
}

export async function copyBook(id: string): Promise<void> {
  await copyText(await service.book(id))
}

/** Replaces the whole book by a file. The service checks it and keeps the old book when it refuses. */
export async function importBook(id: string, file: File): Promise<void> {
  dispatchStream({ type: 'detail', detail: await service.replaceBook(id, await file.text()) })
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
