import { createHash, createHmac } from 'node:crypto'
import { z } from 'zod'

export const AwsCredentials = z.object({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  /** Of credentials that are lent for a while. */
  sessionToken: z.string().min(1).optional(),
})
export type AwsCredentials = z.infer<typeof AwsCredentials>

export const AwsRegion = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'Write a region such as us-east-1.')

/** Who signs, for which service, when. */
export interface SigningContext {
  readonly credentials: AwsCredentials
  readonly region: string
  readonly service: string
  /** Milliseconds since the epoch. */
  readonly nowMs: number
}

const algorithm = 'AWS4-HMAC-SHA256'

/**
 * The headers that sign a request with AWS Signature Version 4 (AWS General Reference, "Signing AWS API requests"),
 * those given among them. The body is signed whole.
 */
export function signedHeaders(
  request: {
    readonly method: string
    readonly url: URL
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  },
  context: SigningContext,
): Record<string, string> {
  const { credentials, nowMs } = context
  const time = amzTime(nowMs)
  const headers: Record<string, string> = {
    ...lowerCase(request.headers),
    'x-amz-date': time,
    ...(credentials.sessionToken !== undefined && {
      'x-amz-security-token': credentials.sessionToken,
    }),
  }
  const signed = { ...headers, host: request.url.host }
  const names = Object.keys(signed).sort().join(';')
  const canonical = canonicalRequest({
    ...request,
    headers: signed,
    payloadHash: sha256(request.body),
  })
  const signature = sign(canonical, time, context)
  return {
    ...headers,
    authorization: `${algorithm} Credential=${credentials.accessKeyId}/${scope(time, context)}, SignedHeaders=${names}, Signature=${signature}`,
  }
}

/** The address of a GET without a body, signed by its query and good for so many seconds. */
export function presignedUrl(url: URL, expiresInSeconds: number, context: SigningContext): URL {
  const { credentials, nowMs } = context
  const time = amzTime(nowMs)
  const signed = new URL(url)
  const add = (name: string, value: string) => signed.searchParams.set(name, value)
  add('X-Amz-Algorithm', algorithm)
  add('X-Amz-Credential', `${credentials.accessKeyId}/${scope(time, context)}`)
  add('X-Amz-Date', time)
  add('X-Amz-Expires', String(expiresInSeconds))
  if (credentials.sessionToken !== undefined) add('X-Amz-Security-Token', credentials.sessionToken)
  add('X-Amz-SignedHeaders', 'host')
  const canonical = canonicalRequest({
    method: 'GET',
    url: signed,
    headers: { host: signed.host },
    payloadHash: sha256(''),
  })
  const signature = sign(canonical, time, context)
  signed.search = `${canonicalQuery(signed)}&X-Amz-Signature=${signature}`
  return signed
}

interface Canonical {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly payloadHash: string
}

function canonicalRequest({ method, url, headers, payloadHash }: Canonical): string {
  const names = Object.keys(headers).sort()
  const lines = names.map(
    (name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}`,
  )
  // Every service but S3 encodes the parts of the path once more.
  const path = url.pathname.split('/').map(encode).join('/')
  return [method, path, canonicalQuery(url), ...lines, '', names.join(';'), payloadHash].join('\n')
}

/** In the order of names and then values, as they are encoded. */
function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map((pair) => pair.join('='))
    .join('&')
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

/** RFC 3986 §2.3: only unreserved characters stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sign(canonical: string, time: string, context: SigningContext): string {
  const toSign = [algorithm, time, scope(time, context), sha256(canonical)].join('\n')
  const steps = [time.slice(0, 8), context.region, context.service, 'aws4_request']
  const key = steps.reduce<Buffer | string>(hmac, `AWS4${context.credentials.secretAccessKey}`)
  return hmac(key, toSign).toString('hex')
}

function scope(time: string, { region, service }: SigningContext): string {
  return `${time.slice(0, 8)}/${region}/${service}/aws4_request`
}

/** ISO 8601 in its basic form, in whole seconds. */
function amzTime(nowMs: number): string {
  return new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}
