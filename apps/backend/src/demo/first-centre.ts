import type { Role } from '@iris/contracts'
import type { Database } from '@iris/platform'
import { v7 as uuidv7 } from 'uuid'
import type { Config } from '../config.ts'
import { publishFlow } from '../modules/flows/publishing.ts'
import { createFlow } from '../modules/flows/service.ts'
import { createUser } from '../modules/identity/service.ts'
import { createNumber } from '../modules/numbers/service.ts'
import type { Tables } from '../tables.ts'
import type { DoWork, Work } from '../work.ts'
import { demoFlow } from './demo-flow.ts'
import { makeDemoQueues } from './demo-queues.ts'

export const demoPassword = 'iris-demo'
export const demoNumber = '+15550100100'

/** The demo's people: all with the same public password, so the demo runs on loopback only. */
export const demoUsers: readonly { email: string; name: string; roles: Role[] }[] = [
  { email: 'agent1@demo.test', name: 'Ada Morgan', roles: ['agent'] },
  { email: 'agent2@demo.test', name: 'Ben Okafor', roles: ['agent'] },
  { email: 'supervisor@demo.test', name: 'Sofia Lindqvist', roles: ['supervisor'] },
  { email: 'admin@demo.test', name: 'Noor Haddad', roles: ['owner'] },
]

/** The database holds a demo centre and this address is open to others; or it is empty and there is nobody to own it. */
export class CentreError extends Error {
  override readonly name = 'CentreError'
}

/**
 * Fills an empty database with its first centre: the demo's, or the owner's whom the configuration names. A database that
 * has one is left as it is. Tells whether the demo is there.
 * @throws CentreError when the centre may not be served as configured
 */
export async function ensureCentre(
  database: Database<Tables>,
  doWork: DoWork,
  config: Pick<Config, 'demo' | 'owner' | 'host'> & { readonly loopback: boolean },
): Promise<{ readonly isDemo: boolean }> {
  await forgetUnfinished(database)
  const tenants = await database.asSystem((tx) =>
    tx.selectFrom('tenants').select(['id', 'demo']).execute(),
  )
  if (tenants.some((tenant) => tenant.demo) && !config.loopback) {
    throw new CentreError(
      `This data holds the demo centre, whose passwords are public, so it cannot be served on ${config.host}. ` +
        'Use another IRIS_DATA_DIR or DATABASE_URL, or HOST=127.0.0.1.',
    )
  }
  if (tenants.length > 0) return { isDemo: tenants.some((tenant) => tenant.demo) }
  if (config.demo) {
    await makeDemo(database, doWork)
    return { isDemo: true }
  }
  if (!config.owner) {
    throw new CentreError(
      'There is no centre yet. Set IRIS_OWNER_EMAIL and IRIS_OWNER_PASSWORD to make the first user, or IRIS_DEMO=on.',
    )
  }
  const { email, password } = config.owner
  await makeTenant(database, doWork, { name: 'My centre', demo: false }, async (work) => {
    await createUser(work, {
      email,
      password,
      name: email.split('@')[0] ?? email,
      roles: ['owner'],
      locale: 'en',
    })
  })
  return { isDemo: false }
}

function makeDemo(database: Database<Tables>, doWork: DoWork): Promise<void> {
  return makeTenant(database, doWork, { name: 'Iris Demo', demo: true }, async (work) => {
    const ids = new Map<string, string>()
    for (const user of demoUsers) {
      const { id } = await createUser(work, { ...user, password: demoPassword, locale: 'en' })
      ids.set(user.email, id)
    }
    const idOf = (email: string) => ids.get(email) ?? ''
    const agentIds = [idOf('agent1@demo.test'), idOf('agent2@demo.test')] as const
    const { sales, support } = await makeDemoQueues(work, agentIds)
    const document = demoFlow({ sales: sales.name, support: support.name })
    const flow = await createFlow(work, { name: 'Main line', document })
    await publishFlow(work, flow.id)
    await createNumber(work, { number: demoNumber, label: 'Main line', flowId: flow.id })
  })
}

/** A tenant comes first and all that belongs to it after, in one transaction: until then it has no users. */
async function makeTenant(
  database: Database<Tables>,
  doWork: DoWork,
  tenant: { name: string; demo: boolean },
  fill: (work: Work) => Promise<void>,
): Promise<void> {
  const id = uuidv7()
  await database.asSystem((tx) =>
    tx
      .insertInto('tenants')
      .values({ id, ...tenant, country: 'US', time_zone: 'America/New_York' })
      .execute(),
  )
  await doWork(id, null, fill)
}

/** Removes what a start that was interrupted left: a tenant nobody could sign in to. */
async function forgetUnfinished(database: Database<Tables>): Promise<void> {
  await database.asSystem((tx) =>
    tx
      .deleteFrom('tenants')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(selectFrom('users').select('id').whereRef('users.tenant_id', '=', 'tenants.id')),
        ),
      )
      .execute(),
  )
}
