/**
 * Handles messages one after another in the order they were posted, so that a handler may wait without another message
 * changing the ground under it. `failed` hears of a handler that threw; the next message is handled all the same.
 */
export interface Mailbox<Message> {
  post(message: Message): void
  /** Resolves once everything posted so far has been handled. */
  settled(): Promise<void>
}

export function openMailbox<Message>(
  handle: (message: Message) => Promise<void>,
  failed: (error: unknown, message: Message) => Promise<void>,
): Mailbox<Message> {
  let last: Promise<void> = Promise.resolve()
  return {
    post(message) {
      last = last.then(async () => {
        try {
          await handle(message)
        } catch (error) {
          await failed(error, message)
        }
      })
    },
    settled: () => last,
  }
}
