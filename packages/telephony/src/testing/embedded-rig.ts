import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { openEmbeddedVoice } from '../embedded/open-embedded-voice.ts'
import type { EmbeddedVoicePort } from '../embedded/embedded-voice.ts'
import type { EmbeddedVoiceOptions } from '../embedded/options.ts'
import type { Log } from '../sip/log.ts'
import { silentLog } from '../sip/log.ts'
import { openUdpLine, WebSocketLine } from './phone-line.ts'
import { openBrowserMedia, openPlainMedia } from './phone-media.ts'
import { ScriptedPhone, type PhoneOptions } from './scripted-phone.ts'

const DOMAIN = 'iris.test'
export const passwordOf = (user: string): string => `secret-of-${user}`

interface PhoneChoice {
  readonly user?: string
  readonly displayName?: string
  readonly telephoneEvent?: number | false
}

/** The embedded driver on loopback, with phones that are closed with it. */
export async function openEmbeddedRig(changes: Partial<EmbeddedVoiceOptions> = {}) {
  const pids: number[] = []
  const log: Log = { ...silentLog, info: (fields) => void pids.push(...mediaPids(fields)) }
  const port: EmbeddedVoicePort = await openEmbeddedVoice({
    host: '127.0.0.1',
    sipPort: 0,
    domain: DOMAIN,
    media: { host: '127.0.0.1', rtpPorts: { from: 0, to: 0 } },
    credentials: async (user) => passwordOf(user),
    mayRegister: (user) => !user.startsWith('guest'),
    log,
    ...changes,
  })
  const server = await serve(port)
  const phones: ScriptedPhone[] = []
  const open = (line: ScriptedPhone['line'], options: PhoneOptions): ScriptedPhone => {
    const phone = new ScriptedPhone(line, options)
    phones.push(phone)
    return phone
  }
  return {
    port,
    passwordOf,
    /** Processes that the media engine has started, the latest last. */
    mediaPids: pids,
    webSocketUrl: `ws://127.0.0.1:${portOf(server)}/sip`,
    /** A telephone over UDP with plain RTP. */
    async openPhone({ user = '15550001', telephoneEvent, ...rest }: PhoneChoice = {}) {
      const line = await openUdpLine({ host: '127.0.0.1', port: port.sipPort })
      const media = telephoneEvent === undefined ? {} : { telephoneEvent }
      return open(line, { user, domain: DOMAIN, media, openMedia: openPlainMedia, ...rest })
    },
    /** A telephone over WebSocket, as in a browser; with WebRTC unless told. */
    async openBrowserPhone(
      user: string,
      { openMedia = openBrowserMedia }: Partial<PhoneOptions> = {},
    ) {
      const line = new WebSocketLine(`ws://127.0.0.1:${portOf(server)}/sip`)
      await line.connect()
      const password = passwordOf(user)
      const phone = open(line, { user, domain: DOMAIN, media: {}, openMedia, password })
      return { phone, line }
    },
    async close(): Promise<void> {
      await port.close()
      await Promise.all(phones.map((phone) => phone.close()))
      server.close()
    },
  }
}

export type EmbeddedRig = Awaited<ReturnType<typeof openEmbeddedRig>>

async function serve(port: EmbeddedVoicePort): Promise<Server> {
  const server = createServer()
  server.on('upgrade', (request, socket, head) => port.acceptUpgrade(request, socket, head))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('Not listening')
  return address.port
}

function mediaPids(fields: object): number[] {
  return 'pid' in fields && typeof fields.pid === 'number' ? [fields.pid] : []
}
