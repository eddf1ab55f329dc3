import type { User } from '@iris/contracts'
import { errorWords } from '@iris/app-frame'
import { useApi } from '@iris/api-client'
import { useConfirm, useToasts } from '@iris/ui'
import { usersWords } from './users-words.ts'

/**
 * Disables a user, or enables them again. Disabling ends their sessions, which no undo brings back: it is asked first.
 */
export function useSwitchUser(onDone: () => unknown): (user: User) => Promise<void> {
  const api = useApi()
  const confirm = useConfirm()
  const toasts = useToasts()

  async function change({ id, name, disabled }: User): Promise<void> {
    try {
      await api.send('updateUser', { params: { id }, body: { disabled: !disabled } })
      const done = disabled ? 'enabledDone' : 'disabledDone'
      toasts.show({ title: usersWords(`actions.${done}`, { name }) })
      onDone()
    } catch (error) {
      toasts.show({
        tone: 'stop',
        title: usersWords('actions.failed', { name }),
        description: errorWords(error),
      })
    }
  }

  return async (user) => {
    const { name } = user
    const isSure =
      user.disabled ||
      (await confirm({
        title: usersWords('actions.disableTitle', { name }),
        description: usersWords('actions.disableDescription', { name }),
        confirmLabel: usersWords('actions.disable', { name }),
        danger: true,
      }))
    if (isSure) await change(user)
  }
}
