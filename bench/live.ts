import type { LiveAccess, LivePath, SignedIn } from '@iris/contracts'
import type { LiveDocuments } from '@iris/realtime'
import { openStreamDocuments } from '@iris/realtime/documents'
import { openFirebaseDocuments } from '@iris/realtime/firebase'
import { type FirebaseServer, openFirebaseServer } from '@iris/realtime/testing'
import { sql } from 'kysely'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startCentre } from '../apps/backend/src/centre.ts'
import { readConfig } from '../apps/backend/src/config.ts'
import { type Ground, openGround } from '../apps/backend/src/ground.ts'
import { moveAgent } from '../apps/backend/src/modules/agents/service.ts'
import { type Figure, ms, percentile } from './figures.ts'

const agents = 1000
const teams = 100
const browsers = 100
/** Each agent becomes another twice a minute: more often than on a busy day. */
const changesPerSecond = 33
const seconds = 15
const rules = new URL('../deploy/firebase/database.rules.json', import.meta.url)

interface Place {
  readonly ground: Ground
  readonly origin: string
  readonly token: string
  readonly tenantId: string
  readonly firebase: FirebaseServer
}

interface Agent {
  readonly id: string
  readonly team: string
}

/**
 * A thousand agents in a hundred teams, with a queue and a board each, and a hundred browsers: from an agent's change of state to
 * another browser, by both ways, and what is written into a Firebase database meanwhile. All of it, browsers too, in this process.
 */
