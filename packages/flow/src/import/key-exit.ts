/** What the exit of a key is called: `key_1`, `key_star`, `key_pound`. */
export function keyExit(key: string): string {
  if (key === '*') return 'key_star'
  return key === '#' ? 'key_pound' : `key_${key}`
}
