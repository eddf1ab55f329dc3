const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** A length of time as `m:ss`, from an hour on as `h:mm:ss`. Never below 0:00, since clocks differ. */
export function formatDuration(milliseconds: number): string {
  const whole = Math.max(0, milliseconds)
  const hours = Math.floor(whole / hour)
  const minutes = Math.floor((whole % hour) / minute)
  const seconds = twoDigits(Math.floor((whole % minute) / second))
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${seconds}` : `${minutes}:${seconds}`
}

/** The same for `<time datetime>`: ISO 8601, in whole seconds. */
export function isoDuration(milliseconds: number): string {
  return `PT${Math.floor(Math.max(0, milliseconds) / second)}S`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
