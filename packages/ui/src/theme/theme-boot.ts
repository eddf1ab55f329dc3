/** Where the chosen theme is kept in local storage. Shared by every app of the origin. */
export const themeStorageKey = 'iris.theme'

/**
 * The script that sets the stored theme before the first paint, so that a page never flashes in the
 * wrong one. It belongs into each HTML head, before any style sheet: pages that run no inline scripts take it
 * from `/boot/theme.js` (public/boot/theme.js, which a test holds to these words). "System" needs no script: the style
 * sheet follows `prefers-color-scheme` where `data-theme` is missing. Storage may be blocked: then, too.
 */
export const themeBootScript = `try {
  const t = localStorage.getItem('${themeStorageKey}')
  if (t === 'light' || t === 'dark') document.documentElement.dataset.theme = t
} catch {}`
