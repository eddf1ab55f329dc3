import { Keyboard, KeyRound, LogOut, Monitor, Moon, Sun } from '@lucide/vue'
import { matchCommands, useTheme } from '@iris/ui'
import type { Command, CommandProvider } from '@iris/ui'
import { useRouter } from 'vue-router'
import { frameWords } from '../frame-words.ts'
import { apps, titleOf } from '../pages/apps.ts'
import { navigable, permitted } from '../pages/page.ts'
import type { Session } from '../session/session.ts'
import { useFrame } from '../start/frame.ts'

/** Commands that are known at once, found by their words. */
export function listProvider(
  id: string,
  label: string,
  commands: () => readonly Command[],
): CommandProvider {
  return {
    id,
    label,
    search: (query) => matchCommands(commands(), query),
    recall: (ids) => commands().filter((command) => ids.includes(command.id)),
  }
}

/** What the Ctrl+K box finds in every app: its pages, the other apps, and what the user menu does. */
export function useFrameCommands(options: {
  readonly session: Session
  readonly signOut: () => void
  readonly openShortcuts: () => void
  readonly changePassword: () => void
}): readonly CommandProvider[] {
  const frame = useFrame()
  const router = useRouter()
  const { preference } = useTheme()
  const { session, signOut, openShortcuts, changePassword } = options

  function pages(): Command[] {
    return navigable(frame.pages, session.may).map(({ path, title, icon, to }) => ({
      id: path,
      label: title(),
      icon,
      run: () => void router.push(to),
    }))
  }

  function actions(): Command[] {
    const themes = { system: Monitor, light: Sun, dark: Moon } as const
    const names = ['system', 'light', 'dark'] as const
    return [
      ...names.map((theme) => ({
        id: `theme-${theme}`,
        label: frameWords('commands.theme', { theme: frameWords(`menu.themes.${theme}`) }),
        icon: themes[theme],
        run: () => {
          preference.value = theme
        },
      })),
      {
        id: 'shortcuts',
        label: frameWords('menu.shortcuts'),
        icon: Keyboard,
        keys: frame.keys.keysOf('help'),
        run: openShortcuts,
      },
      {
        id: 'password',
        label: frameWords('menu.password'),
        icon: KeyRound,
        run: changePassword,
      },
      ...permitted(apps, session.may)
        .filter(({ name }) => name !== frame.name)
        .map(({ name, base, icon }) => ({
          id: `app-${name}`,
          label: frameWords('commands.open', { app: titleOf(name) }),
          icon,
          run: () => window.location.assign(base),
        })),
      { id: 'sign-out', label: frameWords('menu.signOut'), icon: LogOut, run: signOut },
    ]
  }

  return [
    listProvider('pages', frameWords('commands.pages'), pages),
    ...frame.commands(),
    listProvider('actions', frameWords('commands.actions'), actions),
  ]
}
