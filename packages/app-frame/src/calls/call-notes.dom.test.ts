import type { CallNote } from '@iris/contracts'
import { flushPromises } from '@vue/test-utils'
import { expect, onTestFinished, test } from 'vitest'
import { createVNode, render } from 'vue'
import { withFrame } from '../testing/with-frame.ts'
import CallNotes from './CallNotes.vue'

/** The section as it is shown for a call with these notes. */
async function shown(items: readonly CallNote[]): Promise<Element> {
  const frame = await withFrame({ answers: { 'GET /v1/calls/c1/notes': () => ({ items }) } })
  const page = document.createElement('div')
  const section = createVNode(CallNotes, { callId: 'c1' })
  section.appContext = frame.app._context
  render(section, page)
  onTestFinished(() => {
    render(null, page)
    frame.close()
  })
  await flushPromises()
  return page
}

const note = { id: 'n1', at: '2026-11-20T09:00:00.000Z', text: 'Wants a refund.', flow: null }

test('notes of a call are shown in their order, each with the flow that wrote it', async () => {
  const flow = { id: 'f1', name: 'Main menu' }
  const page = await shown([note, { ...note, id: 'n2', text: '<b>Angry</b>', flow }])
  const [first, second] = page.querySelectorAll('li')
  expect(first?.textContent).toContain('Wants a refund.')
  expect(first?.textContent).not.toContain('·')
  expect(second?.textContent).toContain('Main menu · ')
  // What a caller said is text, whatever it looks like.
  expect(second?.querySelector('b')).toBeNull()
  expect(second?.textContent).toContain('<b>Angry</b>')
})

test('a call without notes has no heading for them', async () => {
  expect((await shown([])).textContent).toBe('')
})
