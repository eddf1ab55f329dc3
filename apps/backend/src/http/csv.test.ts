import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { csvLine, csvMedia } from './csv.ts'

describe('a line of CSV', () => {
  it('quotes what has commas, quotes or line ends in it (RFC 4180 §2)', () => {
    expect(csvLine(['a', 'b, c', 'd "e"', 'f\ng', 'h\r', null, 1.5])).toBe(
      'a,"b, c","d ""e""","f\ng","h\r",,1.5\r\n',
    )
  })

  it.each(['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '+1 555'])(
    'keeps %j from being run by a spreadsheet',
    (cell) => {
      expect(csvLine([cell]).replaceAll('"', '')).toBe(`'${cell}\r\n`)
    },
  )

  it('leaves numbers and telephone numbers as they are', () => {
    expect(csvLine(['+15550100100', '-4.5', -3])).toBe('+15550100100,-4.5,-3\r\n')
  })
})

it('a table is read page by page, while it is sent', async () => {
  let read = 0
  const media = csvMedia('x.csv', ['n'], async function* () {
    for (; read < 3; read += 1) yield [[read]]
    yield []
  })
  expect(read).toBe(0)
  expect(await text(media.open())).toBe('n\r\n0\r\n1\r\n2\r\n')
})
