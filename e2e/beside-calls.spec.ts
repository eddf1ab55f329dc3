import type { Contact, Queue, Skill } from '@iris/contracts'
import { expect, test } from './fixtures/test.ts'

const resolved = '01968ae3-4c00-7000-8000-0000000000d1'
const refund = '01968ae3-4c00-7000-8000-0000000000d3'

test('a chat is offered, taken, ended with what came of it, and has its record', async ({
  newDesk,
  admin,
}) => {
  const { items } = await admin.send<{ items: Queue[] }>('GET', '/v1/queues')
  const support = items.find(({ name }) => name === 'Support')
  if (!support) throw new Error('no queue')
  await admin.setQueue('Support', {
    wrapUpMs: 120_000,
    wrapUp: {
      mode: 'mandatory_timed',
      dispositionRequired: true,
      dispositions: [
        { id: resolved, name: 'Answered', result: 'resolved', children: [] },
        {
          id: '01968ae3-4c00-7000-8000-0000000000d2',
          name: 'Money back',
          result: 'other',
          children: [{ id: refund, name: 'Refund promised', result: 'follow_up' }],
        },
      ],
    },
  })
  const ada = await newDesk('agent1@demo.test')
  await ada.goAvailable()
  await ada.page.getByRole('link', { name: 'Calls', exact: true }).click()
  const chat = await admin.send<Contact>('POST', '/v1/contacts', {
    channel: 'chat',
    queueId: support.id,
    from: 'Kim Novak',
    subject: 'My order',
  })
  const item = ada.page
    .getByRole('list', { name: 'Contacts beside calls' })
    .getByRole('listitem')
    .filter({ hasText: 'Kim Novak' })

  await test.step('whoever looks elsewhere is called to it', async () => {
    await expect(ada.page).toHaveTitle(/Chat from Kim Novak/)
    await expect(ada.page.getByText('Offered: Chat from Kim Novak', { exact: true })).toBeVisible()
    await ada.page.getByRole('button', { name: 'Show', exact: true }).click()
  })
  await test.step('accepted, it is in hand', async () => {
    await expect(item).toContainText('Offered')
    await item.getByRole('button', { name: /^Accept/ }).click()
    await expect(item).toContainText('Working on it')
  })
  await test.step('ended, what came of it is asked for before the wrap-up can be finished', async () => {
    await item.getByRole('button', { name: /^End/ }).click()
    await expect(item).toContainText('Wrap-up')
    await expect(item.getByRole('button', { name: /^Finish wrap-up/ })).toBeDisabled()
    await item.getByRole('button', { name: /^Extend by 2:00: Chat from Kim Novak/ }).click()
    await expect(item.getByRole('button', { name: /^Extend/ })).toHaveCount(0)
    await item.getByRole('combobox', { name: 'What came of it' }).click()
    await ada.page.getByRole('option', { name: /Refund promised/ }).click()
    await item.getByRole('button', { name: /^Finish wrap-up/ }).click()
    await expect(item).toHaveCount(0)
  })
  await test.step('its record has every leg, and says why it came to whom', async () => {
    const record = () => admin.send<Contact>('GET', `/v1/contacts/${chat.id}`)
    await expect
      .poll(async () => (await record()).disposition?.path)
      .toEqual(['Money back', 'Refund promised'])
    expect(await record()).toMatchObject({ outcome: 'handled', agent: { name: 'Ada Morgan' } })
    expect((await record()).legs.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['queue', 'offer', 'talk', 'wrap_up']),
    )
    const why = await admin.send<{ items: { kind: string; why: string }[] }>(
      'GET',
      `/v1/contacts/${chat.id}/decisions`,
    )
    expect(why.items.find(({ kind }) => kind === 'offered')?.why).toContain('Ada Morgan')
  })
})

test('a contact waits for the agent who has the skill', async ({ newDesk, admin }) => {
  const { items } = await admin.send<{ items: Queue[] }>('GET', '/v1/queues')
  const support = items.find(({ name }) => name === 'Support')
  const basque = await admin.send<Skill>('POST', '/v1/skills', { name: 'Basque' })
  await admin.setQueue('Support', {
    wrapUp: { mode: 'off', dispositionRequired: false, dispositions: [] },
  })
  const ada = await newDesk('agent1@demo.test')
  await ada.goAvailable()
  const mail = await admin.send<Contact>('POST', '/v1/contacts', {
    channel: 'mail',
    queueId: support?.id,
    from: 'Iker',
    needs: [{ skillId: basque.id, level: 3 }],
  })
  const why = async () =>
    (
      await admin.send<{ items: { why: string; others: string[] }[] }>(
        'GET',
        `/v1/contacts/${mail.id}/decisions`,
      )
    ).items.at(-1)
  await expect.poll(async () => JSON.stringify(await why())).toContain('Basque')
  const item = ada.page.getByRole('listitem').filter({ hasText: 'Iker' })
  await expect(item).toHaveCount(0)
  const agents = await admin.send<{ items: { id: string; name: string }[] }>('GET', '/v1/agents')
  const id = agents.items.find(({ name }) => name === 'Ada Morgan')?.id
  await admin.send('PATCH', `/v1/agents/${id}/profile`, {
    skills: [{ skillId: basque.id, level: 4 }],
  })
  await expect(item).toBeVisible()
  await ada.page.getByRole('button', { name: /^Accept: Mail/ }).click()
  await ada.page.getByRole('button', { name: /^End: Mail/ }).click()
  await expect(item).toHaveCount(0)
})
