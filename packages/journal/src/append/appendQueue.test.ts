import { expect, test } from 'vitest'
import { appendQueue } from './appendQueue.js'

const mebibyte = 1024 * 1024

test('what waits behind a lost append is refused with it; what is appended after the refusal is taken', async () => {
  let sequence = 0
  let refusals = 1
  const commits: number[] = []
  const queue = appendQueue((events) => {
    commits.push(events.length)
    if (refusals-- > 0) throw new Error('no space')
    sequence += events.length
    return sequence
  }, 64 * mebibyte)
  const large = (): Uint8Array[] => [new Uint8Array(3 * mebibyte)]
  const answers = await Promise.allSettled([queue.append(large()), queue.append(large()), queue.append(large())])
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  // The second and third were never tried: they may build on the first.
  expect(commits).toEqual([1])
  expect(await Promise.all([queue.append(large()), queue.append(large())])).toEqual([1, 2])
  expect(commits).toEqual([1, 1, 1])
})

test('appends beyond a batch wait for the next one, in order, and draining waits for all', async () => {
  let sequence = 0
  const commits: number[] = []
  const queue = appendQueue((events) => {
    commits.push(events.length)
    sequence += events.length
    return sequence
  }, 64 * mebibyte)
  const answers: number[] = []
  for (let row = 0; row < 6; row++) {
    void queue.append([new Uint8Array(1.5 * mebibyte), new Uint8Array(1)]).then((answer) => answers.push(answer))
  }
  await queue.drain()
  // Two of 1.5 MiB fit into a batch of 4.
  expect(commits).toEqual([4, 4, 4])
  expect(answers).toEqual([2, 4, 6, 8, 10, 12])
})
