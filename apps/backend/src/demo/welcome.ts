import type { Config } from '../config.ts'
import { demoPassword, demoUsers } from './first-centre.ts'

/** The one table a start prints: addresses, and for the demo its sign-ins and its number. */
export function welcome(
  config: Pick<Config, 'host' | 'tls'>,
  port: number,
  isDemo: boolean,
): string {
  const origin = `${config.tls ? 'https' : 'http'}://${config.host}:${port}`
  const rows: [string, string][] = [
    ['Agent desktop', `${origin}/agent/`],
    ['A phone for anyone', `${origin}/call/`],
    ['Admin portal', `${origin}/admin/`],
    ['Customer portal', `${origin}/portal/`],
    ['Flow builder', `${origin}/flows/`],
    ['API reference', `${origin}/docs`],
  ]
  if (isDemo) {
    rows.push(
      ['Phone number', '+1 555 010 0100'],
      ['Sign in as', demoUsers.map((user) => user.email).join('\n')],
      ['Password', demoPassword],
    )
  }
  const lines = rows.flatMap(([name, value]) =>
    value.split('\n').map((line, index) => `  ${(index === 0 ? name : '').padEnd(20)}${line}`),
  )
  return `\n  Iris is ready.\n\n${lines.join('\n')}\n\n  Ctrl+C ends it all.\n\n`
}
