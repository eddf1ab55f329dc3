import type { InjectionKey } from 'vue'
import { inject, provide } from 'vue'

/**
 * How links reach the app's router, which this package does not know. Give it once, in App.vue:
 *
 *     provideNavigation({
 *       href: (to) => router.resolve(to).href,
 *       go: (to) => void router.push(to),
 *       isCurrent: (to) => route.path.startsWith(to),
 *     })
 */
export interface Navigation {
  /** The address that stands in the `href`, so that a link can be copied or opened in a new tab. */
  href: (to: string) => string
  /** A plain click on a link. Without it the browser loads the page. */
  go?: (to: string) => void
  /** Whether the page on the screen is this one or lies below it. */
  isCurrent: (to: string) => boolean
}

const key: InjectionKey<Navigation> = Symbol('navigation')

const plainNavigation: Navigation = {
  href: (to) => to,
  isCurrent: (to) => window.location.pathname === to,
}

export function provideNavigation(navigation: Navigation): void {
  provide(key, navigation)
}

export function useNavigation(): Navigation {
  return inject(key, plainNavigation)
}

/** Hands a plain left click to the router; anything else (new tab, download) stays with the browser. */
export function followLink(event: MouseEvent, to: string, navigation: Navigation): void {
  const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
  if (!navigation.go || event.defaultPrevented || modified || event.button !== 0) return
  event.preventDefault()
  navigation.go(to)
}
