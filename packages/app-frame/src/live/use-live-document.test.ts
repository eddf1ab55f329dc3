import type { LivePath } from '@iris/contracts'
import { samplePresence, sampleAgent } from '@iris/realtime/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { FrameForTests } from '../testing/with-frame.ts'
import { withFrame } from '../testing/with-frame.ts'
import { useLiveDocument, useLiveDocuments } from './use-live-document.ts'

const day = 'presence/day' satisfies LivePath
const night = 'presence/night' satisfies LivePath
const [ann, ben] = [sampleAgent('ann'), sampleAgent('ben')]

let frame: FrameForTests
beforeEach(async () => {
  frame = await withFrame({ permissions: ['agents:read'] })
})
afterEach(() => frame.close())

describe('a live document', () => {
  test('is there once it has come, and is replaced as it changes', () => {
    const { document, state } = frame.run(() => useLiveDocument<'presence'>(day))
    expect([document.value, state.value]).toEqual([undefined, 'live'])
    frame.show(day, samplePresence(ann))
    expect(document.value).toEqual(samplePresence(ann))
    frame.show(day, samplePresence(ann, ben))
    expect(document.value).toEqual(samplePresence(ann, ben))
  })

  test('is another one when its path is', async () => {
    frame.show(day, samplePresence(ann))
    frame.show(night, samplePresence(ben))
    const path = shallowRef<LivePath<'presence'> | undefined>(day)
    const { document } = frame.run(() => useLiveDocument(path))
    expect(document.value).toEqual(samplePresence(ann))
    path.value = night
    await nextTick()
    expect(document.value).toEqual(samplePresence(ben))
    path.value = undefined
    await nextTick()
    expect(document.value).toBeUndefined()
  })

  test('is watched no more once its scope is over', () => {
    const scope = effectScope()
    const { document } = frame.run(() => scope.run(() => useLiveDocument<'presence'>(day)))!
    frame.show(day, samplePresence(ann))
    scope.stop()
    frame.show(day, samplePresence(ben))
    expect(document.value).toEqual(samplePresence(ann))
  })
})

describe('several live documents', () => {
  test('come by path, and go with it', async () => {
    const paths = shallowRef<LivePath<'presence'>[]>([day, night])
    const { documents } = frame.run(() => useLiveDocuments(paths))
    frame.show(night, samplePresence(ben))
    frame.show(day, samplePresence(ann))
    expect([...documents.value.keys()].toSorted()).toEqual([day, night])
    paths.value = [night]
    await nextTick()
    expect([...documents.value.entries()]).toEqual([[night, samplePresence(ben)]])
  })
})
