import { trimSpace } from './characters.ts'
import { octetsOf, textOf } from './octets.ts'
import {
  endOfQuoted,
  parseParameters,
  quote,
  splitList,
  unquote,
  type Parameters,
} from './parameters.ts'
import { parseUri, type Uri } from './uri.ts'

/** A `name-addr` or `addr-spec` with its header parameters: From, To, Contact, Route (RFC 3261 §20.10). */
export interface NameAddress {
  /** Text, without quotes and escapes. */
  readonly displayName?: string
  /** The URI as it was written, in octets. */
  readonly uri: string
  readonly address: Uri
  readonly parameters: Parameters
}

/** Parses one value; `undefined` when it is malformed. */
export function parseNameAddress(octets: string): NameAddress | undefined {
  if (octets.startsWith('"')) {
    const end = endOfQuoted(octets, 0)
    const name = end < 0 ? undefined : unquote(octets.slice(0, end))
    const bracket = octets.indexOf('<', end)
    if (name === undefined || bracket < 0 || trimSpace(octets.slice(end, bracket)) !== '') {
      return undefined
    }
    return parseBracketed(octets, bracket, textOf(name))
  }
  const bracket = octets.indexOf('<')
  if (bracket < 0) return parsePlain(octets)
  return parseBracketed(octets, bracket, textOf(trimSpace(octets.slice(0, bracket))))
}

function parseBracketed(
  octets: string,
  bracket: number,
  displayName: string,
): NameAddress | undefined {
  const close = octets.indexOf('>', bracket)
  if (close < 0) return undefined
  const uri = octets.slice(bracket + 1, close)
  const address = parseUri(uri)
  const parameters = parseParameters(octets.slice(close + 1))
  if (!address || !parameters) return undefined
  return { uri, address, parameters, ...(displayName === '' ? {} : { displayName }) }
}

/** Without brackets every parameter is the header's, and the URI may hold no `?` or comma (RFC 3261 §20). */
function parsePlain(octets: string): NameAddress | undefined {
  const semicolon = octets.indexOf(';')
  const uri = trimSpace(semicolon < 0 ? octets : octets.slice(0, semicolon))
  if (uri.includes('?') || uri.includes(',')) return undefined
  const address = parseUri(uri)
  const parameters = parseParameters(semicolon < 0 ? '' : octets.slice(semicolon))
  return address && parameters ? { uri, address, parameters } : undefined
}

/** Parses comma-separated values; `undefined` when any is malformed. */
export function parseNameAddresses(values: readonly string[]): NameAddress[] | undefined {
  const addresses: NameAddress[] = []
  for (const value of values) {
    for (const part of splitList(value) ?? ['']) {
      const address = parseNameAddress(part)
      if (!address) return undefined
      addresses.push(address)
    }
  }
  return addresses
}

/** Octets of `"name" <uri>`; line ends in a name become spaces, so that a name can never begin a header. */
export function formatNameAddress(uri: string, displayName?: string): string {
  if (displayName === undefined || displayName === '') return `<${uri}>`
  return `${quote(octetsOf(displayName.replaceAll(/\p{Cc}/gu, ' ')))} <${uri}>`
}
