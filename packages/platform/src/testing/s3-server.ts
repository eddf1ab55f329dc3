import { createHash, createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A small store that speaks S3, in memory, for tests: it checks every signature as the standard has it. */
export interface S3Server {
  readonly endpoint: string
  readonly objects: Map<string, StoredObject>
  /** Sends so many bytes of each object, and then nothing more. */
  stallAfter(bytes: number | undefined): void
  /** Answers the next requests with this status. */
  fail(status: number, times: number): void
  close(): Promise<void>
}

interface StoredObject {
  readonly bytes: Buffer
  readonly tag: string
  readonly modifiedAt: Date
}

export const s3Account = {
  bucket: 'iris-test',
  region: 'eu-central-1',
  accessKeyId: 'AKIATEST',
  secretAccessKey: 'secret of the test',
} as const

/** So few keys on a page that a short list has several. */
const keysPerPage = 3

export async function openS3Server(): Promise<S3Server> {
  const objects = new Map<string, StoredObject>()
  const uploads = new Map<string, Map<number, Buffer>>()
  let stall: number | undefined
  let failures = { status: 500, left: 0 }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => reply(response, 500, String(error)))
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    if (failures.left > 0) {
      failures.left -= 1
      return reply(response, failures.status, '<Code>SlowDown</Code>')
    }
    const url = new URL(request.url ?? '/', 'http://s3')
    if (!isSigned(request, url, body)) {
      return reply(response, 403, '<Code>SignatureDoesNotMatch</Code>')
    }
    const key = decodeURIComponent(url.pathname.slice(`/${s3Account.bucket}/`.length))
    const { searchParams: query } = url
    if (key === '') return list(response, query)
    const upload = query.get('uploadId')
    if (request.method === 'POST') return post(response, key, { query, upload })
    if (request.method === 'PUT' && upload !== null) {
      uploads.get(upload)?.set(Number(query.get('partNumber')), body)
      response.setHeader('etag', `"${md5(body)}"`)
      return reply(response, 200)
    }
    if (request.method === 'PUT') {
      store(key, body)
      return reply(response, 200)
    }
    if (request.method === 'DELETE') {
      if (upload === null) objects.delete(key)
      else uploads.delete(upload)
      return reply(response, 204)
    }
    return get(request, response, objects.get(key), stall)
  }

  function post(
    response: ServerResponse,
    key: string,
    { query, upload }: { query: URLSearchParams; upload: string | null },
  ): void {
    if (query.has('uploads')) {
      const id = randomUUID()
      uploads.set(id, new Map())
      return reply(response, 200, `<UploadId>${id}</UploadId>`)
    }
    const parts = [...(uploads.get(upload ?? '') ?? [])].toSorted(([a], [b]) => a - b)
    store(key, Buffer.concat(parts.map(([, bytes]) => bytes)))
    uploads.delete(upload ?? '')
    return reply(response, 200, '<CompleteMultipartUploadResult/>')
  }

  function store(key: string, bytes: Buffer): void {
    // S3 tells times in whole seconds.
    const modifiedAt = new Date(Math.floor(Date.now() / 1000) * 1000)
    objects.set(key, { bytes, tag: `"${md5(bytes)}"`, modifiedAt })
  }

  function list(response: ServerResponse, query: URLSearchParams): void {
    const after = query.get('continuation-token') ?? ''
    const keys = [...objects.keys()]
      .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after)
      .toSorted()
    const page = keys.slice(0, keysPerPage)
    const more = keys.length > page.length
    const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
    reply(response, 200, page.map((key) => `<Key>${key}</Key>`).join('') + next)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    stallAfter(bytes) {
      stall = bytes
    },
    fail(status, times) {
      failures = { status, left: times }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function get(
  request: IncomingMessage,
  response: ServerResponse,
  object: StoredObject | undefined,
  stallAfter = Number.POSITIVE_INFINITY,
): void {
  if (!object) return reply(response, 404, '<Code>NoSuchKey</Code>')
  const wanted = request.headers['if-match']
  if (wanted !== undefined && wanted !== object.tag) return reply(response, 412)
  const { bytes } = object
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
  const end = Math.min(Number(to), bytes.length - 1)
  response.writeHead(206, {
    etag: object.tag,
    'last-modified': object.modifiedAt.toUTCString(),
    'content-range': `bytes ${from}-${end}/${bytes.length}`,
  })
  const part = bytes.subarray(Number(from), end + 1)
  if (part.length <= stallAfter) response.end(part)
  else response.write(part.subarray(0, stallAfter))
}

function reply(response: ServerResponse, status: number, body = ''): void {
  response.statusCode = status
  response.end(body)
}

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex')
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** AWS Signature Version 4 in a header, put together anew from what came. */
function isSigned({ method, headers }: IncomingMessage, url: URL, body: Buffer): boolean {
  const given = headers.authorization ?? ''
  const [, scope = '', names = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=AKIATEST\/(\S+), SignedHeaders=(\S+), Signature=(\S+)$/.exec(
      given,
    ) ?? []
  const [day = '', region = '', service = ''] = scope.split('/')
  const payload = String(headers['x-amz-content-sha256'])
  if (payload !== sha256(body)) return false
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .toSorted()
    .join('&')
  const signed = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`)
  const canonical = [method, url.pathname, query, signed.join(''), names, payload].join('\n')
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n')
  const key = [region, service, 'aws4_request'].reduce<Buffer>(
    (so, part) => hmac(so, part),
    hmac(`AWS4${s3Account.secretAccessKey}`, day),
  )
  return hmac(key, text).toString('hex') === signature
}
