import { expect, it } from 'vitest'
import * as words from './words.ts'

const { blockedSoundText, ...tables } = words
const sentences = [blockedSoundText, ...Object.values(tables).flatMap(Object.values<string>)]

it('has a sentence for everything that can go wrong', () => {
  expect(sentences.length).toBeGreaterThan(40)
  expect(sentences.filter((text) => !/^[A-Z].*[.…]$/.test(text))).toEqual([])
})
