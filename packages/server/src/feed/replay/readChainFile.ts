import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { createGunzip } from 'node:zlib'
import { CsvError, parse } from 'csv-parse'
import { type ChainColumn, chainColumns, PlimsollError, parseChainRow } from 'plimsoll'
import { type ChainStore, createChainStore } from './chainStore.js'

const gzipMagic = [0x1f, 0x8b]

/**
 * Reads a chain file, CSV plain or gzipped, with the columns time, instrument, bid, ask, mark, mark_iv, forward and
 * index (others are passed over). It is read as a stream and every row is checked; what stays in memory is compact.
 *
 * @throws PlimsollError FILE_UNREADABLE; CHAIN_MALFORMED with file, row (the line of the file; the header is row 1),
 *   field and value; CHAIN_EMPTY for a file without rows
 */
export async function readChainFile(path: string): Promise<ChainStore> {
  const file = basename(path)
  const store = createChainStore(file)
  let read: ((record: readonly string[], line: number) => void) | undefined
  try {
    for await (const entry of await records(path)) {
      const { record, info } = entry as {
        readonly record: readonly string[]
        readonly info: { readonly lines: number }
      }
      if (read === undefined) read = rowReader(record, file, store)
      else read(record, info.lines)
    }
  } catch (error) {
    throw refusal(error, path, file)
  }
  if (store.instants.length === 0) {
    throw new PlimsollError('CHAIN_EMPTY', {
      where: file,
      value: 'no rows',
      expected: 'a header line and at least one row',
    })
  }
  return store
}

async function records(path: string): Promise<AsyncIterable<unknown>> {
  const gzipped = await isGzip(path)
  const bytes = createReadStream(path)
  const parser = parse({ bom: true, info: true, skip_empty_lines: true, max_record_size: 10_000 })
  const text = gzipped ? bytes.pipe(createGunzip()) : bytes
  // `pipe` passes no error on; without this a truncated file would look like a short one, or hang.
  bytes.on('error', (error: Error) => parser.destroy(error))
  text.on('error', (error: Error) => {
    bytes.destroy()
    parser.destroy(error)
  })
  parser.on('close', () => bytes.destroy())
  return text.pipe(parser)
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { buffer } = await handle.read(Buffer.alloc(gzipMagic.length), 0, gzipMagic.length, 0)
    return gzipMagic.every((byte, at) => buffer[at] === byte)
  } finally {
    await handle.close()
  }
}

function rowReader(
  header: readonly string[],
  file: string,
  store: ChainStore,
): (record: readonly string[], line: number) => void {
  const at = new Map<ChainColumn, number>()
  for (const column of chainColumns) {
    const position = header.indexOf(column)
    if (position < 0) {
      throw new PlimsollError('CHAIN_MALFORMED', {
        where: `${file}, row 1`,
        value: header.join(','),
        expected: `the columns ${chainColumns.join(', ')}`,
      })
    }
    at.set(column, position)
  }
  return (record, line) => {
    const where = `${file}, row ${line}`
    store.add(
      parseChainRow((column) => record[at.get(column)!], where),
      where,
    )
  }
}

function refusal(error: unknown, path: string, file: string): unknown {
  if (error instanceof PlimsollError) return error
  if (error instanceof CsvError) {
    const line = typeof error.lines === 'number' ? `, row ${error.lines}` : ''
    return new PlimsollError('CHAIN_MALFORMED', {
      where: `${file}${line}`,
      value: error.message,
      expected: 'rows of well-formed CSV',
    })
  }
  const { code, message } = error as NodeJS.ErrnoException
  if (code?.startsWith('Z_')) {
    const damaged = new PlimsollError('CHAIN_MALFORMED', {
      where: file,
      value: message,
      expected: 'a gzip file that is whole',
    })
    // For callers that have words of their own for damaged files.
    damaged.cause = error
    return damaged
  }
  if (code !== undefined) {
    return new PlimsollError('FILE_UNREADABLE', {
      where: path,
      value: code,
      expected: 'a file that can be opened and read',
    })
  }
  return error
}
