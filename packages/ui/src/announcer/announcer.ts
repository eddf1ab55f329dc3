import type { Ref } from 'vue'
import { nextTick, onScopeDispose, shallowRef } from 'vue'
import { createContext } from '../context/create-context.ts'

/** `assertive` interrupts what is being read: an incoming call, an error. Everything else can wait. */
export type Urgency = 'polite' | 'assertive'

export interface Announcer {
  /** Says a sentence to screen readers, without showing it. */
  announce: (text: string, urgency?: Urgency) => void
  /** What the live regions hold now. */
  spoken: Readonly<Record<Urgency, Readonly<Ref<string>>>>
}

/** Long enough for every screen reader to pick it up; then nobody stumbles over old news while reading on. */
const heldMs = 2000

export const announcerContext = createContext<Announcer>('UiRoot')

/** @throws outside a UiRoot, which holds the live regions */
export function useAnnounce(): Announcer['announce'] {
  return announcerContext.use('useAnnounce').announce
}

/** The live regions' words. Ends with the scope it is made in. */
export function createAnnouncer(): Announcer {
  const polite = createRegion()
  const assertive = createRegion()
  return {
    spoken: { polite: polite.words, assertive: assertive.words },
    announce(text, urgency = 'polite') {
      if (urgency === 'assertive') assertive.say(text)
      else polite.say(text)
    },
  }
}

function createRegion(): { words: Readonly<Ref<string>>; say: (text: string) => void } {
  const words = shallowRef('')
  let clearing: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(clearing), true)
  return {
    words,
    say(text) {
      clearTimeout(clearing)
      words.value = ''
      // The same words twice are heard twice only if the region was empty in between.
      void nextTick(() => {
        words.value = text
      })
      clearing = setTimeout(() => {
        words.value = ''
      }, heldMs)
    },
  }
}
