import { block } from '@iris/flow/testing'
import { inTurn, spoken } from '@iris/telephony/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FlowCalls, openFlowCalls, shown } from '../../../../testing/flow-calls.ts'

let calls: FlowCalls

beforeAll(async () => {
  calls = await openFlowCalls()
})
afterAll(() => calls.close())

it('a dial that refuses machines is left by machine where one answers', async () => {
  const greeting = 'You have reached the mailbox of John Miller. Please leave a message.'
  const sound = inTurn(300, await spoken(greeting))
  const number = await calls.answering({
    first: block(
      'dial',
      { to: '+15550107771', refuseMachines: true },
      { answered: 'end', busy: 'end', no_answer: 'end', machine: 'end', error: 'end' },
    ),
  })
  const call = await calls.called(number)
  const box = await calls.carrier.nextCall()
  await box.answer()
  box.rtp.sayOnce(sound)
  await box.hears('BYE')
  await call.hears('BYE')
  const { traces } = await calls.ended()
  expect(traces.map(shown)).toEqual([['start next', 'first machine', 'end null']])
})
