/**
 * What the product itself says. Each is shipped as sound in `prompts/`, so it is heard even where nothing can speak.
 * After a change, run `node packages/speech/src/prerender.ts`.
 */
export const phrases = {
  welcomeMenu: 'Thank you for calling Iris. For sales, press 1. For support, press 2.',
  notUnderstood: 'Sorry, we did not get that.',
  allBusy: 'All our agents are busy. Please hold the line.',
  next: 'You are next.',
  manyBefore: 'More than twenty callers are before you.',
  notInService: 'This number is not in service.',
  goodbye: 'Goodbye.',
  nobodyFree: 'Nobody can take your call now. Please call again later.',
  closed: 'We are closed now. Please call again later.',
  recorded: 'This call is recorded.',
  leaveMessage: 'Please leave a message after the tone.',
  oneOther: 'There is one other in this conference.',
  manyOthers: 'There are more than ten others in this conference.',
  sorry: 'Sorry, please call again later.',
  reconnecting: 'Please hold while we connect you again.',
  callback: 'Thank you. We will call you back when it is your turn. Goodbye.',
  calledBack: 'This is your call back. Please hold the line for one of our agents.',
} as const

const lastPlaceNamed = 20

/** Tells a caller their place in the queue, 1 being next; far back, only that it is far. */
export function placePhrase(place: number): string {
  if (place === 1) return phrases.next
  return place > lastPlaceNamed ? phrases.manyBefore : `You are number ${place} in the queue.`
}

/** The times that are named, in minutes; a wait between two is told as the longer. */
const waitsNamed = [2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 45] as const
const lessThanTwo = 'The expected wait is less than two minutes.'
const moreThanMost = 'The expected wait is more than forty-five minutes.'
const waitOf = (minutes: number) => `The expected wait is about ${minutes} minutes.`

/** Tells a caller how long the wait will be, in words that promise no more than an estimate can. */
export function expectedWaitPhrase(waitMs: number): string {
  if (waitMs < 120_000) return lessThanTwo
  const minutes = waitsNamed.find((named) => waitMs <= named * 60_000)
  return minutes === undefined ? moreThanMost : waitOf(minutes)
}

/** Offers a waiting caller to be called back. */
export function callbackPhrase(key: string): string {
  const name = key === '*' ? 'star' : key === '#' ? 'the hash key' : key
  return `To keep your place and be called back, press ${name}.`
}

const mostOthersCounted = 10

/** Tells whoever comes into a conference how many others are in it; many, only that they are many. */
export function othersPhrase(others: number): string {
  if (others === 1) return phrases.oneOther
  return others > mostOthersCounted
    ? phrases.manyOthers
    : `There are ${others} others in this conference.`
}

/** Every text that is shipped as sound. */
export function shippedTexts(): string[] {
  const places = Array.from({ length: lastPlaceNamed }, (_, index) => placePhrase(index + 1))
  const others = Array.from({ length: mostOthersCounted }, (_, index) => othersPhrase(index + 1))
  const waits = [lessThanTwo, ...waitsNamed.map(waitOf), moreThanMost]
  const keys = [...'0123456789*#'].map(callbackPhrase)
  return [...new Set([...Object.values(phrases), ...keys, ...places, ...others, ...waits])]
}
