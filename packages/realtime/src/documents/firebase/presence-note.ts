import { onDisconnect, ref, remove, serverTimestamp, set } from 'firebase/database'
import type { Database } from 'firebase/database'

/**
 * Notes in the database that this browser is connected. The database itself takes the note away when the browser is gone. It
 * is shown to who looks there; whether an agent can be offered something is decided by PostgreSQL.
 */
export function presenceNote(database: Database, tenantId: string, userId: string) {
  const note = ref(database, `tenants/${tenantId}/online/${userId}/${crypto.randomUUID()}`)
  const ignore = () => undefined
  return {
    /** To be called with each new connection. */
    async write(): Promise<void> {
      await onDisconnect(note).remove().catch(ignore)
      await set(note, serverTimestamp()).catch(ignore)
    },
    remove: () => void remove(note).catch(ignore),
  }
}
