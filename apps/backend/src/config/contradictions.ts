import { type Environment, isLoopback } from './environment.ts'

/** What is wrong with variables that are right each by itself: one line for people each. */
export function contradictions(env: Environment): string[] {
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
  const hasTurn = env.IRIS_TURN_URLS?.some((url) => /^turns?:/i.test(url)) ?? false
  if (hasTurn !== (env.IRIS_TURN_SECRET !== undefined)) {
    problems.push(
      'IRIS_TURN_URLS and IRIS_TURN_SECRET: TURN servers need the secret they share with Iris, and it needs them.',
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
  return [...problems, ...firebaseContradictions(env)]
}

function firebaseContradictions(env: Environment): string[] {
  const { FIREBASE_PROJECT_ID, FIREBASE_DATABASE_URL, FIREBASE_API_KEY } = env
  const emulators = [env.FIREBASE_DATABASE_EMULATOR_HOST, env.FIREBASE_AUTH_EMULATOR_HOST]
  const emulated = emulators.some((host) => host !== undefined)
  if (emulated && emulators.includes(undefined)) {
    return [
      'FIREBASE_DATABASE_EMULATOR_HOST and FIREBASE_AUTH_EMULATOR_HOST: give both or neither.',
    ]
  }
  const needed = [
    FIREBASE_PROJECT_ID,
    FIREBASE_DATABASE_URL,
    ...(emulated ? [] : [FIREBASE_API_KEY]),
  ]
  if (!needed.includes(undefined) || needed.every((value) => value === undefined)) return []
  return [
    'FIREBASE_PROJECT_ID, FIREBASE_DATABASE_URL and FIREBASE_API_KEY: give all or none (emulators need no key).',
  ]
}
