import { describe, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import Button from '../button/Button.vue'
import Input from '../input/Input.vue'
import {
  allByRole,
  byRole,
  click,
  mountInRoot,
  nameOf,
  press,
  settle,
} from '../testing/mount-in-root.ts'
import ConfirmDialog from './ConfirmDialog.vue'
import Dialog from './Dialog.vue'

const components = { Button, ConfirmDialog, Dialog, Input }

const queueDialog = `
  <Dialog v-model:open="open" title="New queue" description="Callers wait here." :persistent="persistent">
    <template #trigger><Button>Open</Button></template>
    <Input aria-label="Name" />
    <template #footer="{ close }"><Button @click="close">Cancel</Button></template>
  </Dialog>`

async function openDialog(persistent = false) {
  const open = ref(false)
  mountInRoot(queueDialog, components, () => ({ open, persistent }))
  const trigger = byRole('button', 'Open')
  trigger.focus()
  await click(trigger)
  return { open, trigger }
}

describe('Dialog', () => {
  test('opens from its trigger, named and described', async () => {
    const { open } = await openDialog()
    const dialog = byRole('dialog')
    expect(open.value).toBe(true)
    expect(nameOf(dialog)).toBe('New queue')
    const description = document.getElementById(dialog.getAttribute('aria-describedby')!)
    expect(description?.textContent.trim()).toBe('Callers wait here.')
  })

  test('takes the focus and keeps it going round inside', async () => {
    await openDialog()
    const dialog = byRole('dialog')
    expect(dialog.contains(document.activeElement)).toBe(true)
    byRole('button', 'Cancel').focus()
    await press('Tab')
    expect(dialog.contains(document.activeElement)).toBe(true)
    byRole('button', 'Close').focus()
    await press('Tab', { shiftKey: true })
    expect(dialog.contains(document.activeElement)).toBe(true)
  })

  test.each(['Escape', 'Close', 'Cancel'])('closes by %s and gives the focus back', async (way) => {
    const { open, trigger } = await openDialog()
    if (way === 'Escape') await press('Escape')
    else await click(byRole('button', way))
    expect(open.value).toBe(false)
    expect(allByRole('dialog')).toEqual([])
    expect(document.activeElement).toBe(trigger)
  })

  test('is not closed by a key that was held when it came up', async () => {
    const { open } = await openDialog()
    await press('Escape', { repeat: true })
    expect(open.value).toBe(true)
    await press('Escape')
    expect(open.value).toBe(false)
  })

  test('gives the focus back to where it was when no trigger opened it', async () => {
    const open = ref(false)
    mountInRoot(
      '<button id="row">Row</button><Dialog v-model:open="open" title="Details">Words</Dialog>',
      components,
      () => ({ open }),
    )
    const row = document.querySelector<HTMLElement>('#row')!
    row.focus()
    open.value = true
    await settle()
    await press('Escape')
    expect(document.activeElement).toBe(row)
  })

  test('stays open on Escape when what was typed would be lost', async () => {
    const { open } = await openDialog(true)
    await press('Escape')
    expect(open.value).toBe(true)
  })

  test('points at no description when there is none', async () => {
    mountInRoot('<Dialog open title="Details">Words</Dialog>', components)
    await settle()
    expect(byRole('dialog').hasAttribute('aria-describedby')).toBe(false)
  })
})

describe('ConfirmDialog', () => {
  async function ask(attributes = '') {
    const open = ref(true)
    const confirmed = vi.fn<() => void>()
    mountInRoot(
      `<ConfirmDialog v-model:open="open" title="Release the number?" description="Callers hear it is gone."
         confirm-label="Release +1 555 010 0100" danger ${attributes} @confirm="confirmed" />`,
      components,
      () => ({ open, confirmed }),
    )
    await settle()
    return { open, confirmed }
  }

  test('asks as an alert and starts on the harmless answer', async () => {
    await ask()
    expect(nameOf(byRole('alertdialog'))).toBe('Release the number?')
    expect(document.activeElement).toBe(byRole('button', 'Cancel'))
  })

  test('tells of a yes and leaves closing to whoever asked', async () => {
    const { open, confirmed } = await ask()
    await click(byRole('button', 'Release +1 555 010 0100'))
    expect(confirmed).toHaveBeenCalledOnce()
    expect(open.value).toBe(true)
  })

  test('takes no second yes while the first is at work', async () => {
    const { confirmed } = await ask('loading')
    await click(byRole('button', 'Loading Release +1 555 010 0100'))
    expect(confirmed).not.toHaveBeenCalled()
  })
})
