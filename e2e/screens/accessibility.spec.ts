import type { Agent, Queue } from '@iris/contracts'
import type { ApiAsAdmin } from '../fixtures/api-as-admin.ts'
import { expect, test } from '../fixtures/test.ts'
import { violationsOn } from '../fixtures/violations.ts'
import { DeskPage } from '../pages/desk-page.ts'

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]
const pages = [
  '/agent/',
  '/agent/calls',
  '/agent/live',
  '/agent/conferences',
  '/agent/voicemail',
  '/agent/queues',
  '/agent/floor',
  '/agent/wallboard',
  '/admin/',
  '/admin/users',
  '/admin/queues',
  '/admin/agents',
  '/admin/skills',
  '/admin/teams',
  '/admin/hours',
  '/admin/hours/new',
  '/admin/trunks',
  '/admin/numbers',
  '/admin/prompts',
  '/admin/recording',
  '/admin/voicemail',
  '/admin/customers',
  '/admin/secrets',
  '/admin/webhooks',
  '/portal/calls',
  '/portal/numbers',
  '/flows/',
  '/call/',
]

const partsOfQueue = [
  'general',
  'routing',
  'agents',
  'service-level',
  'limits',
  'waiting',
  'hours',
  'after-call-work',
]

/** Pages of single things, whose addresses have ids. */
async function pagesOfThings(admin: ApiAsAdmin): Promise<string[]> {
  const idOf = async (path: string) =>
    (await admin.send<{ items: (Queue | Agent)[] }>('GET', path)).items[0]?.id
  const [queue, agent] = [await idOf('/v1/queues'), await idOf('/v1/agents')]
  return [`/admin/agents/${agent}`, ...partsOfQueue.map((part) => `/admin/queues/${queue}/${part}`)]
}

const looks = (['light', 'dark'] as const).flatMap((theme) =>
  sizes.map((size) => ({ theme, size })),
)

for (const { theme, size } of looks) {
  const name = `every page keeps to WCAG 2.2 AA as far as a machine can tell, ${theme}, ${size.width} wide`
  test(name, async ({ centre, newPerson, admin }) => {
    test.setTimeout(300_000)
    const { page } = await newPerson(440)
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.setViewportSize(size)
    const desk = new DeskPage(page, centre.origin)
    await desk.fillSignIn('admin@demo.test')
    expect(await violationsOn(page), 'the sign-in').toEqual([])
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(desk.phone).toContainText('Phone ready')
    for (const path of [...pages, ...(await pagesOfThings(admin))]) {
      await page.goto(centre.origin + path)
      await expect(page.getByRole('main')).toBeVisible()
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
      expect(await violationsOn(page), path).toEqual([])
    }
  })
}
