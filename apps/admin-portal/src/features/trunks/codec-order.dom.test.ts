import type { AudioCodec } from '@iris/contracts'
import { UiRoot } from '@iris/ui'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, test } from 'vitest'
import { h, shallowRef } from 'vue'
import CodecOrder from './CodecOrder.vue'

const chosen = shallowRef<AudioCodec[]>([])
let page: ReturnType<typeof mount>

function open(codecs: AudioCodec[]): void {
  chosen.value = codecs
  page = mount(
    {
      render: () =>
        h(UiRoot, null, {
          default: () =>
            h(CodecOrder, {
              problem: '',
              modelValue: chosen.value,
              'onUpdate:modelValue': (codecs: AudioCodec[]) => (chosen.value = codecs),
            }),
        }),
    },
    { attachTo: document.body },
  )
}
afterEach(() => page.unmount())

async function prefer(name: string): Promise<void> {
  await page.get(`button[aria-label="Prefer ${name}"]`).trigger('click')
  await flushPromises()
}

describe('the order of codecs', () => {
  test('is that in which they are chosen', async () => {
    open(['PCMU'])
    await page.findAll('button[role=checkbox]').at(-1)?.trigger('click')
    expect(chosen.value).toEqual(['PCMU', 'opus'])
    expect(page.findAll('li').map((row) => row.text())).toEqual([
      'G.711 µ-law',
      'Opus',
      'G.711 A-law',
      'G.722',
    ])
  })

  test('is changed one place at a time, and the focus stays with the codec', async () => {
    open(['PCMU', 'PCMA', 'G722'])
    await prefer('G.722')
    expect(chosen.value).toEqual(['PCMU', 'G722', 'PCMA'])
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Prefer G.722')
    await prefer('G.722')
    expect(chosen.value).toEqual(['G722', 'PCMU', 'PCMA'])
    expect(document.activeElement?.getAttribute('role')).toBe('checkbox')
    expect(page.findAll('li')[0]?.element.contains(document.activeElement)).toBe(true)
  })
})
