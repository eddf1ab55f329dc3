const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: second,
  sec: second,
  secs: second,
  second: second,
  seconds: second,
  m: minute,
  min: minute,
  mins: minute,
  minute: minute,
  minutes: minute,
  h: hour,
  hr: hour,
  hrs: hour,
  hour: hour,
  hours: hour,
  d: day,
  day: day,
  days: day,
}

const part = /(\d+(?:[.,]\d+)?)\s*([a-z]+)/g

/**
 * The milliseconds people mean by `5 s`, `1:30` (minutes and seconds), `1:00:00`, `2 min`, `1 h 30 min`, `1,5 s`; a bare
 * number is seconds. `undefined` for what is none of these.
 */
export function readDuration(written: string): number | undefined {
  const text = written.trim().toLowerCase()
  if (/^\d+([.,]\d+)?$/.test(text)) return whole(numberIn(text) * second)
  if (/^\d+(:[0-5]?\d){1,2}$/.test(text)) return whole(clockSeconds(text) * second)
  const rest = text.replaceAll(part, '').replaceAll(/\band\b|,/g, '')
  if (text === '' || rest.trim() !== '') return undefined
  const parts = [...text.matchAll(part)].map(([, count = '', unit = '']) =>
    Object.hasOwn(units, unit) ? numberIn(count) * (units[unit] ?? Number.NaN) : Number.NaN,
  )
  return whole(parts.reduce((sum, length) => sum + length, 0))
}

function clockSeconds(text: string): number {
  return text.split(':').reduce((sum, digits) => sum * 60 + Number(digits), 0)
}

function numberIn(text: string): number {
  return Number(text.replace(',', '.'))
}

function whole(ms: number): number | undefined {
  const rounded = Math.round(ms)
  return Number.isSafeInteger(rounded) ? rounded : undefined
}

/** A length of time as `readDuration` takes it, in the largest units that say it in full: `1 min 30 s`, `0.5 s`. */
export function writeDuration(ms: number): string {
  const parts = [
    amount(Math.floor(ms / day), 'd'),
    amount(Math.floor((ms % day) / hour), 'h'),
    amount(Math.floor((ms % hour) / minute), 'min'),
    amount((ms % minute) / second, 's'),
  ].filter((text) => text !== '')
  return parts.length === 0 ? '0 s' : parts.join(' ')
}

function amount(count: number, unit: string): string {
  return count === 0 ? '' : `${count} ${unit}`
}
