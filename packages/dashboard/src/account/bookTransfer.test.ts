import { expect, test } from 'vitest'
import { bookSays } from './bookTransfer'

test('a book file says whose it is and how many positions it holds, as far as it can be read', () => {
  expect(bookSays('{"plimsoll":"book/1","id":"covered-call","positions":[{}, {}]}')).toEqual({
    id: 'covered-call',
    positions: 2,
  })
  expect(bookSays('{"id":7}')).toEqual({ id: null, positions: null })
  for (const text of ['null', '[]', 'not JSON', '']) expect(bookSays(text)).toEqual({ id: null, positions: null })
})
