import type { Permission } from '@iris/contracts'
import type { Component } from 'vue'

/** One page of an app: where it is, what it is called, who may see it. */
export interface Page {
  /** As vue-router writes it: `/calls/:callId?`. */
  readonly path: string
  readonly title: () => string
  /** Stands in the navigation, if it is there. */
  readonly icon?: Component
  /** Any of these opens it; nothing named, everybody signed in. */
  readonly needs?: readonly Permission[]
  /** Loaded when it is first opened, unless it is given at once. */
  readonly component: Component | (() => Promise<Component | { default: Component }>)
  /** How many things wait there, shown in the navigation. */
  readonly count?: () => number | undefined
}

/** The address a page is reached at, without its optional parameters. */
export function addressOf(page: Pick<Page, 'path'>): string {
  return page.path.replaceAll(/\/:\w+\?/g, '') || '/'
}

/** The pages somebody may open. */
export function permitted<P extends Pick<Page, 'needs'>>(
  pages: readonly P[],
  may: (...anyOf: readonly Permission[]) => boolean,
): P[] {
  return pages.filter(({ needs = [] }) => may(...needs))
}

/** The pages that stand in the navigation of somebody, with the address of each. */
export function navigable(
  pages: readonly Page[],
  may: (...anyOf: readonly Permission[]) => boolean,
): (Page & { readonly icon: Component; readonly to: string })[] {
  return permitted(pages, may).flatMap(({ icon, ...page }) =>
    icon ? [{ ...page, icon, to: addressOf(page) }] : [],
  )
}

/** Whether an address is that of a navigation's page or lies below it. What lies below no other is below the start page. */
export function isUnder(to: string, address: string, pages: readonly Page[]): boolean {
  if (to !== '/') return address === to || address.startsWith(`${to}/`)
  const others = pages.filter(({ icon, path }) => icon && addressOf({ path }) !== '/')
  return !others.some((page) => isUnder(addressOf(page), address, pages))
}
