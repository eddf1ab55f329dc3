const key = 'iris.flows.tab'

/**
 * What this page calls itself. A reload keeps the name, so that the flow stays held; a copy of the tab has one of its own.
 */
export function tabId(): string {
  const kept = sessionStorage.getItem(key)
  sessionStorage.removeItem(key)
  const id = kept !== null && /^[a-f0-9-]{36}$/.test(kept) ? kept : crypto.randomUUID()
  window.addEventListener('pagehide', () => sessionStorage.setItem(key, id))
  return id
}
