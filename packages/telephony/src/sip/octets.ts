/**
 * Message heads are held as *octet strings*: one character (U+0000 to U+00FF) for each byte. What a peer sent is then
 * echoed byte for byte, as RFC 3261 §8.2.6.2 asks, even where it is not UTF-8. Text is made of octets, and octets of
 * text, only where people are shown or named: here.
 */

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text that octets stand for: UTF-8 (RFC 3261 §7.3.1), or Latin-1 where they are not UTF-8. */
export function textOf(octets: string): string {
  if (isAscii(octets)) return octets
  try {
    return utf8.decode(Buffer.from(octets, 'latin1'))
  } catch {
    return octets
  }
}

/** The octets of a text in UTF-8. */
export function octetsOf(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 0x7f) return false
  }
  return true
}
