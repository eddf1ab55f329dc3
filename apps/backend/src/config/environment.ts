import { isIP } from 'node:net'
import { AudioCodec } from '@iris/contracts'
import { ttsIds } from '@iris/speech'
import { z } from 'zod'
import { recogniserIds } from '../recognisers.ts'

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

const TurnUrls = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(
    z.array(
      z
        .string()
        .regex(
          /^(stuns?|turns?):(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?(\?transport=(udp|tcp))?$/i,
          'Write addresses such as turn:turn.example.com:3478, with commas between.',
        ),
    ),
  )

const EmulatorHost = z
  .string()
  .regex(/^[a-z0-9.-]+:\d{1,5}$/i, 'Write a host and its port, such as 127.0.0.1:9000.')

/** The variables that are read, and how each is to be written. */
export const Environment = z.object({
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
  IRIS_TRACE_DAYS: z.coerce
    .number('Write a number of days.')
    .int('Write a whole number.')
    .min(1, 'At least one day.')
    .max(3650, 'At most ten years.')
    .default(30),
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
  IRIS_PRIVATE_WEBHOOKS: Switch.optional(),
  IRIS_TURN_URLS: TurnUrls.optional(),
  IRIS_TURN_SECRET: z.string().min(1).optional(),
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
  FIREBASE_PROJECT_ID: z
    .string()
    .regex(/^[a-z][a-z0-9-]{3,39}$/, 'Write the id of a project, such as iris-live-4f2a.')
    .optional(),
  FIREBASE_DATABASE_URL: z
    .url({ protocol: /^https?$/, error: 'Write the address of a Realtime Database.' })
    .optional(),
  FIREBASE_API_KEY: z.string().min(1).optional(),
  FIREBASE_SERVICE_ACCOUNT: z.string().min(1).optional(),
  FIREBASE_DATABASE_EMULATOR_HOST: EmulatorHost.optional(),
  FIREBASE_AUTH_EMULATOR_HOST: EmulatorHost.optional(),
  IRIS_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type Environment = z.infer<typeof Environment>

/** Whether nobody beyond this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
