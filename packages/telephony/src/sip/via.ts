import { isSpace, isToken, trimSpace } from './characters.ts'
import { parseParameters, type Parameters } from './parameters.ts'
import { parseHostPort } from './uri.ts'

/** One Via value (RFC 3261 §20.42). */
export interface Via {
  /** `2.0`; others are read only to be refused. */
  readonly version: string
  /** Upper-case: UDP, TCP, TLS, WS, WSS … */
  readonly transport: string
  readonly host: string
  readonly port?: number
  readonly branch?: string
  readonly parameters: Parameters
  /** As it was written. */
  readonly octets: string
}

/** Parses one Via value, spaces around its slashes and colon included; `undefined` when it is malformed. */
export function parseVia(octets: string): Via | undefined {
  const firstSlash = octets.indexOf('/')
  const secondSlash = octets.indexOf('/', firstSlash + 1)
  if (firstSlash < 0 || secondSlash < 0) return undefined
  if (trimSpace(octets.slice(0, firstSlash)).toUpperCase() !== 'SIP') return undefined
  const version = trimSpace(octets.slice(firstSlash + 1, secondSlash))
  if (!isToken(version)) return undefined
  const transportStart = skipSpace(octets, secondSlash + 1)
  let transportEnd = transportStart
  while (transportEnd < octets.length && !isSpace(octets.charCodeAt(transportEnd))) {
    transportEnd += 1
  }
  const transport = octets.slice(transportStart, transportEnd).toUpperCase()
  const semicolon = octets.indexOf(';', transportEnd)
  const sentByEnd = semicolon < 0 ? octets.length : semicolon
  const sentBy = parseSentBy(octets.slice(transportEnd, sentByEnd))
  const parameters = parseParameters(octets.slice(sentByEnd))
  if (!isToken(transport) || !sentBy || !parameters) return undefined
  const branch = parameters.get('branch')
  return {
    version,
    transport,
    ...sentBy,
    parameters,
    octets,
    ...(branch === undefined || branch === '' ? {} : { branch }),
  }
}

function skipSpace(octets: string, from: number): number {
  let index = from
  while (index < octets.length && isSpace(octets.charCodeAt(index))) index += 1
  return index
}

/** §25.1 allows space around the colon before the port. */
function parseSentBy(octets: string): { host: string; port?: number } | undefined {
  const sentBy = trimSpace(octets)
  const colon = sentBy.lastIndexOf(':')
  if (colon < 0 || sentBy.endsWith(']')) return parseHostPort(sentBy)
  return parseHostPort(`${trimSpace(sentBy.slice(0, colon))}:${trimSpace(sentBy.slice(colon + 1))}`)
}
