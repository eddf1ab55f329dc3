import type { AgentProfile, Hours, Queue, Skill, Team } from '@iris/contracts'
import type { Page } from '@playwright/test'
import type { ApiAsAdmin } from '../fixtures/api-as-admin.ts'
import { agentHz, expect, test } from '../fixtures/test.ts'
import { choose, openAdmin } from '../pages/admin-page.ts'

/** The thing of a list that has a name. */
async function named<Thing extends { readonly name: string }>(
  admin: ApiAsAdmin,
  path: string,
  name: string,
): Promise<Thing> {
  const { items } = await admin.send<{ items: Thing[] }>('GET', path)
  const found = items.find((one) => one.name === name)
  if (!found) throw new Error(`there is no ${name} in ${path}`)
  return found
}

async function save(page: Page, done: string): Promise<void> {
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(done).first()).toBeVisible()
  await expect(page.getByText('Not saved yet.')).toHaveCount(0)
}

/** Opens a part of a queue's page. */
const part = (page: Page, name: string) => page.getByRole('tab', { name }).click()

test('an admin sets routing up, and all of it is there when read back', async ({
  centre,
  newPerson,
  admin,
}) => {
  test.setTimeout(120_000)
  const { page } = await newPerson(agentHz)
  const dialog = page.getByRole('dialog')

  await test.step('a skill', async () => {
    await openAdmin(page, centre.origin, '/skills')
    await page.getByRole('button', { name: 'New skill' }).click()
    await dialog.getByRole('button', { name: 'Add skill' }).click()
    await expect(dialog).toContainText('Give it a name.')
    await dialog.getByLabel('Name').fill('Dutch')
    await dialog.getByRole('button', { name: 'Add skill' }).click()
    await expect(page.getByRole('row', { name: /Dutch/ })).toContainText('No queue')
  })

  await test.step('an agent’s level of it', async () => {
    await page.goto(`${centre.origin}/admin/agents`)
    await page.getByRole('link', { name: 'Ada Morgan' }).click()
    await page.getByRole('button', { name: 'Add a skill' }).click()
    await choose(page, 'Level of Dutch', /^4/)
    await choose(page, 'Rank of Sales', 'Rank 2')
    await page.getByRole('textbox', { name: 'A chat takes' }).fill('50')
    await expect(page.getByText('1 call, 2 chats, 5 text messages, or 2 mails')).toBeVisible()
    await save(page, 'Ada Morgan is changed')
    const { items } = await admin.send<{ items: AgentProfile[] }>('GET', '/v1/agent-profiles')
    const { id } = await named<Skill>(admin, '/v1/skills', 'Dutch')
    const sales = await named<Queue>(admin, '/v1/queues', 'Sales')
    const profile = items.find(({ skills }) => skills.some(({ skillId }) => skillId === id))
    expect(profile?.skills).toContainEqual({ skillId: id, level: 4 })
    expect(profile?.queues).toContainEqual({ queueId: sales.id, rank: 2 })
    expect(profile?.capacity.costs).toMatchObject({ voice: 100, chat: 50 })
  })

  await test.step('a skill for several at once', async () => {
    await page.getByRole('link', { name: 'All agents' }).click()
    for (const nth of [0, 1]) {
      await page
        .getByRole('checkbox', { name: /^Choose / })
        .nth(nth)
        .click()
    }
    await page.getByRole('button', { name: 'Give a skill' }).click()
    await choose(page, 'Skill', 'Dutch')
    await choose(page, 'Level', /^2/)
    await dialog.getByRole('button', { name: 'Give skill' }).click()
    await expect(page.getByText('2 agents have Dutch now').first()).toBeVisible()
    await expect(page.getByRole('row', { name: /Dutch 2/ })).toHaveCount(2)
  })

  await test.step('opening times with a holiday', async () => {
    await page.goto(`${centre.origin}/admin/hours/new`)
    await page.getByLabel('Name').fill('Office hours')
    await choose(page, 'Country', /^Germany/)
    await choose(page, /1\. Weihnachtstag/, 'Other hours')
    await choose(page, /Neujahr/, 'As any other day')
    await page.getByRole('textbox', { name: 'To' }).first().fill('noon')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Put right what is marked.')).toBeVisible()
    await expect(page.getByText('Write a time such as 17:00.')).toBeVisible()
    await page.getByRole('textbox', { name: 'To' }).first().fill('18:00')
    await page.getByRole('button', { name: 'Add a day' }).click()
    await page.getByLabel('Date').fill('2030-05-06')
    await save(page, 'Office hours are added')
    await expect(page.getByText('09:00 – 18:00').first()).toBeVisible()
    const { calendar } = await named<Hours>(admin, '/v1/hours', 'Office hours')
    expect(calendar).toMatchObject({
      open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }],
      holidays: {
        country: 'DE',
        without: ['Neujahr'],
        overrides: [
          { holiday: '1. Weihnachtstag', hours: [{ from: '09:00', to: '12:00' }] },
          { date: '2030-05-06', closed: true },
        ],
      },
    })
  })

  await test.step('a queue', async () => {
    await page.goto(`${centre.origin}/admin/queues`)
    await page.getByRole('button', { name: 'New queue' }).click()
    await dialog.getByLabel('Name').fill('Complaints')
    await dialog.getByRole('button', { name: 'Add queue' }).click()
    await expect(page.getByRole('heading', { name: 'Complaints' })).toBeVisible()
  })

  await test.step('what its contacts need, and less after a minute', async () => {
    await part(page, 'Routing')
    await expect(page).toHaveURL(/\/routing$/)
    await choose(page, 'Who gets a contact', /^Most skilled/)
    await page.getByRole('button', { name: 'Add a skill' }).click()
    await choose(page, 'Skill', 'Dutch')
    await choose(page, 'Level of Dutch', /^3/)
    await page.getByRole('button', { name: 'Add a step' }).click()
    await part(page, 'Limits')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await save(page, 'Complaints is changed')
  })

  await test.step('where they go that cannot wait', async () => {
    await part(page, 'Limits')
    await page.getByLabel('Each at most for').fill('10 min')
    await choose(page, 'It has waited too long', /^It waits in another queue/)
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Choose a queue.')).toBeVisible()
    await choose(page, /^Queue/, 'Support')
    await save(page, 'Complaints is changed')
  })

  await test.step('what came of them', async () => {
    await part(page, 'After-call work')
    await page.getByRole('button', { name: 'Add a choice' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Refund')
    await page.getByRole('button', { name: 'Add one below “Refund”' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Give each choice a name.')).toBeVisible()
    await page.getByRole('textbox', { name: 'Name' }).last().fill('In full')
    await page.getByLabel('Required before after-call work ends').click()
    await save(page, 'Complaints is changed')
  })

  await test.step('its opening times and who answers it', async () => {
    await part(page, 'Opening times')
    await page.getByRole('checkbox', { name: 'Office hours' }).click()
    await save(page, 'Complaints is changed')
    await part(page, 'Agents')
    await page.getByRole('button', { name: 'Add an agent' }).click()
    await choose(page, /^Rank for/, 'Rank 3')
    await save(page, 'Complaints is changed')

    const skill = await named<Skill>(admin, '/v1/skills', 'Dutch')
    const hours = await named<Hours>(admin, '/v1/hours', 'Office hours')
    const support = await named<Queue>(admin, '/v1/queues', 'Support')
    const queue = await named<Queue>(admin, '/v1/queues', 'Complaints')
    expect(queue).toMatchObject({
      routing: {
        method: 'best_skill',
        needs: [{ skillId: skill.id, level: 3 }],
        relax: [{ afterMs: 60_000, needs: [] }],
      },
      limits: {
        maxWaitMs: 600_000,
        overflow: { max_wait: { kind: 'queue', queueId: support.id }, no_agents: null },
      },
      wrapUp: {
        dispositionRequired: true,
        dispositions: [{ name: 'Refund', children: [{ name: 'In full', result: 'resolved' }] }],
      },
      hoursIds: [hours.id],
    })
    expect(queue.agentIds).toHaveLength(1)
    const profile = await admin.send<AgentProfile>('GET', `/v1/agents/${queue.agentIds[0]}/profile`)
    expect(profile.queues).toContainEqual({ queueId: queue.id, rank: 3 })
  })

  await test.step('what is needed cannot be deleted', async () => {
    await page.goto(`${centre.origin}/admin/skills`)
    const row = page.getByRole('row', { name: /Dutch/ })
    await expect(row).toContainText('Complaints')
    await row.getByRole('button', { name: 'Actions for Dutch' }).click()
    await page.getByRole('menuitem', { name: 'Delete Dutch' }).click()
    await expect(page.getByText('Dutch is needed').first()).toBeVisible()
  })

  await test.step('it is closed at once, and opened again', async () => {
    await page.goto(`${centre.origin}/admin/queues`)
    await page.getByRole('link', { name: 'Complaints' }).click()
    await page.getByRole('button', { name: 'Close now' }).click()
    await expect(dialog).toContainText('Close Complaints now?')
    await expect(dialog).toContainText('Nobody waits.')
    await dialog.getByLabel('Message for callers').fill('There was an alarm.')
    await dialog.getByRole('button', { name: 'Close Complaints' }).click()
    await expect(page.getByText('Callers hear: “There was an alarm.”')).toBeVisible()
    const closed = await named<Queue>(admin, '/v1/queues', 'Complaints')
    expect(closed).toMatchObject({
      opening: { isOpen: false },
      emergency: { message: 'There was an alarm.' },
    })
    await page.getByRole('button', { name: 'Reopen Complaints' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Reopen Complaints' }).click()
    await expect(page.getByText('Complaints is open again').first()).toBeVisible()
    expect((await named<Queue>(admin, '/v1/queues', 'Complaints')).emergency).toBeNull()
  })
})

test('a team has its agents, each in one team', async ({ centre, newPerson, admin }) => {
  const { page } = await newPerson(agentHz)
  const dialog = page.getByRole('dialog')
  await openAdmin(page, centre.origin, '/teams')
  for (const name of ['Early', 'Late']) {
    await page.getByRole('button', { name: 'New team' }).click()
    await dialog.getByLabel('Name').fill(name)
    await dialog.getByRole('checkbox', { name: 'Ada Morgan' }).click()
    await dialog.getByRole('button', { name: 'Add team' }).click()
    await expect(page.getByRole('row', { name: new RegExp(name) })).toContainText('Ada Morgan')
  }
  await expect(page.getByRole('row', { name: /Early/ })).toContainText('Nobody')
  await page.getByRole('button', { name: 'Actions for Late' }).click()
  await page.getByRole('menuitem', { name: 'Delete Late' }).click()
  await page.getByRole('button', { name: 'Delete Late' }).click()
  await expect(page.getByRole('row', { name: /Late/ })).toHaveCount(0)
  const { items } = await admin.send<{ items: Team[] }>('GET', '/v1/teams')
  expect(items.map(({ name }) => name)).not.toContain('Late')
  expect(items.find(({ name }) => name === 'Early')?.agentIds).toEqual([])
})

test('who may not write sees what is set, and no buttons to change it', async ({
  centre,
  newPerson,
  admin,
}) => {
  const password = 'looks-and-leaves'
  const email = 'dev@demo.test'
  const body = { email, name: 'Dee Veloper', password, roles: ['developer'] }
  await admin.send('POST', '/v1/users', body)
  const { page } = await newPerson(agentHz)
  await page.goto(`${centre.origin}/admin/`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'Queues' }).click()
  await page.getByRole('link', { name: 'Sales' }).click()
  await expect(page.getByLabel('Name')).toBeDisabled()
  for (const name of ['Save', 'Add a piece', 'Close now']) {
    await expect(page.getByRole('button', { name })).toHaveCount(0)
  }
})
