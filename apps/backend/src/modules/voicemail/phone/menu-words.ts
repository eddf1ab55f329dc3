/** What the menu of a voicemail box says by phone. */
export const menuWords = {
  main: (box: { readonly name: string; readonly mayGreet: boolean }, count: number): string =>
    [
      `${box.name}: ${countWords(count)}.`,
      ...(count > 0 ? ['To listen, press 1.'] : []),
      ...(box.mayGreet ? ['To record your greeting, press 2.'] : []),
      'To end, press pound.',
    ].join(' '),
  message: (place: number, count: number, from: string): string =>
    `Message ${place} of ${count}, from ${spelled(from)}.`,
  afterMessage: 'To delete it, press 1. To keep it, press 2. To hear it again, press 3.',
  deleted: 'Deleted.',
  noMore: 'There are no more new messages.',
  greetingFirst: 'Say your greeting after the beep, and press pound.',
  nothingSaid: 'Nothing was recorded.',
  afterGreeting:
    'To keep it, press 1. To record it again, press 2. To leave it as it was, press 3.',
  greetingKept: 'Your greeting is in use.',
  greetingAsBefore: 'Your greeting is as it was.',
  goodbye: 'Goodbye.',
} as const

function countWords(count: number): string {
  if (count === 0) return 'no new messages'
  return count === 1 ? '1 new message' : `${count} new messages`
}

/** A number is read out digit by digit; a name as it is. */
function spelled(from: string): string {
  return /^\+?\d+$/.test(from) ? [...from.replace('+', '')].join(' ') : from
}
