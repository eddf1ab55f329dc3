import { pino } from 'pino'

export type Logger = pino.Logger

/** Fields whose values never reach a log, wherever they stand. */
const secrets = [
  'password',
  'current',
  'next',
  'authorization',
  'cookie',
  'accessToken',
  'token',
  'secret',
  'ha1',
]

/** One JSON object a line on standard error, so that standard output stays free for the start-up table. */
export function openLog(config: { readonly logLevel: string }): Logger {
  return pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      redact: {
        paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[secret]',
      },
    },
    pino.destination({ dest: 2, sync: false }),
  )
}
