import type { Logger } from '../logging/logger.ts'

const nothing = () => undefined

/** For tests that do not look at what is logged. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }

/** A logger that keeps its messages, for tests that do. */
export function rememberingLogger(): Logger & { readonly messages: string[] } {
  const messages: string[] = []
  const keep = (_details: object, message: string) => void messages.push(message)
  return { messages, debug: keep, info: keep, warn: keep, error: keep }
}
