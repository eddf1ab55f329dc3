// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import Button from '../button/Button.vue'
import { byRole, click, mountInRoot } from './mount-in-root.ts'

afterEach(() => void vi.restoreAllMocks())

test('a press counts that comes as soon as there is something to press', async () => {
  // A machine so quick that it does a thousand things in a millisecond.
  const beganMs = Date.now()
  let asked = 0
  vi.spyOn(Date, 'now').mockImplementation(() => beganMs + Math.floor(asked++ / 1000))
  const pressed = vi.fn<() => void>()
  mountInRoot('<Button @click="pressed">Press</Button>', { Button }, () => ({ pressed }))
  await click(byRole('button', 'Press'))
  expect(pressed).toHaveBeenCalledOnce()
})
