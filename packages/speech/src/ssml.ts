import type { Emphasis, Manner, SpokenPart } from './spoken-parts.ts'
import { cleanText } from './spoken-text.ts'
import { SpeechError } from './tts.ts'

/** Pauses longer than that are shortened, as vendors do. */
const longestBreakMs = 10_000
/** All pauses of a text together: silence costs memory like any other sound. */
const longestSilenceMs = 60_000
const [slowest, fastest] = [0.5, 2]
const deepestNesting = 16

/** SSML 1.1 §3.2.4: words for speeds. */
const ratesByName: Readonly<Record<string, number>> = {
  'x-slow': 0.5,
  slow: 0.75,
  medium: 1,
  default: 1,
  fast: 1.25,
  'x-fast': 1.5,
}

/** SSML 1.1 §3.2.3 names the strengths; the times are ours. */
const breaksByStrength: Readonly<Record<string, number>> = {
  none: 0,
  'x-weak': 100,
  weak: 250,
  medium: 500,
  strong: 750,
  'x-strong': 1200,
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
}

type Tag =
  | { readonly kind: 'break'; readonly ms: number }
  | { readonly kind: 'open'; readonly name: string; readonly change: Partial<Style> }
  | { readonly kind: 'close'; readonly name: string }

interface Style extends Manner {
  readonly asDigits: boolean
}

const markup =
  /<(?:break|say-as|prosody|emphasis)(?:\s[^<>]*)?\/?>|<\/(?:say-as|prosody|emphasis)\s*>/g

/**
 * What stands between `<speak>` and `</speak>`, of SSML 1.1 (W3C 2010): `<break time="500ms"/>` or `strength`,
 * `<say-as interpret-as="digits">`, `<prosody rate="slow">` or `rate="80%"`, and `<emphasis level="strong">`. Whatever
 * else looks like markup is text. Throws `SpeechError` of kind `bad-text` where these do not fit together.
 */
export function parseSsml(inner: string): readonly SpokenPart[] {
  const parts: SpokenPart[] = []
  const open: { name: string; style: Style }[] = []
  let style: Style = { rate: 1, emphasis: 'none', asDigits: false }
  let at = 0
  for (const match of inner.matchAll(markup)) {
    addText(parts, inner.slice(at, match.index), style)
    at = match.index + match[0].length
    const tag = tagOf(match[0])
    switch (tag.kind) {
      case 'break':
        parts.push({ kind: 'break', ms: tag.ms })
        break
      case 'open':
        if (open.length >= deepestNesting) throw wrong('too many elements are inside each other')
        open.push({ name: tag.name, style })
        style = within(style, tag.change)
        break
      case 'close': {
        const opened = open.pop()
        if (opened?.name !== tag.name) throw wrong(`</${tag.name}> closes nothing`)
        style = opened.style
      }
    }
  }
  addText(parts, inner.slice(at), style)
  const unclosed = open.at(-1)
  if (unclosed) throw wrong(`<${unclosed.name}> is not closed`)
  const silenceMs = parts.reduce((sum, part) => sum + (part.kind === 'break' ? part.ms : 0), 0)
  if (silenceMs > longestSilenceMs) throw wrong('its pauses come to more than a minute')
  return parts
}

function within(outer: Style, change: Partial<Style>): Style {
  return { ...outer, ...change, rate: bounded(outer.rate * (change.rate ?? 1)) }
}

function addText(parts: SpokenPart[], raw: string, { rate, emphasis, asDigits }: Style): void {
  const decoded = raw.replaceAll(/&(?:amp|lt|gt|quot|apos);/g, (name) => entities[name] ?? name)
  const text = cleanText(decoded)
  if (text === '') return
  if (asDigits && /^[\d\s*#+().-]+$/.test(text)) {
    parts.push({ kind: 'digits', digits: text.replaceAll(/[^\d*#+]/g, ''), rate, emphasis })
  } else parts.push({ kind: 'text', text, rate, emphasis })
}

function tagOf(text: string): Tag {
  const name = /^<\/?([a-z-]+)/.exec(text)?.[1] ?? ''
  if (text.startsWith('</')) return { kind: 'close', name }
  const attribute = (key: string) =>
    new RegExp(`\\s${key}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(text)?.slice(1).find(Boolean)
  if (name === 'break') {
    return { kind: 'break', ms: breakMs(attribute('time'), attribute('strength')) }
  }
  if (text.endsWith('/>')) throw wrong(`<${name}/> says nothing`)
  return { kind: 'open', name, change: changeOf(name, attribute) }
}

function changeOf(name: string, attribute: (key: string) => string | undefined): Partial<Style> {
  switch (name) {
    case 'say-as':
      return { asDigits: ['digits', 'characters'].includes(attribute('interpret-as') ?? '') }
    case 'prosody':
      return { rate: rateOf(attribute('rate') ?? 'medium') }
    default:
      return { emphasis: emphasisOf(attribute('level') ?? 'moderate') }
  }
}

function breakMs(time: string | undefined, strength = 'medium'): number {
  if (time === undefined) {
    const ms = breaksByStrength[strength]
    if (ms === undefined) throw wrong(`a break has no strength ${strength}`)
    return ms
  }
  const [, number, unit] = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s)$/.exec(time) ?? []
  if (number === undefined) throw wrong('write the time of a break as 500ms or 1.5s')
  return Math.min(longestBreakMs, Math.round(Number(number) * (unit === 's' ? 1000 : 1)))
}

function rateOf(text: string): number {
  const named = ratesByName[text]
  if (named !== undefined) return named
  const [, percent] = /^(\d{1,4}(?:\.\d{1,2})?)%$/.exec(text) ?? []
  if (percent === undefined) throw wrong('write the rate as slow, fast or 80%')
  return Number(percent) / 100
}

function bounded(rate: number): number {
  return Math.max(slowest, Math.min(fastest, rate))
}

function emphasisOf(level: string): Emphasis {
  switch (level) {
    case 'none':
    case 'reduced':
    case 'moderate':
    case 'strong':
      return level
    default:
      throw wrong('emphasis is none, reduced, moderate or strong')
  }
}

function wrong(why: string): SpeechError {
  return new SpeechError('bad-text', `The markup cannot be read: ${why}.`)
}

/** Parts as SSML that is well-formed whatever they say. Plain text is given back as `<speak>` with nothing inside but it. */
export function toSsml(parts: readonly SpokenPart[]): string {
  return `<speak>${parts.map(elementOf).join(' ')}</speak>`
}

function elementOf(part: SpokenPart): string {
  switch (part.kind) {
    case 'break':
      return `<break time="${part.ms}ms"/>`
    case 'digits':
      return inManner(`<say-as interpret-as="digits">${escaped(part.digits)}</say-as>`, part)
    case 'text':
      return inManner(escaped(part.text), part)
  }
}

function inManner(content: string, { rate, emphasis }: Manner): string {
  const stressed =
    emphasis === 'none' ? content : `<emphasis level="${emphasis}">${content}</emphasis>`
  return rate === 1 ? stressed : `<prosody rate="${Math.round(rate * 100)}%">${stressed}</prosody>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
