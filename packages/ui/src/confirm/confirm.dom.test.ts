import { describe, expect, test } from 'vitest'
import {
  allByRole,
  appears,
  byRole,
  click,
  mountInRoot,
  nameOf,
  press,
} from '../testing/mount-in-root.ts'
import type { Confirm, ConfirmRequest } from './confirm.ts'
import { createConfirmer, useConfirm } from './confirm.ts'

const request: ConfirmRequest = {
  title: 'Release the number?',
  description: 'Callers hear it is gone.',
  confirmLabel: 'Release',
  danger: true,
}

function mountAsker(): Confirm {
  let confirm: Confirm | undefined
  mountInRoot('<p>Page</p>', {}, () => {
    confirm = useConfirm()
    return {}
  })
  return confirm!
}

describe('useConfirm', () => {
  test('answers yes to the named button', async () => {
    const answer = mountAsker()(request)
    expect(nameOf(await appears('alertdialog'))).toBe('Release the number?')
    await click(byRole('button', 'Release'))
    expect(await answer).toBe(true)
    expect(allByRole('alertdialog')).toEqual([])
  })

  test.each(['Escape', 'Cancel'])('answers no to %s', async (way) => {
    const answer = mountAsker()(request)
    await appears('alertdialog')
    if (way === 'Escape') await press('Escape')
    else await click(byRole('button', way))
    expect(await answer).toBe(false)
  })

  test('throws outside a UiRoot', () => {
    expect(() => useConfirm()).toThrow('useConfirm() has to be used inside <UiRoot>.')
  })
})

test('a new question answers the one before with no', async () => {
  const { confirm, answer } = createConfirmer()
  const first = confirm(request)
  const second = confirm(request)
  answer(true)
  expect(await first).toBe(false)
  expect(await second).toBe(true)
})
