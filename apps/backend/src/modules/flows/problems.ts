import type { FlowDocument, FlowProblem } from '@iris/contracts'
import { validateFlow } from '@iris/flow'
import { Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { promptReferences } from '../prompts/service.ts'
import { queueNames } from '../queues/service.ts'
import { skillNames } from '../skills/service.ts'
import { voicemailBoxNames } from '../voicemail/service.ts'
import { publishedFlowNames } from './repository.ts'

/** What is wrong with a document, as the centre is now. */
export async function problemsOf(work: Work, document: FlowDocument): Promise<FlowProblem[]> {
  return validateFlow(document, {
    queue: await queueNames(work),
    voicemail_box: await voicemailBoxNames(work),
    prompt: await promptReferences(work),
    flow: await publishedFlowNames(work.tx),
    skill: await skillNames(work),
  })
}

/** Lets warnings through. @throws Refusal `flow_invalid` with every error */
export async function requireSound(work: Work, document: FlowDocument): Promise<void> {
  const errors = (await problemsOf(work, document)).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Refusal('flow_invalid', { errors: errors.map(asFieldError) })
}

function asFieldError(problem: FlowProblem) {
  const { block, exit, setting, message } = problem
  const exitPath = exit === undefined ? '' : `/exits/${exit}`
  const within = setting === undefined ? exitPath : `/settings${setting}`
  return { path: block === undefined ? '/blocks' : `/blocks/${block}${within}`, message }
}
