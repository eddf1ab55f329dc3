import type { NewWallboardLink, WallboardLink } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { found, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { newLinkToken } from './link-tokens.ts'
import * as repository from './repository.ts'

const hourMs = 3_600_000
/** Those that ended are listed for so long. */
const listedForMs = 30 * 24 * hourMs
/** So many screens may be in use; whoever needs more has lost track of them. */
const mostOpen = 100

export async function listLinks(work: Work): Promise<WallboardLink[]> {
  const rows = await repository.listLinks(work.tx, new Date(Date.now() - listedForMs))
  return rows.map(present)
}

interface NewLink {
  readonly name: string
  readonly hours: number
  readonly by: string
}

/** Makes a link. Its token is in the answer and nowhere else. */
export async function createLink(
  work: Work,
  { name, hours, by }: NewLink,
): Promise<NewWallboardLink> {
  const now = new Date()
  if ((await repository.countOpenLinks(work.tx, now)) >= mostOpen) {
    throw new Refusal('conflict', {
      detail: `There are ${mostOpen} links that open. Revoke some that are not used any more.`,
    })
  }
  const id = uuidv7()
  const { token, hash } = newLinkToken(id)
  const expires = new Date(now.getTime() + hours * hourMs)
  await repository.insertLink(work.tx, {
    id,
    tenant_id: work.tenantId,
    name,
    secret_hash: hash,
    created_by: by,
    created_at: now,
    expires_at: expires,
  })
  await work.audit('wallboard_link.created', id, { name, expiresAt: expires.toISOString() })
  await work.publish('wallboard_link.changed', { linkId: id })
  return { ...present(found(await repository.findKnownLink(work.tx, id), 'link')), token }
}

/** Ends a link; one that was revoked before stays as it was. */
export async function revokeLink(work: Work, id: string, by: string): Promise<void> {
  const { name } = found(await repository.findKnownLink(work.tx, id), 'link')
  if (!(await repository.revokeLink(work.tx, id, by, new Date()))) return
  await work.audit('wallboard_link.revoked', id, { name })
  await work.publish('wallboard_link.changed', { linkId: id })
}

function present(row: repository.KnownLink): WallboardLink {
  const { revoked_at: at, revoked_by: by } = row
  return {
    id: row.id,
    name: row.name,
    createdBy: { id: row.created_by, name: row.created_by_name },
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revoked:
      at === null || by === null
        ? null
        : { by: { id: by, name: row.revoked_by_name ?? '' }, at: at.toISOString() },
  }
}
