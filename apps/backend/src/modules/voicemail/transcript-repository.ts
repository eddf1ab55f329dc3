import type { RawBuilder, Updateable } from 'kysely'
import { fromNow } from '../../from-now.ts'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

/** A message that this process turns into text now. */
export interface Claim {
  readonly id: string
  readonly tenantId: string
  readonly boxId: string
  readonly wrappedKey: Buffer
  readonly country: string
  /** This one included. */
  readonly attempts: number
}

/** Notes that a message is to be turned into text. A second time changes nothing. */
export async function awaitTranscript(tx: Tx, voicemailId: string): Promise<void> {
  await tx
    .insertInto('voicemail_transcripts')
    .columns(['voicemail_id', 'tenant_id', 'state'])
    .expression(({ selectFrom, val }) =>
      selectFrom('voicemails')
        .select(['id', 'tenant_id', val('waiting').as('state')])
        .where('id', '=', voicemailId),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Takes the next message that waits, of any tenant, and nobody else's. For system transactions. */
export async function claimNext(tx: Tx, leaseMs: number): Promise<Claim | undefined> {
  const next = await tx
    .selectFrom('voicemail_transcripts')
    .select('voicemail_id')
    .where('state', '=', 'waiting')
    .where('try_at', '<=', fromNow(0))
    .orderBy('try_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!next) return undefined
  const { attempts } = await tx
    .updateTable('voicemail_transcripts')
    .set(({ eb }) => ({ attempts: eb('attempts', '+', 1), try_at: fromNow(leaseMs) }))
    .where('voicemail_id', '=', next.voicemail_id)
    .returning('attempts')
    .executeTakeFirstOrThrow()
  const row = await tx
    .selectFrom('voicemails')
    .innerJoin('tenants', 'tenants.id', 'voicemails.tenant_id')
    .select([
      'voicemails.id',
      'voicemails.tenant_id as tenantId',
      'voicemails.box_id as boxId',
      'voicemails.wrapped_key as wrappedKey',
      'tenants.country',
    ])
    .where('voicemails.id', '=', next.voicemail_id)
    .executeTakeFirstOrThrow()
  return { ...row, attempts }
}

interface Change extends Pick<
  Updateable<Tables['voicemail_transcripts']>,
  'state' | 'text' | 'confidence' | 'attempts'
> {
  readonly try_at?: RawBuilder<Date>
}

/** Changes one that is being worked at; false when the message was deleted, or another took it meanwhile. */
export async function settleClaim(
  tx: Tx,
  { id, attempts }: Pick<Claim, 'id' | 'attempts'>,
  change: Change,
): Promise<boolean> {
  const changed = await tx
    .updateTable('voicemail_transcripts')
    .set(change)
    .where('voicemail_id', '=', id)
    .where('state', '=', 'waiting')
    .where('attempts', '=', attempts)
    .returning('voicemail_id')
    .executeTakeFirst()
  return changed !== undefined
}
