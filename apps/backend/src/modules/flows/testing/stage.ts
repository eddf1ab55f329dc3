import type { Customer, Flow, FlowDocument, Prompt, Queue, TenantNumber } from '@iris/contracts'
import { tone, wavFile } from '@iris/telephony/testing'
import { type CallCentre, openCallCentre } from '../../../testing/call-centre.ts'
import { openHostileServer } from '../../../testing/hostile-server.ts'
import { toneListener } from '../../../testing/tone-listener.ts'
import { answerIn, stage, type StagedFlow } from './staged-flow.ts'

/** A centre where flows of the corpus can be called, with agents who take what comes and hang up. */
export async function openStage() {
  const server = await openHostileServer()
  server.answers((response, { url }) => {
    const { kind, status = 200, body } = answerIn(url)
    if (kind === 'failed') response.destroy()
    if (kind !== 'http_answered') return
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  const centre = await openCallCentre({
    IRIS_PRIVATE_WEBHOOKS: 'on',
    IRIS_STT_PROGRAM: toneListener,
  })
  const make = <Thing>(path: string, body: object) => centre.asAdmin<Thing>('POST', path, body)

  for (const name of [stage.idle, stage.quiet]) await make('/v1/queues', { name })
  const returned = { kind: 'return' }
  await make('/v1/queues', { name: stage.full, limits: { maxWaiting: 0 } })
  await make('/v1/queues', { name: stage.no_agents, limits: { overflow: { no_agents: returned } } })
  const closed = await make<Queue>('/v1/queues', { name: stage.closed })
  await make(`/v1/queues/${closed.id}/emergency`, {})
  const answering = await make<Queue>('/v1/queues', { name: stage.answering, wrapUpMs: 0 })
  const box = { name: stage.box, greeting: 'Hello.', maxMs: 5000, silenceEndMs: 1000 }
  await make('/v1/voicemail-boxes', box)
  const prompt = await make<Prompt>('/v1/prompts', { name: 'tune' })
  await centre.upload(`/v1/prompts/${prompt.id}/audio`, wavFile(tone(620, 300), 'pcm16'))
  await make<Customer>('/v1/customers', { name: 'Ada', numbers: ['+4930123456'] })

  const agents = await Promise.all(
    ['agent1@demo.test', 'agent2@demo.test'].map((email) => centre.agent(email)),
  )
  const agentIds = agents.map(({ id }) => id)
  await centre.asAdmin('PUT', `/v1/queues/${answering.id}/agents`, { agentIds })
  const closing = new AbortController()
  const working = agents.map(async (agent) => {
    await agent.choose({ kind: 'available' })
    while (!closing.signal.aborted) await takeOne(agent).catch(() => undefined)
  })

  async function publish(name: string, document: FlowDocument): Promise<Flow> {
    const flow = await make<Flow>('/v1/flows', { name, document })
    return make<Flow>(`/v1/flows/${flow.id}/publish`, {})
  }

  return {
    centre,
    origin: server.origin,
    publish,

    /** Makes the flow, and lets it answer its number. */
    async lead({ title, document, given }: StagedFlow): Promise<void> {
      const { id: flowId } = await publish(title, document)
      await make<TenantNumber>('/v1/numbers', { number: given.called, flowId })
    },

    async close() {
      closing.abort()
      await centre.close()
      server.close()
      await Promise.all(working)
    },
  }
}

type Agent = Awaited<ReturnType<CallCentre['agent']>>

/** Talks a moment and hangs up. Rejects where nobody has called for a while. */
async function takeOne({ phone }: Agent): Promise<void> {
  const call = await phone.nextCall()
  await call.answer()
  await call.rtp.receives(10)
  call.hangup()
}
