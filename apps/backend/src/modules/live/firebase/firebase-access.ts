import { liveDocumentKinds, type LiveAccess, livePermission, mayDo } from '@iris/contracts'
import type { Principal } from '../../../http/context.ts'
import type { Work } from '../../../work.ts'
import type { OpenFirebase } from './firebase-project.ts'
import { wantUntil } from './publications.ts'

const tokenLifeMs = 3_600_000
/** Documents are still written when a browser comes late for its next token. */
const lingerMs = 300_000

/** Lets a browser into the database: a token that says whose it is and what it may see, for an hour. */
export async function grantAccess(
  { config, mintToken }: OpenFirebase,
  work: Work,
  { userId, tenantId, roles }: Principal,
): Promise<LiveAccess> {
  const until = Date.now() + tokenLifeMs
  const kinds = liveDocumentKinds.map((kind) => [
    kind,
    mayDo(roles, livePermission(`${kind}/everyone`)),
  ])
  const claims = { tenant: tenantId, roles, ...Object.fromEntries(kinds), until }
  await wantUntil(work.tx, tenantId, new Date(until + lingerMs))
  return {
    driver: 'firebase',
    project: config.project,
    ...(config.emulators && { emulators: config.emulators }),
    tenantId,
    userId,
    token: await mintToken(userId, claims),
    expiresAt: new Date(until).toISOString(),
  }
}
