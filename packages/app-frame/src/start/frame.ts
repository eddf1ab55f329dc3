import type { Permission } from '@iris/contracts'
import type { CommandProvider } from '@iris/ui'
import type { App, Component, InjectionKey } from 'vue'
import { inject } from 'vue'
import type { FrameKeys } from '../commands/frame-shortcuts.ts'
import type { AppName } from '../pages/apps.ts'
import type { Page } from '../pages/page.ts'

/** Parts of an app that stay while its pages change. */
export interface ShellParts {
  /** Who has them: holders of any of these. */
  readonly needs?: readonly Permission[]
  /** At the end of the top bar, before the user's menu. */
  readonly topEnd?: Component
  /** Notes above the page, across its width. */
  readonly notices?: Component
  /** Below the page. */
  readonly dock?: Component
}

/** What the frame knows of its app. */
export interface Frame {
  readonly name: AppName
  readonly pages: readonly Page[]
  readonly shell: ShellParts
  readonly keys: FrameKeys
  /** What the Ctrl+K box finds besides pages and commands. Called in a component's setup. */
  readonly commands: () => readonly CommandProvider[]
}

const key: InjectionKey<Frame> = Symbol('frame')

export function provideFrame(app: App, frame: Frame): void {
  app.provide(key, frame)
}

export function useFrame(): Frame {
  const frame = inject(key)
  if (!frame) throw new Error('useFrame() found no frame: start the app with startFrontEnd().')
  return frame
}
