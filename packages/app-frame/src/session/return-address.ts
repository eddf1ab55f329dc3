/** Where to go after sign-in: the page inside this app that was asked for; never anywhere else. */
export function returnAddress(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/'
}
