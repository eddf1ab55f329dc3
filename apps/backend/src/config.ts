import { resolve } from 'node:path'
import type { AudioCodec } from '@iris/contracts'
import type { AwsCredentials, TtsId } from '@iris/speech'
import { ConfigError } from './config/config-error.ts'
import { contradictions } from './config/contradictions.ts'
import { Environment, isLoopback } from './config/environment.ts'
import type { FirebaseConfig } from './modules/live/firebase/firebase-project.ts'
import type { TurnSettings } from './modules/phones/turn.ts'
import type { RecogniserConfig } from './recognisers.ts'

export { isLoopback }

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
  /** How long what flows did is kept, in days. */
  readonly traceDays: number
  /** Whether tenants' trunks may lead to addresses of private networks. */
  readonly privateTrunks: boolean
  /** Whether webhooks, and sounds that are played from an address, may come from private networks. */
  readonly privateWebhooks: boolean
  readonly turn: TurnSettings | undefined
  /** By which project browsers hear live documents; without it, by a stream of ours. */
  readonly firebase: FirebaseConfig | undefined
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
    traceDays: env.IRIS_TRACE_DAYS,
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
    privateWebhooks: env.IRIS_PRIVATE_WEBHOOKS ?? isLoopback(env.HOST),
    turn: env.IRIS_TURN_URLS && { urls: env.IRIS_TURN_URLS, secret: env.IRIS_TURN_SECRET },
    firebase: toFirebase(env, cwd),
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

function toFirebase(env: Environment, cwd: string): FirebaseConfig | undefined {
  const { FIREBASE_PROJECT_ID: projectId, FIREBASE_DATABASE_URL: databaseURL } = env
  const { FIREBASE_DATABASE_EMULATOR_HOST: database, FIREBASE_AUTH_EMULATOR_HOST: auth } = env
  if (projectId === undefined || databaseURL === undefined) return undefined
  return {
    // Emulators take any key.
    project: { projectId, databaseURL, apiKey: env.FIREBASE_API_KEY ?? 'any' },
    serviceAccountFile:
      env.FIREBASE_SERVICE_ACCOUNT === undefined
        ? undefined
        : resolve(cwd, env.FIREBASE_SERVICE_ACCOUNT),
    emulators: database !== undefined && auth !== undefined ? { database, auth } : undefined,
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
