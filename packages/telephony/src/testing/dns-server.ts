import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'

/** What a name leads to, by the kind of record. */
export type DnsRecord =
  | { readonly kind: 'A'; readonly address: string }
  | {
      readonly kind: 'SRV'
      readonly priority: number
      readonly weight: number
      readonly port: number
      readonly target: string
    }
  | {
      readonly kind: 'NAPTR'
      readonly order: number
      readonly preference: number
      readonly service: string
      readonly replacement: string
    }

const TYPES = { A: 1, SRV: 33, NAPTR: 35 } as const
const NO_SUCH_NAME = 3

/** A name server on loopback that knows the names it is told (RFC 1035 §4), and how often it was asked for each. */
export async function openDnsServer(zone: Readonly<Record<string, readonly DnsRecord[]>>) {
  const asked: string[] = []
  const names = new Map(Object.entries(zone))
  let isSilent = false
  const socket = createSocket('udp4')
  socket.on('message', (query: Buffer, { port, address }: RemoteInfo) => {
    const question = readQuestion(query)
    asked.push(`${question.type} ${question.name}`)
    if (!isSilent) socket.send(answerTo(query, question, names.get(question.name)), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    /** As resolvers take it. */
    address: `127.0.0.1:${socket.address().port}`,
    /** `A carrier.test`, `SRV _sip._udp.carrier.test` …, in the order they were asked for. */
    asked,
    /** Changes what a name leads to. */
    set: (name: string, records: readonly DnsRecord[]) => void names.set(name, records),
    /** Answers nothing any more. */
    fallSilent: () => void (isSilent = true),
    async close(): Promise<void> {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}

export type DnsServer = Awaited<ReturnType<typeof openDnsServer>>

interface Question {
  readonly name: string
  readonly type: string
  readonly code: number
  readonly end: number
}

function readQuestion(query: Buffer): Question {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  const code = query.readUInt16BE(at + 1)
  const type = Object.entries(TYPES).find(([, value]) => value === code)?.[0] ?? String(code)
  return { name: labels.join('.').toLowerCase(), type, code, end: at + 5 }
}

function answerTo(
  query: Buffer,
  { code, type, end }: Question,
  records: readonly DnsRecord[] | undefined,
): Buffer {
  const wanted = (records ?? []).filter(({ kind }) => kind === type)
  const head = Buffer.alloc(12)
  query.copy(head, 0, 0, 2)
  head.writeUInt16BE(0x8580 + (records ? 0 : NO_SUCH_NAME), 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(wanted.length, 6)
  const answers = wanted.flatMap((record) => {
    const data = dataOf(record)
    const answer = Buffer.alloc(12)
    // The name is the question's, which stands behind the head.
    answer.writeUInt16BE(0xc00c, 0)
    answer.writeUInt16BE(code, 2)
    answer.writeUInt16BE(1, 4)
    answer.writeUInt32BE(30, 6)
    answer.writeUInt16BE(data.length, 10)
    return [answer, data]
  })
  return Buffer.concat([head, query.subarray(12, end), ...answers])
}

function dataOf(record: DnsRecord): Buffer {
  switch (record.kind) {
    case 'A':
      return Buffer.from(record.address.split('.').map(Number))
    case 'SRV':
      return Buffer.concat([
        figures(record.priority, record.weight, record.port),
        domainName(record.target),
      ])
    case 'NAPTR':
      return Buffer.concat([
        figures(record.order, record.preference),
        text('s'),
        text(record.service),
        text(''),
        domainName(record.replacement),
      ])
  }
}

function figures(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((value, index) => bytes.writeUInt16BE(value, index * 2))
  return bytes
}

const text = (value: string): Buffer => Buffer.from([value.length, ...Buffer.from(value)])

const domainName = (name: string): Buffer =>
  Buffer.concat([...name.split('.').filter(Boolean).map(text), Buffer.from([0])])
