/** One event of an event stream, as WHATWG HTML §9.2.6 dispatches it. */
interface SseMessage {
  /** The `event` field; `message` where the stream named none. */
  readonly event: string
  readonly data: string
  /** The last `id` seen up to this event; empty where the stream gave none. */
  readonly lastEventId: string
}

/** Takes a stream's text piece by piece, cut anywhere. */
export interface SseParser {
  /** Gives the messages that this piece of text completed. What is unfinished at the stream's end never comes out. */
  push(text: string): readonly SseMessage[]
  /** What to send as `Last-Event-ID` when the stream is opened anew. */
  readonly lastEventId: string
  /** The delay the stream asked for before a reconnect, in milliseconds. */
  readonly retryMs: number | undefined
}

const byteOrderMark = '\uFEFF'

/** Parses server-sent events (WHATWG HTML §9.2.5 and §9.2.6): LF, CR and CRLF, comments, multi-line data, BOM. */
export function createSseParser(): SseParser {
  const fields = createFieldCollector()
  let atStart = true
  let afterCarriageReturn = false
  let unfinished = ''

  function push(text: string): readonly SseMessage[] {
    if (text === '') return []
    const messages: SseMessage[] = []
    let from = 0
    if (atStart && text.startsWith(byteOrderMark)) from = 1
    atStart = false
    // A line feed that opens a piece may be the second half of a CRLF that was cut in two.
    if (afterCarriageReturn && text[from] === '\n') from += 1
    afterCarriageReturn = text.endsWith('\r')

    const lineEnd = /\r\n|\r|\n/g
    lineEnd.lastIndex = from
    for (let end = lineEnd.exec(text); end !== null; end = lineEnd.exec(text)) {
      const message = fields.takeLine(unfinished + text.slice(from, end.index))
      if (message) messages.push(message)
      unfinished = ''
      from = lineEnd.lastIndex
    }
    unfinished += text.slice(from)
    return messages
  }

  return {
    push,
    get lastEventId() {
      return fields.lastEventId()
    },
    get retryMs() {
      return fields.retryMs()
    },
  }
}

function createFieldCollector() {
  let data: string[] = []
  let event = ''
  let id = ''
  let lastEventId = ''
  let retryMs: number | undefined

  function dispatch(): SseMessage | undefined {
    lastEventId = id
    const message =
      data.length > 0
        ? { event: event || 'message', data: data.join('\n'), lastEventId }
        : undefined
    data = []
    event = ''
    return message
  }

  function takeField(name: string, value: string): void {
    if (name === 'data') data.push(value)
    else if (name === 'event') event = value
    else if (name === 'id' && !value.includes('\0')) id = value
    else if (name === 'retry' && /^\d+$/.test(value)) retryMs = Number(value)
  }

  return {
    lastEventId: () => lastEventId,
    retryMs: () => retryMs,
    /** Takes one line without its end; gives a message when the line was the blank one that ends it. */
    takeLine(line: string): SseMessage | undefined {
      if (line === '') return dispatch()
      const colon = line.indexOf(':')
      if (colon === 0) return undefined
      if (colon === -1) takeField(line, '')
      else takeField(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''))
      return undefined
    },
  }
}
