import { escapeIdentifier, type Client, type Notification } from 'pg'
import type { Logger } from '../logging/logger.ts'
import { keepConnection } from './kept-connection.ts'

interface Listener {
  readonly onNotice: (payload: string) => void
  readonly onGap: () => void
}

/** Listening for NOTIFY on one connection of its own, made when somebody listens first and kept from then on. */
export interface Notices {
  listen(channel: string, listener: Listener): Promise<() => Promise<void>>
  close(): Promise<void>
}

export function openNotices(url: string, logger: Logger): Notices {
  const channels = new Map<string, Set<Listener>>()
  const connection = keepConnection({ url, logger, prepare: listenToAll })
  let wasConnected = false

  async function listenToAll(client: Client): Promise<void> {
    // What is heard meanwhile comes after the gap, and so do listeners hear of it.
    const early: Notification[] = []
    let isReady = false
    client.on('notification', (notice) => (isReady ? deliver(notice) : early.push(notice)))
    for (const channel of channels.keys()) await client.query(`listen ${escapeIdentifier(channel)}`)
    if (wasConnected) tellOfGap()
    wasConnected = true
    isReady = true
    for (const notice of early) deliver(notice)
  }

  function deliver({ channel, payload = '' }: Notification): void {
    for (const listener of channels.get(channel) ?? []) attempt(() => listener.onNotice(payload))
  }

  function tellOfGap(): void {
    const listeners = [...channels.values()].flatMap((set) => [...set])
    for (const listener of listeners) attempt(() => listener.onGap())
  }

  function attempt(call: () => void): void {
    try {
      call()
    } catch (error) {
      logger.error({ error }, 'a listener for notices failed')
    }
  }

  async function listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    const listeners = channels.get(channel) ?? new Set()
    channels.set(channel, listeners.add(listener))
    for (;;) {
      const client = await connection.get()
      try {
        // Said again where the connection was made with the channel; that is no harm.
        await client.query(`listen ${escapeIdentifier(channel)}`)
        return () => unlisten(channel, listener)
      } catch (error) {
        if (client === connection.current()) throw error
      }
    }
  }

  async function unlisten(channel: string, listener: Listener): Promise<void> {
    const listeners = channels.get(channel)
    if (!listeners?.delete(listener) || listeners.size > 0) return
    channels.delete(channel)
    // Where the connection fails here, it is made anew without the channel.
    const client = connection.current()
    await client?.query(`unlisten ${escapeIdentifier(channel)}`).catch(() => undefined)
  }

  return {
    listen,
    close: () => {
      channels.clear()
      return connection.close()
    },
  }
}
