import type { NextState, SignedIn, SoftphoneCredentials, User } from '@iris/contracts'
import { openBrowserMedia, ScriptedPhone, WebSocketLine } from '@iris/telephony/testing'
import { setTimeout as pause } from 'node:timers/promises'
import type { CentreProcess } from '../../e2e/fixtures/centre-process.ts'

const password = 'robots have good memories'
const sipDomain = 'iris.internal'
/** One call of so many is turned down. */
const declinesEvery = 25
/** Half of what a registration lasts. */
const registerEveryMs = 300_000
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

async function signIn(centre: CentreProcess, email: string): Promise<string> {
  const body = { email, password }
  return (await ask<SignedIn>(centre, '', ['POST', '/v1/session'], body)).accessToken
}

/** An agent that is no person: its phone takes what comes, talks a little and hangs up. */
export class Robot {
  readonly id: string
  readonly #centre: CentreProcess
  readonly #email: string
  readonly #phone: ScriptedPhone
  #works = Promise.resolve()
  #isOver = false
  accepted = 0
  declined = 0

  private constructor(id: string, centre: CentreProcess, email: string, phone: ScriptedPhone) {
    this.id = id
    this.#centre = centre
    this.#email = email
    this.#phone = phone
  }

  static async open(centre: CentreProcess, admin: string, name: string): Promise<Robot> {
    const email = `${name}@robots.test`
    const user = { email, name, roles: ['agent'], password }
    const { id } = await ask<User>(centre, admin, ['POST', '/v1/users'], user)
    const token = await signIn(centre, email)
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
    return new Robot(id, centre, email, phone)
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

  /** Signs in for it: a token does not last for as long as a robot works. */
  async #choose(next: NextState): Promise<void> {
    await ask(this.#centre, await signIn(this.#centre, this.#email), ['PUT', '/v1/me/state'], next)
  }

  async #work(): Promise<void> {
    let registersAt = performance.now() + registerEveryMs
    while (!this.#isOver) {
      if (performance.now() > registersAt) {
        await this.#phone.register()
        registersAt = performance.now() + registerEveryMs
      }
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
