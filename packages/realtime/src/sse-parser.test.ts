import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSseParser } from './sse-parser.ts'

function parse(...pieces: string[]) {
  const parser = createSseParser()
  return pieces.flatMap((piece) => [...parser.push(piece)])
}

const dataOf = (...pieces: string[]) => parse(...pieces).map((message) => message.data)

describe('createSseParser', () => {
  it.each([
    ['line feeds', 'data: a\n\ndata: b\n\n'],
    ['carriage returns', 'data: a\r\rdata: b\r\r'],
    ['both', 'data: a\r\n\r\ndata: b\r\n\r\n'],
    ['a mixture', 'data: a\r\n\rdata: b\n\r\n'],
  ])('ends lines at %s', (_, text) => {
    expect(dataOf(text)).toEqual(['a', 'b'])
  })

  it('joins the lines of one event with line feeds', () => {
    expect(dataOf('data: one\ndata:two\ndata:  three\n\n')).toEqual(['one\ntwo\n three'])
  })

  it('gives an event whose data is empty, and none where there was no data field', () => {
    expect(dataOf('data\n\n')).toEqual([''])
    expect(dataOf('event: x\n\n')).toEqual([])
  })

  it('leaves out comments and fields it does not know', () => {
    expect(dataOf(': heartbeat\n\nnonsense\nfoo: bar\ndata: a\n: in between\n\n')).toEqual(['a'])
  })

  it('does not give what the stream left unfinished', () => {
    expect(dataOf('data: a\n')).toEqual([])
  })

  it('takes one byte order mark at the start, and no second', () => {
    expect(dataOf('\uFEFFdata: a\n\n')).toEqual(['a'])
    expect(dataOf('', '\uFEFF', 'data: a\n\n')).toEqual(['a'])
    expect(dataOf('\uFEFF\uFEFFdata: a\n\n')).toEqual([])
  })

  it('counts a CRLF that was cut in two as one line end', () => {
    expect(dataOf('data: a\r', '\ndata: b\r', '', '\n\r', '\n')).toEqual(['a\nb'])
    expect(dataOf('data: a\r', '\n', '\n')).toEqual(['a'])
  })

  it('keeps the id for later events and forgets the event name', () => {
    expect(parse('id: 7\nevent: x\ndata: a\n\ndata: b\n\nid\ndata: c\n\n')).toEqual([
      { event: 'x', data: 'a', lastEventId: '7' },
      { event: 'message', data: 'b', lastEventId: '7' },
      { event: 'message', data: 'c', lastEventId: '' },
    ])
  })

  it('takes an id without data, refuses one with a NUL', () => {
    const parser = createSseParser()
    parser.push('id: 1\n\n')
    expect(parser.lastEventId).toBe('1')
    parser.push('id: 2\0\n\n')
    expect(parser.lastEventId).toBe('1')
  })

  it('takes a retry delay of digits only', () => {
    const parser = createSseParser()
    parser.push('retry: 2s\n')
    expect(parser.retryMs).toBeUndefined()
    parser.push('retry: 250\n')
    expect(parser.retryMs).toBe(250)
  })
})

const value = fc
  .string({ unit: fc.constantFrom('a', ':', ' ', 'é', '😀', 'data', '{', '"') })
  .map((text) => text.replace(/^\s/, ''))
const lineEnd = fc.constantFrom('\n', '\r', '\r\n')
const message = fc.record({
  lines: fc.array(value, { minLength: 1, maxLength: 4 }),
  end: lineEnd,
  comment: fc.boolean(),
})

function cut(text: string, places: number[]): string[] {
  const stops = places.map((place) => place % (text.length + 1)).toSorted((a, b) => a - b)
  return [...stops, text.length].map((stop, i) => text.slice(i === 0 ? 0 : stops[i - 1], stop))
}

describe('any stream', () => {
  it('comes out as it was written, wherever it was cut', () => {
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.nat()), (messages, places) => {
        const text = messages
          .map(({ lines, end, comment }) =>
            [
              comment ? `: beat${end}` : '',
              ...lines.map((line) => `data: ${line}${end}`),
              end,
            ].join(''),
          )
          .join('')
        expect(dataOf(...cut(text, places))).toEqual(messages.map(({ lines }) => lines.join('\n')))
      }),
    )
  })

  it('reads the same whole and in pieces, even when it is nonsense', () => {
    const nonsense = fc.string({
      unit: fc.constantFrom('data', 'id', 'event', ':', ' ', '\r', '\n', '\uFEFF', 'x', '\0'),
      maxLength: 60,
    })
    fc.assert(
      fc.property(nonsense, fc.array(fc.nat()), (text, places) => {
        expect(parse(...cut(text, places))).toEqual(parse(text))
      }),
    )
  })
})
