import type { NextState, SignedIn, SoftphoneCredentials, User } from '@iris/contracts'
import { openBrowserMedia, ScriptedPhone, WebSocketLine } from '@iris/telephony/testing'
import { setTimeout as pause } from 'node:timers/promises'
import type { CentreProcess } from '../../e2e/fixtures/centre-process.ts'

const password = 'robots have good memories'
const sipDomain = 'iris.internal'
/** One call of so many is turned down. */
const declinesEvery = 25
const talkMs = { least: 2000, most: 4000 }

/** Sends a request to the centre; throws what it refuses with. */
export async function ask<Body>(
  centre: CentreProcess,
  token: string,
  [method, path]: readonly [string, string],
  body?: object,
): Promise<Body> {
  const response = await fetch(`${centre.origin}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer: unknown = response.status === 204 ? undefined : await response.json()
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
  return answer as Body
}

/** An agent that is no person: its phone takes what comes, talks a little and hangs up. */
export class Robot {
  readonly id: string
  readonly #centre: CentreProcess
  readonly #token: string
  readonly #phone: ScriptedPhone
  #works = Promise.resolve()
  #isOver = false
  accepted = 0
  declined = 0

  private constructor(id: string, centre: CentreProcess, token: string, phone: ScriptedPhone) {
    this.id = id
    this.#centre = centre
    this.#token = token
    this.#phone = phone
  }

  static async open(centre: CentreProcess, admin: string, name: string): Promise<Robot> {
    const email = `${name}@robots.test`
    const user = { email, name, roles: ['agent'], password }
    const { id } = await ask<User>(centre, admin, ['POST', '/v1/users'], user)
    const signedIn = await ask<SignedIn>(centre, '', ['POST', '/v1/session'], { email, password })
    const token = signedIn.accessToken
    const sip = await ask<SoftphoneCredentials>(centre, token, [
      'POST',
      '/v1/softphone/credentials',
    ])
    const line = new WebSocketLine(`${centre.origin.replace('http', 'ws')}/sip`)
    await line.connect()
    const phone = new ScriptedPhone(line, {
      user: sip.username,
      password: sip.password,
      domain: sipDomain,
      media: {},
      openMedia: openBrowserMedia,
    })
    await phone.register()
    return new Robot(id, centre, token, phone)
  }

  async start(): Promise<void> {
    this.#works = this.#work()
    await this.#choose({ kind: 'available' })
  }

  /** Lets the call in hand end, and goes home after what is to be done then. */
  async stop(): Promise<void> {
    this.#isOver = true
    await this.#works
    await this.#choose({ kind: 'offline' })
  }

  close(): Promise<void> {
    return this.#phone.close()
  }

  #choose(next: NextState): Promise<unknown> {
    return ask(this.#centre, this.#token, ['PUT', '/v1/me/state'], next)
  }

  async #work(): Promise<void> {
    while (!this.#isOver) {
      if (this.#phone.isCalled) await this.#takeCall()
      else await pause(20)
    }
  }

  async #takeCall(): Promise<void> {
    const call = await this.#phone.nextCall()
    if ((this.accepted + this.declined) % declinesEvery === declinesEvery - 1) {
      this.declined += 1
      call.respond({ status: 603 })
      return
    }
    this.accepted += 1
    await call.answer()
    await call.hears('ACK')
    await pause(talkMs.least + Math.random() * (talkMs.most - talkMs.least))
    if (!call.heard.includes('BYE')) call.hangup()
  }
}
