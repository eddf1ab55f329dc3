import { AudioCodec } from '@iris/contracts'
import { type AwsCredentials, type TtsId, ttsIds } from '@iris/speech'
import { type RecogniserConfig, recogniserIds } from './recognisers.ts'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'

/** Everything the environment decides, read once. Times are in milliseconds. */
export interface Config {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  readonly masterKey: string | undefined
  readonly sipPort: number
  /** Where SIP over TLS is spoken; it needs `tls`. */
  readonly sipTlsPort: number | undefined
  /** Media processes that share the calls. */
  readonly mediaWorkers: number
  readonly rtpPorts: { readonly from: number; readonly to: number }
  /** The address browsers and carriers send audio to, where it is not `host`. */
  readonly mediaAddress: string | undefined
  /** What browsers are offered, best first, that are to talk with nobody yet. */
  readonly browserCodecs: readonly AudioCodec[]
  readonly demo: boolean
  readonly owner: { readonly email: string; readonly password: string } | undefined
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined
  /** Addresses of the proxies whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[]
  readonly publicPhone: boolean
  readonly speech: SpeechConfig
  /** What turns speech into text; nothing does unless something is configured. */
  readonly recognisers: RecogniserConfig
  /** The bucket that keeps prompts and greetings; without it they are files under `dataDir`. */
  readonly s3: S3Config | undefined
  /** Where mail is sent by; without it, it waits. */
  readonly mail: { readonly url: string; readonly from: string } | undefined
  /** The longest that callers and colleagues are left with music by those who talk with them. */
  readonly patience: {
    readonly parkMs: number
    readonly consultMs: number
    readonly forwardMs: number
  }
  /** Whether tenants' trunks may lead to addresses of private networks. */
  readonly privateTrunks: boolean
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/** What may speak beside the voice on this machine: the vendors whose credentials are there. */
export interface SpeechConfig {
  /** Which are tried, in this order; of these only those that are configured. */
  readonly order: readonly TtsId[]
  readonly elevenLabs: { readonly apiKey: string; readonly voice: string | undefined } | undefined
  readonly openAi: { readonly apiKey: string } | undefined
  readonly polly: { readonly credentials: AwsCredentials; readonly region: string } | undefined
}

interface S3Config {
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** What was wrong with the environment: one line a variable, for people. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `Iris cannot start with these settings:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    )
    this.name = 'ConfigError'
    this.problems = problems
  }
}

const Port = z.coerce
  .number('Write a port number.')
  .int('Write a whole number.')
  .min(0, 'Ports are 0 to 65535 (0 takes a free one).')
  .max(65_535, 'Ports are 0 to 65535 (0 takes a free one).')

/** The longest that a call may last where nobody of the centre is in it. */
const DaySeconds = z.coerce
  .number('Write a number of seconds.')
  .int('Write a whole number.')
  .min(1, 'At least one second.')
  .max(86_400, 'At most a day.')

const Seconds = z.coerce
  .number('Write a number of seconds.')
  .int('Write a whole number.')
  .min(1, 'At least one second.')
  .max(3600, 'At most an hour.')

const Host = z
  .string()
  .transform((host) => (host === 'localhost' ? '127.0.0.1' : host))
  .refine((host) => isIP(host) !== 0, 'Write an IP address, such as 127.0.0.1 or 0.0.0.0.')

const Switch = z.enum(['on', 'off'], 'Write on or off.').transform((value) => value === 'on')

const PortRange = z
  .string()
  .regex(/^\d{1,5}-\d{1,5}$/, 'Write a range such as 20000-20999.')
  .transform((text) => {
    const [from = 0, to = 0] = text.split('-').map(Number)
    return { from, to }
  })
  .refine(({ from, to }) => from < to && to <= 65_535, 'The range must rise and stay below 65536.')

const Addresses = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine(
    (list) => list.every((part) => isIP(part) !== 0),
    'Write IP addresses with commas between.',
  )

const codecNames = AudioCodec.options
const Codecs = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.enum(codecNames, `Write some of ${codecNames.join(', ')}, with commas between.`)))

const TtsOrder = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.enum(ttsIds, `Write some of ${ttsIds.join(', ')}, with commas between.`)))

const SttOrder = z
  .string()
  .transform((text) => (text.trim() === 'none' ? [] : text.split(',').map((part) => part.trim())))
  .pipe(
    z.array(
      z.enum(
        recogniserIds,
        `Write some of ${recogniserIds.join(', ')}, with commas between, or none.`,
      ),
    ),
  )

/** A program's path and its arguments, with spaces between. */
const Program = z
  .string()
  .transform((text) => text.trim().split(/\s+/))
  .refine(([path = '']) => path.startsWith('/'), 'Write the whole path of a program.')
  .transform(([path = '', ...args]) => [path, ...args] as const)

const Environment = z.object({
  PORT: Port.default(3000),
  HOST: Host.default('127.0.0.1'),
  IRIS_DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'Write a postgres:// address.' })
    .optional(),
  IRIS_MASTER_KEY: z.base64('Write 32 bytes as base64.').optional(),
  IRIS_SIP_PORT: Port.default(5060),
  IRIS_SIP_TLS_PORT: Port.optional(),
  IRIS_RTP_PORTS: PortRange.default({ from: 20_000, to: 21_999 }),
  IRIS_MEDIA_WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  IRIS_MEDIA_ADDRESS: z.ipv4('Write an IPv4 address.').optional(),
  IRIS_BROWSER_CODECS: Codecs.default(['opus', 'PCMU', 'PCMA']),
  IRIS_DEMO: Switch.optional(),
  IRIS_OWNER_EMAIL: z.email('Write an e-mail address.').optional(),
  IRIS_OWNER_PASSWORD: z.string().min(10, 'At least 10 characters.').optional(),
  IRIS_TLS_CERT: z.string().min(1).optional(),
  IRIS_TLS_KEY: z.string().min(1).optional(),
  IRIS_TRUSTED_PROXY: Addresses.default([]),
  IRIS_PUBLIC_PHONE: Switch.default(true),
  IRIS_PARK_SECONDS: Seconds.default(180),
  IRIS_CONSULT_SECONDS: Seconds.default(300),
  IRIS_FORWARD_SECONDS: DaySeconds.default(14_400),
  IRIS_TTS_ORDER: TtsOrder.default([...ttsIds]),
  IRIS_STT_ORDER: SttOrder.default([...recogniserIds]),
  IRIS_STT_PROGRAM: Program.optional(),
  DEEPGRAM_API_KEY: z.string().min(1).optional(),
  ELEVENLABS_API_KEY: z.string().min(1).optional(),
  ELEVENLABS_VOICE: z
    .string()
    .regex(/^[A-Za-z0-9]{4,64}$/, 'Write the id of a voice, such as 21m00Tcm4TlvDq8ikWAM.')
    .optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  AWS_ACCESS_KEY_ID: z.string().min(1).optional(),
  AWS_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  AWS_SESSION_TOKEN: z.string().min(1).optional(),
  AWS_REGION: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'Write a region such as us-east-1.')
    .optional(),
  IRIS_PRIVATE_TRUNKS: Switch.optional(),
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'Write an address such as https://s3.example.com.' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'Write the name of a bucket, such as iris-sounds.')
    .optional(),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'Write a region such as eu-central-1.')
    .default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'Write an address such as smtp://user:password@host:587.' })
    .optional(),
  IRIS_MAIL_FROM: z
    .string()
    .regex(/^([^<>@\r\n]+<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, {
      error: 'Write an address such as Iris <iris@example.com>.',
    })
    .optional(),
  IRIS_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

type Environment = z.infer<typeof Environment>

/** Whether nobody beyond this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/**
 * Reads the configuration from environment variables, relative paths against `cwd`. Empty variables count as unset.
 * @throws ConfigError that names every variable that is wrong, not only the first.
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(set)
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    )
  }
  const problems = contradictions(parsed.data)
  if (problems.length > 0) throw new ConfigError(problems)
  return toConfig(parsed.data, cwd)
}

function contradictions(env: Environment): string[] {
  const problems: string[] = []
  const open = !isLoopback(env.HOST)
  const tls = env.IRIS_TLS_CERT !== undefined && env.IRIS_TLS_KEY !== undefined
  if ((env.IRIS_TLS_CERT === undefined) !== (env.IRIS_TLS_KEY === undefined)) {
    problems.push('IRIS_TLS_CERT and IRIS_TLS_KEY: give both or neither.')
  }
  if (env.IRIS_SIP_TLS_PORT !== undefined && !tls) {
    problems.push('IRIS_SIP_TLS_PORT: SIP over TLS needs IRIS_TLS_CERT and IRIS_TLS_KEY.')
  }
  if (open && !tls && env.IRIS_TRUSTED_PROXY.length === 0) {
    problems.push(
      `HOST: ${env.HOST} can be reached from other machines, and browsers give the microphone to secure pages only. ` +
        'Set IRIS_TLS_CERT and IRIS_TLS_KEY, or name the proxy that does TLS in IRIS_TRUSTED_PROXY.',
    )
  }
  if (/^(0\.0\.0\.0|::)$/.test(env.HOST) && env.IRIS_MEDIA_ADDRESS === undefined) {
    problems.push(
      'IRIS_MEDIA_ADDRESS: with HOST on every address, say which one browsers and carriers send audio to.',
    )
  }
  if (open && env.IRIS_DEMO === true) {
    problems.push(
      "IRIS_DEMO: the demo centre's passwords are public, so it runs on 127.0.0.1 only.",
    )
  }
  if ((env.IRIS_OWNER_EMAIL === undefined) !== (env.IRIS_OWNER_PASSWORD === undefined)) {
    problems.push('IRIS_OWNER_EMAIL and IRIS_OWNER_PASSWORD: give both or neither.')
  }
  const s3 = [env.S3_ENDPOINT, env.S3_BUCKET, env.S3_ACCESS_KEY_ID, env.S3_SECRET_ACCESS_KEY]
  if (s3.includes(undefined) && s3.some((value) => value !== undefined)) {
    problems.push(
      'S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY: give all or none.',
    )
  }
  if (env.SMTP_URL !== undefined && env.IRIS_MAIL_FROM === undefined) {
    problems.push('IRIS_MAIL_FROM: with SMTP_URL, say whom mail is from.')
  }
  if ((env.AWS_ACCESS_KEY_ID === undefined) !== (env.AWS_SECRET_ACCESS_KEY === undefined)) {
    problems.push('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: give both or neither.')
  }
  return problems
}

function toConfig(env: Environment, cwd: string): Config {
  return {
    host: env.HOST,
    port: env.PORT,
    dataDir: resolve(cwd, env.IRIS_DATA_DIR),
    databaseUrl: env.DATABASE_URL,
    masterKey: env.IRIS_MASTER_KEY,
    sipPort: env.IRIS_SIP_PORT,
    sipTlsPort: env.IRIS_SIP_TLS_PORT,
    rtpPorts: env.IRIS_RTP_PORTS,
    mediaWorkers: env.IRIS_MEDIA_WORKERS,
    mediaAddress: env.IRIS_MEDIA_ADDRESS,
    browserCodecs: env.IRIS_BROWSER_CODECS,
    demo: env.IRIS_DEMO ?? isLoopback(env.HOST),
    owner:
      env.IRIS_OWNER_EMAIL !== undefined && env.IRIS_OWNER_PASSWORD !== undefined
        ? { email: env.IRIS_OWNER_EMAIL, password: env.IRIS_OWNER_PASSWORD }
        : undefined,
    tls:
      env.IRIS_TLS_CERT !== undefined && env.IRIS_TLS_KEY !== undefined
        ? { certFile: resolve(cwd, env.IRIS_TLS_CERT), keyFile: resolve(cwd, env.IRIS_TLS_KEY) }
        : undefined,
    trustedProxies: env.IRIS_TRUSTED_PROXY,
    publicPhone: env.IRIS_PUBLIC_PHONE,
    patience: {
      parkMs: env.IRIS_PARK_SECONDS * 1000,
      consultMs: env.IRIS_CONSULT_SECONDS * 1000,
      forwardMs: env.IRIS_FORWARD_SECONDS * 1000,
    },
    speech: toSpeech(env),
    recognisers: {
      order: env.IRIS_STT_ORDER,
      deepgram: env.DEEPGRAM_API_KEY === undefined ? undefined : { apiKey: env.DEEPGRAM_API_KEY },
      openAi: toOpenAi(env),
      transcribe: toAws(env),
      program: env.IRIS_STT_PROGRAM,
    },
    s3: toS3(env),
    mail:
      env.SMTP_URL !== undefined && env.IRIS_MAIL_FROM !== undefined
        ? { url: env.SMTP_URL, from: env.IRIS_MAIL_FROM }
        : undefined,
    privateTrunks: env.IRIS_PRIVATE_TRUNKS ?? isLoopback(env.HOST),
    logLevel: env.IRIS_LOG_LEVEL,
  }
}

function toS3(env: Environment): S3Config | undefined {
  const { S3_ENDPOINT, S3_BUCKET, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = env
  if (
    S3_ENDPOINT === undefined ||
    S3_BUCKET === undefined ||
    S3_ACCESS_KEY_ID === undefined ||
    S3_SECRET_ACCESS_KEY === undefined
  ) {
    return undefined
  }
  return {
    endpoint: S3_ENDPOINT,
    bucket: S3_BUCKET,
    region: S3_REGION,
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: S3_SECRET_ACCESS_KEY,
  }
}

function toSpeech(env: Environment): SpeechConfig {
  return {
    order: env.IRIS_TTS_ORDER,
    elevenLabs:
      env.ELEVENLABS_API_KEY === undefined
        ? undefined
        : { apiKey: env.ELEVENLABS_API_KEY, voice: env.ELEVENLABS_VOICE },
    openAi: toOpenAi(env),
    polly: toAws(env),
  }
}

function toOpenAi({ OPENAI_API_KEY: apiKey }: Environment) {
  return apiKey === undefined ? undefined : { apiKey }
}

function toAws(env: Environment) {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION } = env
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) return undefined
  // Without a region it is for something else of Amazon's.
  if (AWS_REGION === undefined) return undefined
  return {
    region: AWS_REGION,
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN !== undefined && { sessionToken: AWS_SESSION_TOKEN }),
    },
  }
}
