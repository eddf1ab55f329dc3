import type {
  Flow,
  FlowDocument,
  FlowStep,
  FlowTest,
  FlowTrace,
  FlowVersion,
  TenantNumber,
} from '@iris/contracts'
import { runCase, TestCase } from '@iris/flow/simulator'
import type { ApiAsAdmin } from './fixtures/api-as-admin.ts'
import { expectTone } from './fixtures/expect-audio.ts'
import { agentHz, callerHz, colleagueHz, expect, test } from './fixtures/test.ts'
import { BuilderPage } from './pages/builder-page.ts'

test.describe.configure({ timeout: 240_000 })

/** Where the exits of the menu lead, whoever draws it. */
const drawn = {
  menu: {
    key_1: 'Sales line',
    key_2: 'Support line',
    no_input: 'Goodbye',
    no_match: 'Goodbye',
    error: 'Goodbye',
  },
  queue: { answered: 'Goodbye', timeout: 'Goodbye', error: 'Goodbye' },
  say: { next: 'End', error: 'End' },
}
/** The exits of a queue as they stand on its block; those for when it takes nobody need no wire. */
const queueRows = ['answered', 'timeout', 'full', 'closed', 'no_agents', 'error']

async function flowNamed(admin: ApiAsAdmin, name: string): Promise<Flow> {
  const { items } = await admin.send<{ items: Flow[] }>('GET', '/v1/flows')
  const flow = items.find((one) => one.name === name)
  if (!flow) throw new Error(`there is no flow ${name}`)
  return flow
}

function version1(admin: ApiAsAdmin, { id }: Flow): Promise<FlowVersion> {
  return admin.send<FlowVersion>('GET', `/v1/flows/${id}/versions/1`)
}

/** By name: which kind of block each is, what it is set to, and to which names its exits lead. */
function drawnIn({ blocks }: FlowDocument) {
  const nameOf = (id: string | null) => {
    const block = id === null ? undefined : blocks[id]
    return block?.name ?? (block?.kind === 'end' ? 'End' : block?.kind)
  }
  const exitsOf = (name: string) => {
    const [id] = Object.entries(blocks).find(([one]) => nameOf(one) === name) ?? []
    const exits = Object.entries((id !== undefined && blocks[id]?.exits) || {})
    return Object.fromEntries(exits.map(([exit, to]) => [exit, nameOf(to)]))
  }
  const settingsOf = (name: string) =>
    Object.values(blocks).find((block) => block.name === name)?.settings
  return { exitsOf, settingsOf, count: Object.keys(blocks).length }
}

function expectDemoMenu(document: FlowDocument): void {
  const { exitsOf, settingsOf, count } = drawnIn(document)
  expect(count).toBe(6)
  expect(exitsOf('start')).toEqual({ next: 'Front door' })
  expect(exitsOf('Front door')).toEqual(drawn.menu)
  expect(exitsOf('Sales line')).toEqual(drawn.queue)
  expect(exitsOf('Support line')).toEqual(drawn.queue)
  expect(exitsOf('Goodbye')).toEqual(drawn.say)
  expect(settingsOf('Front door')).toMatchObject({
    text: 'For sales, press 1. For support, press 2.',
    choices: [
      { key: '1', label: 'Sales' },
      { key: '2', label: 'Support' },
    ],
  })
  expect(settingsOf('Sales line')).toMatchObject({ queue: 'Sales' })
  expect(settingsOf('Support line')).toMatchObject({ queue: 'Support' })
  expect(settingsOf('Goodbye')).toMatchObject({ text: 'Thank you for calling. Goodbye.' })
}

/** What a call did in a flow, without when it did it. */
function wayOf(steps: readonly Omit<FlowStep, 'enteredAt' | 'leftAt'>[]) {
  return steps.map(({ visit, block, kind, name, outcome, set = {} }) => ({
    visit,
    block,
    kind,
    name,
    outcome,
    set,
  }))
}

