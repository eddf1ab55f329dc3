import type { FlowDocument, FlowDraft } from '@iris/contracts'
import { problemResponse, withFrame } from '@iris/app-frame/testing'
import { block } from '@iris/flow/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
import { readBackup } from './draft-backup.ts'
import { useDraftSaving } from './use-draft-saving.ts'

const flowId = '01968ae3-4c00-7000-8000-000000000009'
const path = `/v1/flows/${flowId}/draft`
const saying = (text: string): FlowDocument => ({
  schema: 2,
  blocks: { say: block('say', { text }) },
})

function draft(etag: string, text: string): FlowDraft {
  const savedBy = { id: null, name: 'Ben' }
  const savedAt = '2026-11-26T09:00:00.000Z'
  return { flowId, etag, savedAt, savedBy, basedOn: null, problems: [], document: saying(text) }
}

async function opened() {
  const frame = await withFrame({
    permissions: ['flows:read', 'flows:write'],
    answers: { [`GET ${path}`]: () => draft('1', 'first') },
  })
  const document = shallowRef<FlowDocument>({ schema: 2, blocks: {} })
  const restored = vi.fn()
  const saving = frame.run(() =>
    useDraftSaving({
      flowId,
      document,
      canEdit: shallowRef(true),
      begin: (next) => {
        document.value = next
      },
      onRestored: restored,
    }),
  )
  const puts = () => frame.backend.asked.filter(({ method }) => method === 'PUT')
  return { frame, document, saving, restored, puts }
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  vi.useRealTimers()
  localStorage.clear()
})

describe('a draft', () => {
  it('is saved once after a pause in drawing, from the one it was made of', async () => {
    const { frame, document, saving, puts } = await opened()
    await saving.load()
    frame.backend.answer(`PUT ${path}`, () => draft('2', ''))
    document.value = saying('a')
    document.value = saying('b')
    await vi.advanceTimersByTimeAsync(2000)
    expect(puts().map(({ body }) => body)).toEqual([{ document: saying('b') }])
    expect(puts()[0]?.headers.get('if-match')).toBe('"1"')
    expect(saving.etag.value).toBe('2')
    expect(saving.state.value.kind).toBe('saved')
    expect(readBackup(flowId)).toBeUndefined()
    frame.close()
  })

  it('needs no saving when all that was changed is undone', async () => {
    const { frame, document, saving, puts } = await opened()
    await saving.load()
    const before = document.value
    document.value = saying('a')
    await vi.advanceTimersByTimeAsync(10)
    expect(saving.state.value.kind).toBe('changed')
    document.value = before
    await vi.advanceTimersByTimeAsync(5000)
    expect(saving.state.value.kind).toBe('saved')
    expect(await saving.save()).toBe(true)
    expect(puts()).toEqual([])
    frame.close()
  })

  it('that somebody else saved meanwhile is at odds until it is decided, through a reload too', async () => {
    const { frame, document, saving, puts } = await opened()
    await saving.load()
    frame.backend.answer(`PUT ${path}`, () =>
      problemResponse({ code: 'precondition_failed', status: 412 }),
    )
    frame.backend.answer(`GET ${path}`, () => draft('7', 'theirs'))
    document.value = saying('mine')
    await vi.advanceTimersByTimeAsync(2000)
    expect(saving.state.value).toMatchObject({ kind: 'conflict', theirs: { etag: '7' } })
    expect(readBackup(flowId)).toMatchObject({ etag: '1', document: saying('mine') })

    await saving.load()
    expect(saving.state.value.kind).toBe('conflict')
    expect(document.value).toEqual(saying('mine'))
    frame.backend.answer(`PUT ${path}`, () => draft('8', 'mine'))
    expect(await saving.takeMine()).toBe(true)
    expect(puts().at(-1)?.headers.get('if-match')).toBe('"7"')
    frame.close()
  })

  it('that was not saved comes back, and is said to', async () => {
    const { frame, document, saving, restored } = await opened()
    await saving.load()
    frame.backend.answer(`PUT ${path}`, () => problemResponse({ code: 'unavailable', status: 503 }))
    document.value = saying('kept')
    await vi.advanceTimersByTimeAsync(2000)
    expect(saving.state.value.kind).toBe('failed')
    document.value = saying('')
    document.value = saying('kept')
    await saving.load()
    expect(document.value).toEqual(saying('kept'))
    expect(restored).toHaveBeenCalledOnce()
    frame.close()
  })
})