export async function measureLive(): Promise<Figure[]> {
  const firebase = await openFirebaseServer(JSON.parse(await readFile(rules, 'utf8')))
  process.env['FIREBASE_DATABASE_EMULATOR_HOST'] = firebase.host
  process.env['FIREBASE_AUTH_EMULATOR_HOST'] = firebase.host
  const dataDir = await mkdtemp(join(tmpdir(), 'iris-bench-live-'))
  const ground = await openGround(readConfig(settings(dataDir, firebase.host), dataDir))
  const centre = await startCentre(ground)
  try {
    const origin = `http://127.0.0.1:${centre.port}`
    return await measure({ ground, origin, firebase, ...(await signIn(origin)) })
  } finally {
    await centre.close()
    await ground.close()
    await firebase.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const settings = (dataDir: string, firebaseHost: string) => ({
  PORT: '0',
  IRIS_SIP_PORT: '0',
  IRIS_RTP_PORTS: '32000-32999',
  IRIS_DATA_DIR: dataDir,
  IRIS_LOG_LEVEL: 'error',
  FIREBASE_PROJECT_ID: 'iris-bench',
  FIREBASE_DATABASE_URL: `http://${firebaseHost}?ns=iris-bench`,
  FIREBASE_DATABASE_EMULATOR_HOST: firebaseHost,
  FIREBASE_AUTH_EMULATOR_HOST: firebaseHost,
})

async function signIn(origin: string): Promise<Pick<Place, 'token' | 'tenantId'>> {
  const signedIn = await post<SignedIn>(`${origin}/v1/session`, {
    body: { email: 'admin@demo.test', password: 'iris-demo' },
  })
  return { token: signedIn.accessToken, tenantId: signedIn.me.tenant.id }
}

async function post<Answer>(
  url: string,
  { body, token }: { readonly body?: object; readonly token?: string },
): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return (await answer.json()) as Answer
}

async function measure(place: Place): Promise<Figure[]> {
  const people = await writePeople(place)
  const seen = new Seen()
  const teamIds = [...new Set(people.map(({ team }) => team))]
  const streams = teamIds.slice(0, browsers).map((team) => openStream(place, team))
  const access = await post<LiveAccess>(`${place.origin}/v1/live/access`, { token: place.token })
  const projects = Array.from({ length: 10 }, () => openProject(access))
  for (const [n, team] of teamIds.entries()) {
    seen.watch('stream', streams[n % streams.length]!, team)
    seen.watch('firebase', projects[n % projects.length]!, team)
  }
  await seen.allCame(2 * teamIds.length)
  await change(place, people, { seen, forSeconds: 3 })
  seen.forget()
  const before = { ...place.firebase.written }
  await change(place, people, { seen, forSeconds: seconds })
  await pause(2000)
  for (const documents of [...streams, ...projects]) documents.close()
  return figuresOf(seen, {
    writes: (place.firebase.written.count - before.count) / seconds,
    bytes: (place.firebase.written.bytes - before.bytes) / seconds,
  })
}

function figuresOf(
  seen: Seen,
  written: { readonly writes: number; readonly bytes: number },
): Figure[] {
  const share = (value: number, most: number) => `${((value / most) * 100).toFixed(1)} %`
  const figures = (['stream', 'firebase'] as const).flatMap((way) => {
    const took = seen.took[way]
    const target = way === 'stream' ? '50 ms' : '200 ms'
    return [
      { name: `${way}: changes seen`, value: String(took.length) },
      { name: `${way}: to another browser, p50`, value: ms(percentile(took, 0.5)) },
      { name: `${way}: to another browser, p95`, value: ms(percentile(took, 0.95)), target },
    ]
  })
  return [
    { name: 'agents, teams with boards, browsers', value: `${agents}, ${teams}, ${browsers} + 10` },
    { name: 'until a change is committed, p95', value: ms(percentile(seen.committed, 0.95)) },
    ...figures,
    {
      name: 'Firebase: writes a second, of 1,000',
      value: `${written.writes.toFixed(1)}, ${share(written.writes, 1000)}`,
      target: '5 %',
    },
    {
      name: 'Firebase: bytes a second, of 64 MB a minute',
      value: `${Math.round(written.bytes)}, ${share(written.bytes * 60, 64_000_000)}`,
      target: '5 %',
    },
    {
      name: 'Firebase: connections, of 200,000',
      value: `${agents + browsers}, ${share(agents + browsers, 200_000)} if all connect`,
      target: '5 %',
    },
  ]
}

async function writePeople({ ground, tenantId }: Place): Promise<Agent[]> {
  return ground.database.asSystem(async (tx) => {
    await sql`insert into teams (id, tenant_id, name)
      select gen_random_uuid(), ${tenantId}, 'Team ' || n from generate_series(1, ${teams}::int) n`.execute(
      tx,
    )
    await sql`insert into queues (id, tenant_id, name, ring_timeout_ms, wrap_up_ms, announce_every_ms, record)
      select id, tenant_id, name, 20000, 30000, 30000, 'off' from teams where name like 'Team %'`.execute(
      tx,
    )
    await sql`insert into users (id, tenant_id, email, name, roles, locale, password_hash)
      select gen_random_uuid(), ${tenantId}, 'agent-' || n || '@bench.test', 'Agent ' || n, '{agent}', 'en', 'none'
      from generate_series(1, ${agents}::int) n`.execute(tx)
    const { rows } = await sql<Agent>`
      with placed as (
        insert into agent_profiles (tenant_id, agent_id, team_id)
        select u.tenant_id, u.id, t.id
        from (select *, row_number() over () as n from users where email like '%@bench.test') u
        join (select *, row_number() over () as n from teams where name like 'Team %') t
          on t.n = u.n % ${teams}::int + 1
        returning tenant_id, agent_id, team_id
      ), answering as (
        insert into queue_agents (tenant_id, queue_id, agent_id)
        select tenant_id, team_id, agent_id from placed
      )
      select agent_id as id, team_id as team from placed`.execute(tx)
    return rows
  })
}

function openStream({ origin, token }: Place, team: string): LiveDocuments {
  const documents = openStreamDocuments({
    url: `${origin}/v1/live`,
    token: async () => token,
    onState: () => undefined,
    onRefused: () => undefined,
  })
  documents.watch(`board/${team}`, { onValue: () => undefined, onRefused: () => undefined })
  return documents
}

function openProject(access: LiveAccess): LiveDocuments {
  if (access.driver !== 'firebase') throw new Error('the centre tells nothing by Firebase')
  return openFirebaseDocuments({ access, renew: async () => access, onState: () => undefined })
}

/** When agents were changed, and how long it took until browsers saw it. */
class Seen {
  readonly took: Record<'stream' | 'firebase', number[]> = { stream: [], firebase: [] }
  readonly committed: number[] = []
  readonly #changedAt = new Map<string, number>()
  readonly #came = new Set<string>()

  watch(way: 'stream' | 'firebase', documents: LiveDocuments, team: string): void {
    const path: LivePath<'presence'> = `presence/${team}`
    const known = new Map<string, string>()
    documents.watch(path, {
      onValue: ({ agents }) => {
        this.#came.add(`${way} ${path}`)
        for (const { id, state } of Object.values(agents)) {
          if (known.get(id) === state.since) continue
          const isFirst = !known.has(id)
          known.set(id, state.since)
          const changedAt = this.#changedAt.get(id)
          if (!isFirst && changedAt !== undefined)
            this.took[way].push(performance.now() - changedAt)
        }
      },
      onRefused: () => undefined,
    })
  }

  async allCame(count: number): Promise<void> {
    while (this.#came.size < count) await pause(50)
  }

  changes(agentId: string): void {
    this.#changedAt.set(agentId, performance.now())
  }

  isCommitted(agentId: string): void {
    this.committed.push(performance.now() - (this.#changedAt.get(agentId) ?? 0))
  }

  forget(): void {
    this.committed.splice(0)
    this.#changedAt.clear()
    this.took.stream.splice(0)
    this.took.firebase.splice(0)
  }
}

/** Changes agents' states, one after another and evenly spread, from before the transaction begins. */
async function change(
  { ground, tenantId }: Place,
  people: readonly Agent[],
  { seen, forSeconds }: { readonly seen: Seen; readonly forSeconds: number },
): Promise<void> {
  const startedAt = performance.now()
  const underWay: Promise<unknown>[] = []
  for (let n = 0; n < changesPerSecond * forSeconds; n++) {
    await pause(Math.max(0, startedAt + (n / changesPerSecond) * 1000 - performance.now()))
    const { id } = people[(n * 7 + forSeconds) % people.length]!
    const reason = n % 2 === 0 ? 'lunch' : 'break'
    seen.changes(id)
    const changed = ground.doWork(tenantId, null, (work) =>
      moveAgent(work, id, {
        kind: 'choose',
        next: { kind: 'not_ready', reason },
        phoneReady: true,
      }),
    )
    underWay.push(changed.then(() => seen.isCommitted(id)))
  }
  await Promise.all(underWay)
}
