import { describe, expect, it } from 'vitest'
import { silentLog } from '../sip/log.ts'
import { settingsOf, type EmbeddedVoiceOptions } from './options.ts'

const OPTIONS: EmbeddedVoiceOptions = {
  host: '127.0.0.1',
  sipPort: 0,
  domain: 'iris.test',
  media: { host: '127.0.0.1', rtpPorts: { from: 0, to: 0 } },
  credentials: async () => undefined,
  log: silentLog,
}

describe('settingsOf', () => {
  it('fills in what is left out, and keeps what is given', () => {
    const settings = settingsOf({ ...OPTIONS, limits: { sessions: 3 } })
    expect(settings.advertisedAddress).toBe('127.0.0.1')
    expect(settings.limits).toMatchObject({ sessions: 3, bindingsPerUser: 8 })
    expect(settings.mayRegister('anybody')).toBe(true)
  })

  it.each<[Partial<EmbeddedVoiceOptions>, RegExp]>([
    [{ host: 'localhost' }, /host/],
    [{ host: '0.0.0.0' }, /advertisedAddress/],
    [{ advertisedAddress: 'example.com' }, /advertisedAddress/],
    [{ domain: 'not a domain' }, /domain/],
    [{ sipPort: 70_000 }, /sipPort/],
  ])('names what is wrong with %j', (change, problem) => {
    expect(() => settingsOf({ ...OPTIONS, ...change })).toThrow(problem)
  })

  it('takes every address to bind to, where one is named to tell', () => {
    const options = { ...OPTIONS, host: '0.0.0.0', advertisedAddress: '198.51.100.1' }
    expect(settingsOf(options).advertisedAddress).toBe('198.51.100.1')
  })
})
