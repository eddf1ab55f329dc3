import { isIP } from 'node:net'
import {
  isHostName,
  isIpv6,
  isPlainUserCode,
  isScheme,
  isUserPart,
  parseDigits,
} from './characters.ts'
import { octetsOf, textOf } from './octets.ts'
import { NO_PARAMETERS, parseParameters, type Parameters } from './parameters.ts'

/** A URI as SIP meets it. `user` and `number` are text with escapes undone; the rest are octets. */
export type Uri =
  | {
      readonly kind: 'sip'
      readonly secure: boolean
      readonly user?: string
      /** Lower-case; IPv6 in its brackets. */
      readonly host: string
      readonly port?: number
      readonly parameters: Parameters
      /** What follows `?`, undone by nobody: only redirects and references may use it (RFC 3261 §19.1.1). */
      readonly headers?: string
    }
  | { readonly kind: 'tel'; readonly number: string; readonly parameters: Parameters }
  | { readonly kind: 'other'; readonly scheme: string }

type SipUri = Extract<Uri, { kind: 'sip' }>

/** Parses a SIP, SIPS or tel URI (RFC 3261 §19.1, RFC 3966); other schemes are named only. `undefined` when malformed. */
export function parseUri(octets: string): Uri | undefined {
  const colon = octets.indexOf(':')
  if (colon <= 0) return undefined
  const scheme = octets.slice(0, colon).toLowerCase()
  if (!isScheme(scheme)) return undefined
  const rest = octets.slice(colon + 1)
  if (scheme === 'sip' || scheme === 'sips') return parseSipUri(rest, scheme === 'sips')
  if (scheme === 'tel') return parseTelUri(rest)
  return hasOnlyVisible(rest) ? { kind: 'other', scheme } : undefined
}

function parseSipUri(rest: string, secure: boolean): SipUri | undefined {
  const at = rest.indexOf('@')
  const user = at < 0 ? undefined : parseUser(rest.slice(0, at))
  if (at >= 0 && user === undefined) return undefined
  const hostStart = at + 1
  const question = rest.indexOf('?', hostStart)
  const beforeHeaders = question < 0 ? rest.length : question
  const semicolon = rest.indexOf(';', hostStart)
  const hostEnd = semicolon < 0 || semicolon > beforeHeaders ? beforeHeaders : semicolon
  const hostPort = parseHostPort(rest.slice(hostStart, hostEnd))
  const parameterText = rest.slice(hostEnd, beforeHeaders)
  const parameters = hasOnlyVisible(parameterText) ? parseParameters(parameterText) : undefined
  if (!hostPort || !parameters) return undefined
  const isEscaped = parameterText.includes('%')
  const headers = question < 0 ? undefined : rest.slice(question + 1)
  if (headers !== undefined && !hasOnlyVisible(headers)) return undefined
  return {
    kind: 'sip',
    secure,
    ...hostPort,
    parameters: isEscaped ? unescapeParameters(parameters) : parameters,
    ...(user === undefined ? {} : { user }),
    ...(headers === undefined ? {} : { headers }),
  }
}

/** The user without a password, which RFC 3261 §19.1.1 advises against and nobody here needs. */
function parseUser(octets: string): string | undefined {
  const colon = octets.indexOf(':')
  const user = colon < 0 ? octets : octets.slice(0, colon)
  if (!isUserPart(user)) return undefined
  return unescapeText(user)
}

function parseTelUri(rest: string): Uri | undefined {
  const semicolon = rest.indexOf(';')
  const number = semicolon < 0 ? rest : rest.slice(0, semicolon)
  const parameters = semicolon < 0 ? NO_PARAMETERS : parseParameters(rest.slice(semicolon))
  if (!parameters || !isUserPart(number)) return undefined
  // Visual separators carry no meaning (RFC 3966 §5.1.1).
  return { kind: 'tel', number: unescapeText(number).replaceAll(/[-.()]/g, ''), parameters }
}

/** `host`, `host:port`, `[v6]` and `[v6]:port`. */
export function parseHostPort(text: string): { host: string; port?: number } | undefined {
  const bracketed = text.startsWith('[')
  const hostEnd = bracketed ? text.indexOf(']') + 1 : text.indexOf(':')
  if (bracketed && hostEnd === 0) return undefined
  const host = hostEnd < 0 ? text : text.slice(0, hostEnd)
  if (bracketed ? !isIpv6(host.slice(1, -1)) : !isHostName(host)) return undefined
  if (hostEnd < 0 || hostEnd === text.length) return { host: host.toLowerCase() }
  if (text[hostEnd] !== ':') return undefined
  const port = parseDigits(text.slice(hostEnd + 1), 65_535)
  return port === undefined ? undefined : { host: host.toLowerCase(), port }
}

function hasOnlyVisible(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code <= 0x20 || code === 0x7f || code === 0x3c || code === 0x3e) return false
  }
  return true
}

/** Undoes `%hh`; what is not a valid escape stays as it stands (RFC 4475 §3.1.1.5). */
function unescapeText(octets: string): string {
  if (!octets.includes('%')) return textOf(octets)
  const plain = octets.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return textOf(plain)
}

/** `%6Cr` names the parameter `lr` (RFC 3261 §19.1.4, RFC 4475 §3.1.1.3). */
function unescapeParameters(parameters: Parameters): Parameters {
  return new Map(
    [...parameters].map(([name, value]) => [unescapeText(name).toLowerCase(), unescapeText(value)]),
  )
}

/** The octets of a user part, with everything escaped that is not plainly allowed there. */
export function escapeUser(user: string): string {
  let escaped = ''
  for (const character of octetsOf(user)) {
    const code = character.charCodeAt(0)
    escaped += isPlainUserCode(code)
      ? character
      : `%${code.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return escaped
}

/** A host as it stands in a URI or Via: IPv6 addresses get their brackets. */
export function hostOfAddress(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address
}

/** An address as a socket takes it: IPv6 without brackets. */
export function addressOfHost(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host
}
