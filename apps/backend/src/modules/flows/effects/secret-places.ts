/** Where a secret stands in a text: `{{ secret.CRM_KEY }}`. */
const place = /\{\{\s*secret\.([A-Z][A-Z0-9_]{0,39})\s*\}\}/g

const mask = '••••••'
/** What is shorter stands in every other text; no secret is. */
const shortest = 6

/** The names of the secrets that texts hold, each once. */
export function secretNamesIn(texts: readonly string[]): string[] {
  const names = texts.flatMap((text) => Array.from(text.matchAll(place), ([, name = '']) => name))
  return [...new Set(names)]
}

/**
 * Puts values where their names stand, each as it is written there: as it is, in a JSON string, or in an address or a
 * form. A name without a value stays.
 */
export function placeSecrets(
  text: string,
  values: ReadonlyMap<string, string>,
  write: (value: string) => string = (value) => value,
): string {
  return text.replaceAll(place, (whole, name: string) => {
    const value = values.get(name)
    return value === undefined ? whole : write(value)
  })
}

export const inJson = (value: string): string => JSON.stringify(value).slice(1, -1)
export const inAddress = (value: string): string => encodeURIComponent(value)

/**
 * Makes what hides secrets in a text that came from elsewhere: a server may repeat what it was sent, as it was or as such
 * texts are written in JSON, in addresses, in HTML or in Base64 (HTTP's Basic credentials).
 */
export function maskOf(secrets: Iterable<string>): (text: string) => string {
  const writings = new Set([...secrets].flatMap(writingsOf))
  // A longer one may hold a shorter one.
  const longestFirst = [...writings]
    .filter(({ length }) => length >= shortest)
    .sort((a, b) => b.length - a.length)
  return (text) => longestFirst.reduce((masked, writing) => masked.replaceAll(writing, mask), text)
}

function writingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const escaped = encodeURIComponent(secret)
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return [
    secret,
    inJson(secret),
    escaped,
    escaped.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    new URLSearchParams([['', secret]]).toString().slice(1),
    html,
    html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    bytes.toString('base64').replaceAll('=', ''),
    bytes.toString('base64url'),
    // As a figure in JSON it loses what a double cannot hold.
    ...(/^\d+$/.test(secret) ? [String(Number(secret))] : []),
  ]
}