/** The number as it was: other files call the demo through it. */
let before: TenantNumber[] = []
test.beforeEach(async ({ admin }) => {
  before = (await admin.send<{ items: TenantNumber[] }>('GET', '/v1/numbers')).items
})
test.afterEach(async ({ admin }) => {
  for (const { id, flowId } of before) await admin.send('PATCH', `/v1/numbers/${id}`, { flowId })
})

test('a menu drawn with the mouse does on a call what it did in the lab', async ({
  centre,
  newPerson,
  newDesk,
  newPhone,
  admin,
}) => {
  const { page } = await newPerson(colleagueHz)
  const builder = new BuilderPage(page, centre.origin)
  const { inspector } = builder

  await test.step('an empty flow is made', async () => {
    await builder.signIn('admin@demo.test')
    await page.getByRole('button', { name: 'New flow' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Drawn by mouse')
    await dialog.getByRole('button', { name: 'Make the flow' }).click()
    await expect(builder.canvas).toBeVisible()
    await expect(page.getByRole('button', { name: 'Publish' })).toBeEnabled()
  })

  async function called(kind: string, name: string): Promise<void> {
    await expect(builder.unnamed(kind)).toBeVisible()
    await expect(inspector.getByLabel('Block name')).toHaveValue('')
    await inspector.getByLabel('Block name').fill(name)
    await expect(builder.block(name)).toBeVisible()
  }
  async function answersIn(queue: string): Promise<void> {
    await inspector.getByRole('combobox', { name: 'Queue' }).click()
    await page.getByRole('option', { name: queue }).click()
  }

  await test.step('blocks are dragged in and filled in', async () => {
    for (let click = 0; click < 3; click += 1)
      await page.getByRole('button', { name: 'Smaller' }).click()
    await builder.moveTo('Start', { x: 90, y: 110 })
    await builder.dragIn('Menu', { x: 180, y: 100 })
    await called('Menu', 'Front door')
    await inspector.getByLabel('What is asked').fill('For sales, press 1. For support, press 2.')
    await inspector.getByLabel('Meaning').fill('Sales')
    await inspector.getByRole('button', { name: 'Add an option' }).click()
    await inspector.getByLabel('Meaning').nth(1).fill('Support')
    await builder.dragIn('Queue', { x: 350, y: 30 })
    await called('Queue', 'Sales line')
    await answersIn('Sales')
    await builder.dragIn('Queue', { x: 350, y: 170 })
    await called('Queue', 'Support line')
    await answersIn('Support')
    await builder.dragIn('Say', { x: 350, y: 320 })
    await called('Say', 'Goodbye')
    await inspector.getByLabel('Text').fill('Thank you for calling. Goodbye.')
    await builder.dragIn('End', { x: 510, y: 320 })
  })

  await test.step('wires are dragged from exit to block', async () => {
    await builder.wire('Start', 0, 'Front door')
    for (const [row, target] of Object.values(drawn.menu).entries())
      await builder.wire('Front door', row, target)
    for (const line of ['Sales line', 'Support line'])
      for (const [exit, target] of Object.entries(drawn.queue))
        await builder.wire(line, queueRows.indexOf(exit), target)
    for (const [row, target] of Object.values(drawn.say).entries())
      await builder.wire('Goodbye', row, target)
    await expect(page.getByRole('button', { name: 'Problems: 0 errors, 0 warnings' })).toBeVisible()
    await builder.isSaved()
  })

  await test.step('it is called in the lab, and the call kept as a test that passes', async () => {
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByRole('button', { name: 'Call', exact: true }).click()
    await expect(page.getByText('Waits at “Front door”')).toBeVisible()
    await page.getByRole('group', { name: 'Keypad' }).getByRole('button', { name: '2' }).click()
    await expect(page.getByText('Waits at “Support line”')).toBeVisible()
    await page.getByRole('button', { name: 'Let it happen' }).click()
    await expect(page.getByText('Waits at “Goodbye”')).toBeVisible()
    await page.getByRole('button', { name: 'Let it happen' }).click()
    await expect(page.getByText('The call has ended.')).toBeVisible()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Asks for support')
    await page.getByRole('button', { name: 'Keep this call as a test' }).click()
    await page.getByRole('tab', { name: /^Tests/ }).click()
    await page.getByRole('button', { name: 'Run all' }).click()
    await expect(page.getByRole('list', { name: 'Tests' })).toContainText('Passed')
    await page.getByRole('button', { name: 'Close Try it' }).click()
  })

  await test.step('it is published, and answers the number', async () => {
    await page.getByRole('button', { name: 'Publish' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: 'Only if all its tests pass' }).click()
    await dialog.getByRole('button', { name: 'Publish' }).click()
    await expect(page.getByRole('region').getByText('Version 1 answers calls now')).toBeVisible()
    await builder.canvas.click({ position: { x: 20, y: 500 } })
    await page.getByRole('button', { name: 'Choose numbers' }).click()
    await dialog.getByRole('checkbox', { name: /010-0100/ }).click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog).toBeHidden()
  })

  const flow = await flowNamed(admin, 'Drawn by mouse')
  const { document } = await version1(admin, flow)
  expectDemoMenu(document)

  const records = await admin.records()
  await test.step('a caller and an agent talk, and the flow says goodbye', async () => {
    const [desk, phone] = await Promise.all([newDesk('agent1@demo.test'), newPhone()])
    await desk.goAvailable()
    await phone.call()
    await expect.poll(async () => (await phone.hear()).level).toBeGreaterThan(0.005)
    await phone.key('2')
    await desk.press('Accept')
    await expectTone(phone, agentHz)
    await expectTone(desk, callerHz)
    await desk.press('End call')
    await expect(phone.page.getByRole('button', { name: 'Hang up' })).toBeHidden()
  })

  await test.step('the call went the way of the lab, step for step', async () => {
    const call = await admin.nextRecord(records)
    const traced = () => admin.send<{ items: FlowTrace[] }>('GET', `/v1/calls/${call.id}/trace`)
    await expect.poll(async () => (await traced()).items[0]?.outcome).toBe('completed')
    const [trace] = (await traced()).items
    const kept = await admin.send<{ items: FlowTest[] }>('GET', `/v1/flows/${flow.id}/tests`)
    const [test] = kept.items
    const testCase = TestCase.parse({ name: test?.name, ...test?.case })
    const simulated = runCase({ name: flow.name, version: 1, document, flows: {} }, testCase)
    expect(simulated.failures).toEqual([])
    const way = wayOf(trace?.steps ?? [])
    expect(way.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['Start', 'next'],
      ['Front door', 'key_2'],
      ['Support line', 'answered'],
      ['Goodbye', 'next'],
      ['End', null],
    ])
    expect(way).toEqual(wayOf(simulated.trace))
  })
})

