import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeDocument } from './writeDocument.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('writes the whole text and leaves nothing beside it', async () => {
  await writeDocument(join(folder, 'a.json'), 'text', false)
  expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('text')
  expect(await readdir(folder)).toEqual(['a.json'])
})

test('a name in .gz is compressed', async () => {
  await writeDocument(join(folder, 'a.json.gz'), 'text', false)
  expect(gunzipSync(await readFile(join(folder, 'a.json.gz'))).toString()).toBe('text')
})

test('an existing file stays as it is, unless forced', async () => {
  const file = join(folder, 'a.json')
  await writeFile(file, 'old')
  await expect(writeDocument(file, 'new', false)).rejects.toMatchObject({ code: 'FILE_EXISTS', file })
  expect(await readFile(file, 'utf8')).toBe('old')
  await writeDocument(file, 'new', true)
  expect(await readFile(file, 'utf8')).toBe('new')
  expect(await readdir(folder)).toEqual(['a.json'])
})

test('of two that write the same new file, one is refused', async () => {
  const file = join(folder, 'a.json')
  const ends = await Promise.allSettled(['one', 'two'].map((text) => writeDocument(file, text, false)))
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await readdir(folder)).toEqual(['a.json'])
})

test('a folder, and a folder that is not there, are refused', async () => {
  await expect(writeDocument(folder, 'x', true)).rejects.toMatchObject({ code: 'FILE_IS_DIRECTORY' })
  await expect(writeDocument(join(folder, 'no', 'a.json'), 'x', false)).rejects.toMatchObject({
    code: 'FILE_UNWRITABLE',
  })
})
