import { UA, WebSocketInterface } from 'jssip'
import type { Peer } from './peer.ts'
import { playRemote } from './play-remote.ts'

type Session = ReturnType<UA['call']>

const OPTIONS = {
  mediaConstraints: { audio: true, video: false },
  pcConfig: { iceServers: [] },
}

let agent: UA
let domain = ''
let current: Session | undefined
let isOver = Promise.withResolvers<void>()

const session = (): Session => {
  if (!current) throw new Error('There is no call')
  return current
}

function take(call: Session): void {
  current = call
  isOver = Promise.withResolvers<void>()
  call.on('ended', () => isOver.resolve())
  call.on('failed', () => isOver.resolve())
}

/** JsSIP as it comes, beside the desk's softphone, which is built on it. */
const peer: Peer = {
  async start({ url, domain: host, user, password }) {
    domain = host
    const sockets = [new WebSocketInterface(url)]
    agent = new UA({ sockets, uri: `sip:${user}@${host}`, password, register: true })
    agent.on('newRTCSession', ({ originator, session: call }) => {
      take(call)
      if (originator === 'remote') call.answer(OPTIONS)
    })
    const registered = Promise.withResolvers<void>()
    agent.on('registered', () => registered.resolve())
    agent.on('registrationFailed', ({ cause }) => registered.reject(new Error(cause)))
    agent.start()
    await registered.promise
  },
  call: (number) =>
    new Promise((resolve, reject) => {
      const call = agent.call(`sip:${number}@${domain}`, OPTIONS)
      call.on('confirmed', resolve)
      call.on('failed', () => reject(new Error('The call failed')))
    }),
  hold: () => new Promise((resolve) => void session().hold({}, resolve)),
  resume: () => new Promise((resolve) => void session().unhold({}, resolve)),
  transfer: (uri) =>
    new Promise((resolve, reject) =>
      session().refer(uri, {
        eventHandlers: { accepted: resolve, failed: reject, requestFailed: reject },
      }),
    ),
  async hangup() {
    session().terminate()
  },
  over: () => isOver.promise,
}

playRemote()
window.irisPeer = peer
