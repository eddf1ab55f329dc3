import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type {
  Call,
  CallAction,
  Desk,
  NextState,
  Queue,
  SignedIn,
  SoftphoneCredentials,
} from '@iris/contracts'
import { freshDatabase } from '@iris/platform/testing'
import {
  type AudioPeer,
  loudness,
  openBrowserMedia,
  openPlainMedia,
  openUdpLine,
  ownPorts,
  type PhoneCall,
  ScriptedPhone,
  toneLevel,
  WebSocketLine,
} from '@iris/telephony/testing'
import { pino } from 'pino'
import { startCentre } from '../centre.ts'
import { readConfig } from '../config.ts'
import { demoNumber, demoPassword } from '../demo/first-centre.ts'
import { migrationFolders, openGround } from '../ground.ts'
import { sipDomain, sipPath } from '../modules/phones/credentials.ts'
import type { OpenVoiceEngine } from '../roles/voice-engine.ts'
import type { Tables } from '../tables.ts'

/** Tones, in Hz, that the hold music leaves alone. */
export const callerTone = 440
export const agentTone = 1000
export const colleagueTone = 1700
export const supervisorTone = 2500

interface RequestParts {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/**
 * A whole centre in this process, with the demo in a database of its own: real SIP, real audio, everything but the
 * browser. Callers come over UDP, agents over WebSocket with WebRTC audio.
 */
export async function openCallCentre(
  settings: Readonly<Record<string, string>> = {},
  openEngine?: OpenVoiceEngine,
) {
  const folder = await mkdtemp(join(tmpdir(), 'iris-centre-'))
  const fresh = await freshDatabase<Tables>(migrationFolders)
  const rtp = ownPorts()
  const config = readConfig(
    {
      PORT: '0',
      IRIS_SIP_PORT: '0',
      IRIS_RTP_PORTS: `${rtp.from}-${rtp.to}`,
      ...settings,
      IRIS_DATA_DIR: folder,
      DATABASE_URL: fresh.url,
    },
    process.cwd(),
  )
  const log = pino({ level: process.env['IRIS_TEST_LOG'] ?? 'silent' }, pino.destination(2))
  const ground = await openGround(config, log)
  const centre = await startCentre(ground, openEngine)
  const origin = `http://127.0.0.1:${centre.port}`
  const phones: ScriptedPhone[] = []

  async function request<Body>(
    token: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Body> {
    return send(token, { method, path, body })
  }

  async function send<Body>(
    token: string,
    { method, path, body, headers = {} }: RequestParts,
  ): Promise<Body> {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer = response.status === 204 ? undefined : await response.json()
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
    return answer as Body
  }

  /** A phone as in a browser: SIP over WebSocket, WebRTC audio. */
  async function openWebPhone(user: string, password: string) {
    const line = new WebSocketLine(`${origin.replace('http', 'ws')}${sipPath}`)
    await line.connect()
    const openMedia = openBrowserMedia
    const phone = new ScriptedPhone(line, {
      user,
      password,
      domain: sipDomain,
      media: {},
      openMedia,
    })
    phones.push(phone)
    return { phone, line }
  }

  async function signIn(email: string): Promise<string> {
    const body = { email, password: demoPassword }
    return (await request<SignedIn>('', 'POST', '/v1/session', body)).accessToken
  }
  const admin = await signIn('admin@demo.test')

  return {
    ground,
    origin,
    sipPort: centre.sipPort,
    role: centre.role,

    /** Signs an agent in and registers a phone. */
    async agent(email: string) {
      const token = await signIn(email)
      const me = await request<Desk>(token, 'GET', '/v1/me/desk')
      const { username, password } = await request<SoftphoneCredentials>(
        token,
        'POST',
        '/v1/softphone/credentials',
      )
      const { phone, line } = await openWebPhone(username, password)
      await phone.register()
      const desk = () => request<Desk>(token, 'GET', '/v1/me/desk')
      return {
        id: me.agent.id,
        phone,
        line,
        desk,
        send: <Body>(method: string, path: string, body?: unknown) =>
          request<Body>(token, method, path, body),
        choose: (next: NextState) => request(token, 'PUT', '/v1/me/state', next),
        /** Does something with a call, as this agent. */
        act: (callId: string, action: CallAction) =>
          request(token, 'POST', `/v1/calls/${callId}/actions`, action),
        call: (callId: string) => request<Call>(token, 'GET', `/v1/calls/${callId}`),
        /** The calls this agent has talked in. */
        calls: async () => (await request<{ items: Call[] }>(token, 'GET', '/v1/calls')).items,
        finishWrapUp: () => request(token, 'POST', '/v1/me/wrap-up/finish'),
        /** Waits for the next offer, takes it, and says the agent's tone. */
        async accept(tone = agentTone): Promise<PhoneCall> {
          const call = await phone.nextCall()
          await call.answer()
          call.rtp.say(tone)
          return call
        },
        /** Waits until the agent is in the state. */
        async becomes(kind: Desk['agent']['state']['kind']): Promise<void> {
          await until(`the agent is ${kind}`, async () => (await desk()).agent.state.kind === kind)
        },
      }
    },

    /** A telephone in the network. */
    async caller(number = '+15550100199', displayName?: string): Promise<ScriptedPhone> {
      const line = await openUdpLine({ host: '127.0.0.1', port: centre.sipPort })
      const phone = new ScriptedPhone(line, {
        user: number,
        domain: '127.0.0.1',
        media: {},
        openMedia: openPlainMedia,
        ...(displayName !== undefined && { displayName }),
      })
      phones.push(phone)
      return phone
    },

    /** A carrier, played by a telephone that takes what comes by a trunk. */
    async carrier(changes: object = {}): Promise<ScriptedPhone> {
      const carrier = await this.caller('carrier')
      const port = Number(/:(\d+)$/.exec(carrier.uri)?.[1])
      const trunk = { name: `To ${port}`, host: '127.0.0.1', port, callsPerSecond: 100, ...changes }
      const { id } = await request<{ id: string }>(admin, 'POST', '/v1/trunks', trunk)
      await until('the trunk is up', async () => {
        const answer = await request<{ health: { kind: string } }>(
          admin,
          'POST',
          `/v1/trunks/${id}/test`,
          {},
        ).catch(() => undefined)
        return answer !== undefined
      })
      return carrier
    },

    /** A phone of somebody from the web, who is not signed in. */
    async guest(): Promise<ScriptedPhone> {
      const { username, password } = await request<SoftphoneCredentials>(
        '',
        'POST',
        '/v1/public-phone/credentials',
      )
      return (await openWebPhone(username, password)).phone
    },

    /** Calls the demo number and presses 2 once the menu speaks: support. */
    async callSupport(phone: ScriptedPhone): Promise<PhoneCall> {
      const call = await phone.call(demoNumber)
      await call.hears('200')
      call.rtp.say(callerTone)
      await call.rtp.receives(10)
      call.rtp.press('2')
      return call
    },

    async queue(name: string): Promise<Queue> {
      const { items } = await request<{ items: Queue[] }>(admin, 'GET', '/v1/queues')
      const queue = items.find((one) => one.name === name)
      if (!queue) throw new Error(`no queue called ${name}`)
      return queue
    },
    asAdmin: <Body>(method: string, path: string, body?: unknown) =>
      request<Body>(admin, method, path, body),
    /** The same as whoever has the token; as nobody where it is empty. */
    as: request,
    /** The same with an `Idempotency-Key`. */
    asAdminOnce: <Body>(key: string, method: string, path: string, body: unknown) =>
      send<Body>(admin, { method, path, body, headers: { 'idempotency-key': key } }),

    /** Sends a WAV file, as the admin portal does. */
    async upload<Body>(path: string, file: Uint8Array): Promise<Body> {
      const headers = { authorization: `Bearer ${admin}`, 'content-type': 'audio/wav' }
      const body = new Uint8Array(file)
      const response = await fetch(`${origin}${path}`, { method: 'PUT', headers, body })
      if (!response.ok) throw new Error(`PUT ${path}: ${await response.text()}`)
      return (await response.json()) as Body
    },

    /** What an audio route answers with: the file, or the part of it that a `Range` header names. */
    async audio(path: string, range?: string): Promise<{ response: Response; bytes: Buffer }> {
      const headers = { authorization: `Bearer ${admin}`, ...(range !== undefined && { range }) }
      const response = await fetch(`${origin}${path}`, { headers })
      return { response, bytes: Buffer.from(await response.arrayBuffer()) }
    },

    /** Calls newest first. */
    async calls(state?: 'live' | 'ended'): Promise<Call[]> {
      const query = `limit=200${state ? `&state=${state}` : ''}`
      return (await request<{ items: Call[] }>(admin, 'GET', `/v1/calls?${query}`)).items
    },
    /** Waits until so many calls have their record. */
    async records(count: number): Promise<Call[]> {
      await until(
        `${count} calls are recorded`,
        async () => (await this.calls('ended')).length >= count,
      )
      return this.calls('ended')
    },

    async close() {
      await Promise.all(phones.map((phone) => phone.close()))
      await centre.close()
      await ground.close()
      await fresh.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type CallCentre = Awaited<ReturnType<typeof openCallCentre>>

/** Waits until something is heard, and nobody: the hold music leaves the tones alone. */
export async function hearsMusic(peer: AudioPeer): Promise<void> {
  const tones = [callerTone, agentTone, colleagueTone, supervisorTone]
  await peer.until('hears music', () => {
    const audio = peer.latestAudio()
    return loudness(audio) > 200 && tones.every((hz) => toneLevel(audio, hz) < 200)
  })
}

/** Long enough for a machine that does much else at the same time. */
const withinMs = 15_000

/** Asks again and again until it is so. For what is read by request, and has no event to wait for. */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  limitMs = withinMs,
): Promise<void> {
  const endsAt = performance.now() + limitMs
  while (!(await isSo())) {
    if (performance.now() > endsAt) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}
