const tints = [
  'bg-avatar-1',
  'bg-avatar-2',
  'bg-avatar-3',
  'bg-avatar-4',
  'bg-avatar-5',
  'bg-avatar-6',
  'bg-avatar-7',
  'bg-avatar-8',
] as const

/**
 * The first letters of the first and the last word, by what a reader sees as a letter. `#` for a bare
 * number, `?` for no name.
 */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /\p{L}/u.test(word))
  if (words.length === 0) return /\d/.test(name) ? '#' : '?'
  const ends = words.length > 1 ? [words.at(0), words.at(-1)] : [words.at(0)]
  return ends.map((word) => firstLetter(word ?? '')).join('')
}

/** The class of a tint: the same for the same name, on every machine. */
export function avatarTint(name: string): (typeof tints)[number] {
  let hash = 0
  for (const letter of name.normalize('NFC').toLocaleLowerCase('en')) {
    hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0
  }
  return tints[hash % tints.length] ?? tints[0]
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function firstLetter(word: string): string {
  const segments = [...letters.segment(word)].map(({ segment }) => segment)
  const letter = segments.find((segment) => /\p{L}/u.test(segment)) ?? '?'
  return letter.toLocaleUpperCase('en')
}
