import type { Overflow, Overflows, Queue, QueueLimits, QueueRouting } from '@iris/contracts'
import { invalidField } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { findFlow } from '../flows/repository.ts'
import { soundingPrompts } from '../prompts/service.ts'
import { findBoxesByIds } from '../voicemail/repository.ts'
import { listQueues, type QueueRow } from './repository.ts'
import { settingsOf } from './settings.ts'

type Given = { [K in 'music' | 'routing' | 'limits']?: Queue[K] | undefined }

/** Refuses settings that name what this centre does not have. `id` is the queue's own, where there is one already. */
export async function requireReferences(work: Work, given: Given, id?: string): Promise<void> {
  if (given.music) await requireSounding(work, given.music)
  if (given.routing) await requireSkills(work, given.routing)
  if (given.limits) await requireOverflows(work, given.limits, id)
}

/** The queues that others send contacts on to, by the id of who sends. */
export function overflowsOf({ overflow }: QueueLimits): string[] {
  return targetsOf(overflow).flatMap(([, to]) => (to.kind === 'queue' ? [to.queueId] : []))
}

/** By id, so that prompts can be renamed. */
async function requireSounding(work: Work, music: readonly string[]): Promise<void> {
  if (music.length === 0) return
  const known = await soundingPrompts(work)
  if (music.every((id) => known.has(id))) return
  throw invalidField('/music', 'Each piece must be a prompt of this centre that has a sound.')
}

async function requireSkills(work: Work, { needs, relax }: QueueRouting): Promise<void> {
  const wanted = [...needs, ...relax.flatMap((step) => step.needs)].map(({ skillId }) => skillId)
  if (wanted.length === 0) return
  const rows = await work.tx.selectFrom('skills').select('id').where('id', 'in', wanted).execute()
  const known = new Set(rows.map(({ id }) => id))
  if (wanted.every((id) => known.has(id))) return
  throw invalidField('/routing/needs', 'One of these is no skill of this centre.')
}

async function requireOverflows(work: Work, limits: QueueLimits, id?: string): Promise<void> {
  for (const [cause, to] of targetsOf(limits.overflow)) {
    const problem = await problemOf(work, to)
    if (problem !== undefined) throw invalidField(`/limits/overflow/${cause}`, problem)
  }
  if (id !== undefined) await requireNoRing(work, limits, id)
}

function targetsOf(overflow: Overflows): [cause: string, to: Overflow][] {
  return Object.entries(overflow).filter((each): each is [string, Overflow] => each[1] !== null)
}

async function problemOf(work: Work, to: Overflow): Promise<string | undefined> {
  switch (to.kind) {
    case 'queue': {
      const known = await listQueues(work.tx)
      return known.some(({ id }) => id === to.queueId) ? undefined : 'There is no such queue.'
    }
    case 'voicemail': {
      const [box] = await findBoxesByIds(work.tx, work.tenantId, [to.boxId])
      return box ? undefined : 'There is no such voicemail box.'
    }
    case 'flow': {
      const flow = await findFlow(work.tx, to.flowId)
      return flow && flow.published_version !== null ? undefined : 'No such flow is published.'
    }
    default:
      return undefined
  }
}

/** Queues that send each other what they cannot hold would do so for ever. */
async function requireNoRing(work: Work, limits: QueueLimits, id: string): Promise<void> {
  const queues = await listQueues(work.tx)
  const next = new Map(queues.map((row) => [row.id, overflowsOf(settingsOf(row).limits)]))
  next.set(id, overflowsOf(limits))
  const seen = new Set<string>()
  const reached = [...overflowsOf(limits)]
  for (let at = reached.pop(); at !== undefined; at = reached.pop()) {
    if (at === id) {
      throw invalidField('/limits/overflow', `The way through ${ringOf(queues)} leads back here.`)
    }
    if (seen.has(at)) continue
    seen.add(at)
    reached.push(...(next.get(at) ?? []))
  }

  function ringOf(rows: readonly QueueRow[]): string {
    const first = rows.find((row) => row.id === (overflowsOf(limits)[0] ?? ''))
    return first && first.id !== id ? `“${first.name}”` : 'this queue'
  }
}
