import { SessionState, UserAgent, Web, type Session } from 'sip.js'
import type { Peer } from './peer.ts'
import { playRemote } from './play-remote.ts'

let manager: Web.SessionManager
let domain = ''
let current: Session | undefined

/** It is done with holding or resuming before the other side has answered; that is told by the delegate. */
let holdAnswered: () => void = () => undefined

async function setHold(change: (call: Session) => Promise<void>): Promise<void> {
  const answered = new Promise<void>((resolve) => (holdAnswered = resolve))
  await change(session())
  await answered
}

const session = (): Session => {
  if (!current) throw new Error('There is no call')
  return current
}

const uriOf = (uri: string) => {
  const parsed = UserAgent.makeURI(uri)
  if (!parsed) throw new Error(`Not an address: ${uri}`)
  return parsed
}

/** Resolves once a call is in a state. */
function reached(call: Session, state: SessionState): Promise<void> {
  return new Promise((resolve) => {
    if (call.state === state) resolve()
    call.stateChange.addListener((now) => {
      if (now === state) resolve()
    })
  })
}

/** SIP.js, of which the session manager is what it recommends to applications. */
const peer: Peer = {
  async start({ url, domain: host, user, password }) {
    domain = host
    manager = new Web.SessionManager(url, {
      aor: `sip:${user}@${host}`,
      media: { constraints: { audio: true, video: false } },
      userAgentOptions: {
        authorizationUsername: user,
        authorizationPassword: password,
        logLevel: 'error',
        sessionDescriptionHandlerFactoryOptions: {
          peerConnectionConfiguration: { iceServers: [] },
          iceGatheringTimeout: 500,
        },
      },
      delegate: {
        onCallCreated: (call) => void (current = call),
        onCallHold: () => holdAnswered(),
        onCallReceived: (call) => void manager.answer(call),
      },
    })
    await manager.connect()
    const registered = Promise.withResolvers<void>()
    await manager.register({
      requestDelegate: {
        onAccept: () => registered.resolve(),
        onReject: ({ message }) => registered.reject(new Error(`Refused: ${message.statusCode}`)),
      },
    })
    await registered.promise
  },
  async call(number) {
    await reached(await manager.call(`sip:${number}@${domain}`), SessionState.Established)
  },
  hold: () => setHold((call) => manager.hold(call)),
  resume: () => setHold((call) => manager.unhold(call)),
  async transfer(uri) {
    const done = Promise.withResolvers<void>()
    await session().refer(uriOf(uri), {
      onNotify: (notification) => {
        void notification.accept()
        if (notification.request.body.startsWith('SIP/2.0 2')) done.resolve()
      },
    })
    await done.promise
  },
  hangup: () => manager.hangup(session()),
  over: () => reached(session(), SessionState.Terminated),
}

playRemote()
window.irisPeer = peer