test('the same menu is drawn and published with the keyboard alone', async ({
  centre,
  newPerson,
  admin,
}) => {
  const { page } = await newPerson(colleagueHz)
  const { keyboard } = page
  const builder = new BuilderPage(page, centre.origin)
  const { inspector } = builder

  await builder.signIn('admin@demo.test')
  await builder.tabTo(page.getByRole('button', { name: 'New flow' }))
  await keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await builder.tabTo(page.getByRole('dialog').getByLabel('Name'))
  await keyboard.type('Drawn by keys alone')
  await keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Publish' })).toBeEnabled()
  await builder.tabTo(builder.canvas)
  await keyboard.press('Enter')
  await expect(builder.block('Start')).toBeFocused()

  /** Puts a block behind the one that has the focus, and calls it something. */
  async function add(kind: string, name: string): Promise<void> {
    await keyboard.press('Tab')
    await expect(page.getByRole('dialog').getByRole('searchbox')).toBeFocused()
    await keyboard.type(kind)
    await keyboard.press('Enter')
    await expect(builder.unnamed(kind)).toBeFocused()
    await keyboard.press('Enter')
    await expect(inspector.getByLabel('Block name')).toBeFocused()
    await keyboard.type(name)
  }
  async function backTo(name: string): Promise<void> {
    await keyboard.press('Escape')
    await expect(builder.block(name)).toBeFocused()
  }
  async function answersIn(queue: string): Promise<void> {
    await builder.tabTo(inspector.getByRole('combobox', { name: 'Queue' }))
    await keyboard.press('Enter')
    await expect(page.getByRole('listbox')).toBeVisible()
    await keyboard.type(queue)
    await expect(page.getByRole('option', { name: queue })).toBeFocused()
    await keyboard.press('Enter')
    await expect(page.getByRole('listbox')).toBeHidden()
  }
  /** Leads an exit of the block that has the focus. */
  async function lead(from: string, exit: string, to: string): Promise<void> {
    await keyboard.press('c')
    await expect(page.getByRole('combobox', { name: 'Which exit?' })).toBeFocused()
    await keyboard.type(exit)
    await keyboard.press('Enter')
    await expect(page.getByRole('combobox', { name: /^Where does / })).toBeFocused()
    await keyboard.type(to)
    await keyboard.press('Enter')
    await expect(builder.block(from)).toBeFocused()
  }

  await test.step('the menu is added and filled in', async () => {
    await add('Menu', 'Front door')
    await builder.tabTo(inspector.getByLabel('What is asked'))
    await keyboard.type('For sales, press 1. For support, press 2.')
    await builder.tabTo(inspector.getByLabel('Meaning'))
    await keyboard.press('Control+a')
    await keyboard.type('Sales')
    await builder.tabTo(inspector.getByRole('button', { name: 'Add an option' }))
    await keyboard.press('Enter')
    await builder.tabTo(inspector.getByLabel('Meaning').nth(1))
    await keyboard.press('Control+a')
    await keyboard.type('Support')
    await backTo('Front door')
  })

  await test.step('each block is put behind the menu', async () => {
    await add('Queue', 'Sales line')
    await answersIn('Sales')
    await backTo('Sales line')
    await keyboard.press('ArrowLeft')
    await expect(builder.block('Front door')).toBeFocused()
    await add('Queue', 'Support line')
    await answersIn('Support')
    await backTo('Support line')
    await keyboard.press('ArrowLeft')
    await add('Say', 'Goodbye')
    await builder.tabTo(inspector.getByLabel('Text'))
    await keyboard.type('Thank you for calling. Goodbye.')
    await backTo('Goodbye')
    await keyboard.press('Tab')
    await expect(page.getByRole('dialog').getByRole('searchbox')).toBeFocused()
    await keyboard.type('end')
    await keyboard.press('Enter')
    await expect(builder.block('End')).toBeFocused()
  })

  await test.step('the exits that are left are led on', async () => {
    await keyboard.press('ArrowLeft')
    await expect(builder.block('Goodbye')).toBeFocused()
    await lead('Goodbye', 'error', 'End')
    await keyboard.press('ArrowLeft')
    await expect(builder.block('Front door')).toBeFocused()
    for (const exit of ['other answer', 'error']) await lead('Front door', exit, 'Goodbye')
    await keyboard.press('ArrowRight')
    await expect(builder.block('Sales line')).toBeFocused()
    const exits = ['after the talk', 'too long', 'error']
    for (const exit of exits) await lead('Sales line', exit, 'Goodbye')
    await keyboard.press('ArrowLeft')
    await keyboard.press('ArrowRight')
    await keyboard.press('ArrowDown')
    await expect(builder.block('Support line')).toBeFocused()
    for (const exit of exits) await lead('Support line', exit, 'Goodbye')
    await expect(page.getByRole('button', { name: 'Problems: 0 errors, 0 warnings' })).toBeVisible()
  })

  await keyboard.press('Control+Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('This is the first version.')
  await builder.tabTo(dialog.getByRole('button', { name: 'Publish' }))
  await keyboard.press('Enter')
  await expect(page.getByRole('region').getByText('Version 1 answers calls now')).toBeVisible()
  const flow = await flowNamed(admin, 'Drawn by keys alone')
  expectDemoMenu((await version1(admin, flow)).document)
})
