import { mayDo, type NewWallboardLink, type WallboardLink } from '@iris/contracts'
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
  // They may have lost the right since the request was let in.
  if (whyNoMaker(await repository.findMaker(work.tx, by))) throw new Refusal('forbidden')
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

/** The links of a user who has changed open no more, where they may not share the wallboard any more. */
export async function revokeLinksOf(work: Work, maker: Maker & { readonly id: string }) {
  const because = whyNoMaker(maker)
  if (!because) return
  const revoked = { by: work.actor?.id ?? null, at: new Date(), because }
  for (const { id, name } of await repository.revokeLinksMadeBy(work.tx, maker.id, revoked)) {
    await work.audit('wallboard_link.revoked', id, { name, because })
    await work.publish('wallboard_link.changed', { linkId: id })
  }
}

type Maker = NonNullable<Awaited<ReturnType<typeof repository.findMaker>>>

function whyNoMaker(maker: Maker | undefined): 'maker_disabled' | 'maker_role' | undefined {
  if (!maker || maker.disabled_at !== null) return 'maker_disabled'
  return mayDo(maker.roles, 'boards:share') ? undefined : 'maker_role'
}

function present(row: repository.KnownLink): WallboardLink {
  const { revoked_at: at, revoked_by: by, revoked_because: because } = row
  return {
    id: row.id,
    name: row.name,
    createdBy: { id: row.created_by, name: row.created_by_name },
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revoked:
      at === null || because === null
        ? null
        : {
            by: by === null ? null : { id: by, name: row.revoked_by_name ?? '' },
            at: at.toISOString(),
            because,
          },
  }
}
