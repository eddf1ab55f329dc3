/** Character classes of RFC 3261 §25.1 as tables, so that no message can make a pattern backtrack. */

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function table(characters: string): Uint8Array {
  const set = new Uint8Array(256)
  for (const character of characters) set[character.charCodeAt(0)] = 1
  return set
}

const TOKEN = table(`${ALPHANUMERIC}-.!%*_+\`'~`)
/** `word` of §25.1, which is what a Call-ID is made of; `@` joins two of them. */
const WORD = table(`${ALPHANUMERIC}-.!%*_+\`'~()<>:\\"/[]?{}@`)
const HOST_NAME = table(`${ALPHANUMERIC}-._`)
const IPV6 = table('ABCDEFabcdef0123456789:.%')
const SCHEME = table(`${ALPHANUMERIC}+-.`)
/** What a user part may hold unescaped, with the escape itself (§25.1: unreserved, user-unreserved). */
const USER = table(`${ALPHANUMERIC}-_.!~*'()&=+$,;?/%`)
/** What a user part we write holds unescaped: §25.1 without the characters that confuse other parsers. */
const PLAIN_USER = table(`${ALPHANUMERIC}-_.!~*'+$&=`)

function isMadeOf(set: Uint8Array, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (set[text.charCodeAt(index)] !== 1) return false
  }
  return text.length > 0
}

export const isToken = (text: string): boolean => isMadeOf(TOKEN, text)
export const isCallId = (text: string): boolean => isMadeOf(WORD, text)
export const isHostName = (text: string): boolean => isMadeOf(HOST_NAME, text)
export const isIpv6 = (text: string): boolean => isMadeOf(IPV6, text)
export const isScheme = (text: string): boolean => isMadeOf(SCHEME, text)
export const isUserPart = (text: string): boolean => isMadeOf(USER, text)
export const isPlainUserCode = (code: number): boolean => PLAIN_USER[code] === 1

/** Reads decimal digits and nothing else; `undefined` for anything else and for values above `max`. */
export function parseDigits(text: string, max: number): number | undefined {
  if (text.length === 0 || text.length > 15) return undefined
  let value = 0
  for (let index = 0; index < text.length; index += 1) {
    const digit = text.charCodeAt(index) - 0x30
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return value <= max ? value : undefined
}

export const isSpace = (code: number): boolean => code === 0x20 || code === 0x09

/** Strips spaces and tabs, and nothing else, from both ends. */
export function trimSpace(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start += 1
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1
  return start === 0 && end === text.length ? text : text.slice(start, end)
}
