import { describe, expect, it } from 'vitest'
import { ConfigError } from './config/config-error.ts'
import { isLoopback, readConfig } from './config.ts'

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment, '/srv')
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('the configuration', () => {
  it('runs the demo centre on loopback when nothing is set', () => {
    expect(readConfig({}, '/srv')).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      dataDir: '/srv/.data',
      sipPort: 5060,
      demo: true,
    })
  })

  it('treats an empty variable as unset', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' }, '/srv')).toMatchObject({
      port: 3000,
      databaseUrl: undefined,
    })
  })

  it('names every wrong variable, not only the first', () => {
    const problems = problemsOf({
      PORT: 'http',
      IRIS_RTP_PORTS: '9-1',
      DATABASE_URL: 'mysql://x',
      IRIS_DEMO: 'yes',
    })
    expect(problems.map((line) => line.split(':')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'IRIS_RTP_PORTS',
      'IRIS_DEMO',
    ])
  })

  it('takes STUN and TURN servers, and wants the secret of the latter', () => {
    const IRIS_TURN_URLS = 'stun:turn.test, turn:turn.test:3478?transport=udp'
    expect(readConfig({ IRIS_TURN_URLS, IRIS_TURN_SECRET: 'north' }, '/srv').turn).toEqual({
      urls: ['stun:turn.test', 'turn:turn.test:3478?transport=udp'],
      secret: 'north',
    })
    expect(readConfig({}, '/srv').turn).toBeUndefined()
    expect(readConfig({ IRIS_TURN_URLS: 'stun:turn.test' }, '/srv').turn?.secret).toBeUndefined()
    for (const wrong of [{ IRIS_TURN_URLS }, { IRIS_TURN_SECRET: 'north' }]) {
      expect(problemsOf(wrong)[0]).toContain('IRIS_TURN_SECRET')
    }
    expect(problemsOf({ IRIS_TURN_URLS: 'http://turn.test' })[0]).toContain('IRIS_TURN_URLS')
  })

  it('refuses an address beyond loopback without TLS or a trusted proxy', () => {
    const open = { HOST: '0.0.0.0', IRIS_MEDIA_ADDRESS: '192.0.2.7' }
    expect(problemsOf(open)[0]).toContain('IRIS_TLS_CERT')
    expect(problemsOf({ ...open, IRIS_TRUSTED_PROXY: '10.0.0.1' })).toEqual([])
    expect(problemsOf({ ...open, IRIS_TLS_CERT: 'c.pem', IRIS_TLS_KEY: 'k.pem' })).toEqual([])
  })

  it('has no demo centre beyond loopback, even when asked for one', () => {
    const open = { HOST: '192.0.2.7', IRIS_TRUSTED_PROXY: '10.0.0.1' }
    expect(readConfig(open, '/srv').demo).toBe(false)
    expect(problemsOf({ ...open, IRIS_DEMO: 'on' })[0]).toContain('IRIS_DEMO')
  })

  it('wants both halves of a certificate', () => {
    expect(problemsOf({ IRIS_TLS_CERT: 'c.pem' })[0]).toContain('both or neither')
    expect(problemsOf({ IRIS_SIP_TLS_PORT: '5061' })[0]).toContain('IRIS_TLS_CERT')
  })

  it('shows live documents by a Firebase project, once it knows all of it', () => {
    const project = {
      FIREBASE_PROJECT_ID: 'iris-live',
      FIREBASE_DATABASE_URL: 'https://iris-live-default-rtdb.firebaseio.com',
    }
    const emulators = {
      FIREBASE_DATABASE_EMULATOR_HOST: '127.0.0.1:9000',
      FIREBASE_AUTH_EMULATOR_HOST: '127.0.0.1:9099',
    }
    expect(readConfig({}, '/srv').firebase).toBeUndefined()
    const account = { FIREBASE_API_KEY: 'key', FIREBASE_SERVICE_ACCOUNT: 'account.json' }
    expect(readConfig({ ...project, ...account }, '/srv').firebase).toMatchObject({
      project: { projectId: 'iris-live', apiKey: 'key' },
      serviceAccountFile: '/srv/account.json',
      emulators: undefined,
    })
    expect(readConfig({ ...project, ...emulators }, '/srv').firebase?.emulators).toEqual({
      database: '127.0.0.1:9000',
      auth: '127.0.0.1:9099',
    })
    expect(problemsOf(project)[0]).toContain('FIREBASE_API_KEY')
    const [first] = Object.entries(emulators)
    expect(problemsOf({ ...project, ...Object.fromEntries([first!]) })[0]).toContain('both')
  })

  it('takes codecs in their order, and says which there are', () => {
    const { browserCodecs } = readConfig({ IRIS_BROWSER_CODECS: 'PCMU, opus' }, '/srv')
    expect(browserCodecs).toEqual(['PCMU', 'opus'])
    expect(problemsOf({ IRIS_BROWSER_CODECS: 'PCMU,GSM' })[0]).toContain('PCMU, PCMA, G722, opus')
  })

  it('wants to know where audio goes when it listens everywhere', () => {
    const everywhere = { HOST: '0.0.0.0', IRIS_TRUSTED_PROXY: '10.0.0.1' }
    expect(problemsOf(everywhere)[0]).toContain('IRIS_MEDIA_ADDRESS')
  })

  it('takes addresses, and the name localhost', () => {
    expect(readConfig({ HOST: 'localhost' }, '/srv').host).toBe('127.0.0.1')
    expect(problemsOf({ HOST: 'iris.example' })[0]).toContain('HOST')
  })

  it('speaks with the vendors whose credentials are there', () => {
    expect(readConfig({}, '/srv').speech).toEqual({
      order: ['elevenlabs', 'openai', 'polly', 'local'],
      elevenLabs: undefined,
      openAi: undefined,
      polly: undefined,
    })
    const aws = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 's', AWS_REGION: 'eu-west-1' }
    const some = { ...aws, ELEVENLABS_API_KEY: 'x', IRIS_TTS_ORDER: 'polly, elevenlabs' }
    expect(readConfig(some, '/srv').speech).toEqual({
      order: ['polly', 'elevenlabs'],
      elevenLabs: { apiKey: 'x', voice: undefined },
      openAi: undefined,
      polly: {
        region: 'eu-west-1',
        credentials: { accessKeyId: 'AKID', secretAccessKey: 's' },
      },
    })
  })

  it('listens with what is configured, in the order that is asked for, or with nothing', () => {
    expect(readConfig({}, '/srv').recognisers).toEqual({
      order: ['deepgram', 'openai', 'transcribe', 'local'],
      deepgram: undefined,
      openAi: undefined,
      transcribe: undefined,
      program: undefined,
    })
    const some = {
      DEEPGRAM_API_KEY: 'x',
      OPENAI_API_KEY: 'y',
      IRIS_STT_PROGRAM: '/opt/whisper --language {language}',
      IRIS_STT_ORDER: 'local, deepgram',
    }
    expect(readConfig(some, '/srv').recognisers).toEqual({
      order: ['local', 'deepgram'],
      deepgram: { apiKey: 'x' },
      openAi: { apiKey: 'y' },
      transcribe: undefined,
      program: ['/opt/whisper', '--language', '{language}'],
    })
    expect(readConfig({ IRIS_STT_ORDER: 'none' }, '/srv').recognisers.order).toEqual([])
    expect(problemsOf({ IRIS_STT_ORDER: 'hal' })[0]).toContain('IRIS_STT_ORDER')
    expect(problemsOf({ IRIS_STT_PROGRAM: 'whisper' })[0]).toContain('whole path')
  })

  it('wants both halves of credentials, and never repeats one', () => {
    const problems = problemsOf({ AWS_SECRET_ACCESS_KEY: 'hush', IRIS_TTS_ORDER: 'hal' })
    expect(problems.join()).toContain('IRIS_TTS_ORDER')
    expect(problemsOf({ AWS_SECRET_ACCESS_KEY: 'hush' })[0]).toContain('both or neither')
    expect(problems.join()).not.toContain('hush')
  })

  it('keeps sounds in a bucket, once it knows all of it', () => {
    const bucket = {
      S3_ENDPOINT: 'https://s3.example.com/',
      S3_BUCKET: 'iris-sounds',
      S3_ACCESS_KEY_ID: 'AKIA',
      S3_SECRET_ACCESS_KEY: 'hidden',
    }
    expect(readConfig({}, '/srv').s3).toBeUndefined()
    expect(readConfig(bucket, '/srv').s3).toEqual({
      endpoint: 'https://s3.example.com',
      bucket: 'iris-sounds',
      region: 'us-east-1',
      accessKeyId: 'AKIA',
      secretAccessKey: 'hidden',
    })
    expect(problemsOf({ ...bucket, S3_BUCKET: '' })).toEqual([
      expect.stringContaining('give all or none'),
    ])
  })

  it('sends mail by a server, and wants to know whom it is from', () => {
    expect(readConfig({}, '/srv').mail).toBeUndefined()
    const url = 'smtps://iris:secret@mail.example.com'
    expect(problemsOf({ SMTP_URL: url })).toEqual([expect.stringContaining('IRIS_MAIL_FROM')])
    const from = 'Iris <iris@example.com>'
    expect(readConfig({ SMTP_URL: url, IRIS_MAIL_FROM: from }, '/srv').mail).toEqual({ url, from })
    const bad = problemsOf({ SMTP_URL: 'mail.example.com', IRIS_MAIL_FROM: 'a@b\nBcc: c@d' })
    expect(bad.map((line) => line.split(':')[0])).toEqual(['SMTP_URL', 'IRIS_MAIL_FROM'])
    expect(bad.join(' ')).not.toContain('secret')
  })

  it('knows loopback addresses', () => {
    expect(['127.0.0.1', '127.8.9.1', '::1'].every(isLoopback)).toBe(true)
    expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.com'].some(isLoopback)).toBe(false)
  })
})
