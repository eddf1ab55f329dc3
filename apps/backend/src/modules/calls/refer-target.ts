import type { CallAction } from '@iris/contracts'
import type { Work } from '../../work.ts'
import { listAgents } from '../agents/service.ts'
import { countryOf } from '../identity/tenant.ts'
import { readNumber } from '../numbers/display.ts'
import { listQueues } from '../queues/service.ts'

type Target = Extract<CallAction, { kind: 'transfer' }>['to']

/**
 * Whom the user part of a SIP address means in a centre: a colleague or a queue by id or by name (in any case, with `.`, `-`,
 * `_` or spaces between words), else a number outside. `undefined` where it means nobody, or two of them.
 */
export async function readReferTarget(work: Work, user: string): Promise<Target | undefined> {
  const wanted = wordsOf(user)
  const isIt = ({ id, name }: { readonly id: string; readonly name: string }) =>
    id === user || wordsOf(name) === wanted
  const found: Target[] = [
    ...(await listAgents(work))
      .filter(isIt)
      .map(({ id }) => ({ kind: 'agent', agentId: id }) as const),
    ...(await listQueues(work))
      .filter(isIt)
      .map(({ id }) => ({ kind: 'queue', queueId: id }) as const),
  ]
  if (found.length > 0) return found.length === 1 ? found[0] : undefined
  const number = readNumber(user, await countryOf(work.tx, work.tenantId))
  return number === undefined ? undefined : { kind: 'number', number }
}

function wordsOf(name: string): string {
  return unescaped(name)
    .toLocaleLowerCase()
    .split(/[\s._-]+/)
    .filter(Boolean)
    .join(' ')
}

/** What SIP cannot write as it is comes percent-encoded (RFC 3261 §19.1.2); what does not decode stays. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
