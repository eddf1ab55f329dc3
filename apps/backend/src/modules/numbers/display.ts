import type { PhoneNumber } from '@iris/contracts'
import {
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js'

const remembered = new Map<string, PhoneNumber>()
const mostRemembered = 20_000

/**
 * Writes a number the way people of the country do. `web` is a call from the public phone; what is no number stays.
 * Numbers come again and again, and reading one takes long, so the latest are remembered.
 */
export function displayNumber(value: string, country: string): PhoneNumber {
  const key = `${country} ${value}`
  const known = remembered.get(key)
  if (known) return known
  const number = { value: value === '' ? 'anonymous' : value, display: writtenAt(value, country) }
  if (remembered.size >= mostRemembered) remembered.clear()
  remembered.set(key, number)
  return number
}

function writtenAt(value: string, country: string): string {
  if (value === '' || value === 'anonymous') return 'Withheld'
  if (value === 'web') return 'Web call'
  const home = isSupportedCountry(country) ? country : undefined
  const parsed = parsePhoneNumberFromString(value, home)
  if (!parsed?.isPossible()) return value
  const isAtHome = home !== undefined && parsed.countryCallingCode === getCountryCallingCode(home)
  return isAtHome ? parsed.formatNational() : parsed.formatInternational()
}

/**
 * Reads a number as people of the country dial it: the national way, or with the country's code after `+` or the way out.
 * E.164, or `undefined` when it cannot be a number there.
 */
export function readNumber(dialled: string, country: string): string | undefined {
  const home = isSupportedCountry(country) ? country : undefined
  const parsed = parsePhoneNumberFromString(dialled.replace(/^00/, '+'), home)
  return parsed?.isPossible() ? parsed.number : undefined
}

/**
 * Reads what the network dialled (`+15550100100`, `0015550100100`, `15550100100`) as E.164, or `undefined` when it
 * cannot be a number in full international form.
 */
export function readDialled(dialled: string): string | undefined {
  const digits = dialled.replaceAll(/[\s().-]/g, '')
  const international = /^(?:\+|00)?([1-9]\d{6,14})$/.exec(digits)?.[1]
  return international === undefined ? undefined : `+${international}`
}
