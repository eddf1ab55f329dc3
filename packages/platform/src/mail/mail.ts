/** The mail port: one message to one address. Whoever sends keeps it until `send` has resolved. */
export interface Mail {
  /**
   * Hands a message over. Resolves when the next server has taken it on, which is not yet its delivery. The same message
   * keeps its `id`, so that one that is sent twice is known as one.
   * @throws MailError
   */
  send(message: MailMessage): Promise<void>
  close(): Promise<void>
}

export interface MailMessage {
  /** Unlike any other's: letters, digits and `-`. */
  readonly id: string
  readonly to: string
  readonly subject: string
  /** Plain text. */
  readonly text: string
  readonly attachments: readonly MailAttachment[]
}

export interface MailAttachment {
  readonly fileName: string
  readonly contentType: string
  readonly content: Buffer
}

/**
 * - `refused`: the server will not take this message, however often it is sent
 * - `unavailable`: it cannot take it now
 */
export class MailError extends Error {
  readonly kind: 'refused' | 'unavailable'

  constructor(kind: MailError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MailError'
    this.kind = kind
  }
}
