import { DatabaseError, KeyError } from '@iris/platform'
import { VoiceError } from '@iris/telephony'
import { type Centre, startCentre } from './centre.ts'
import { ConfigError } from './config/config-error.ts'
import { readConfig } from './config.ts'
import { CentreError } from './demo/first-centre.ts'
import { welcome } from './demo/welcome.ts'
import { type Ground, openGround } from './ground.ts'

/** Errors whose message is written for the operator; of any other the stack is shown. */
const forPeople = [ConfigError, CentreError, DatabaseError, KeyError, VoiceError]

async function main(): Promise<void> {
  const opened: { ground?: Ground; centre?: Centre } = {}
  closeOnSignal(async () => {
    await opened.centre?.close()
    await opened.ground?.close()
  })
  const ground = await openGround(readConfig(process.env, process.cwd()))
  opened.ground = ground
  try {
    const centre = await startCentre(ground)
    opened.centre = centre
    process.stdout.write(welcome(ground.config, centre.port, centre.isDemo))
    process.send?.({ kind: 'ready', port: centre.port, sipPort: centre.sipPort })
  } catch (error) {
    await ground.close()
    throw error
  }
}

/** Ctrl+C may come twice, from the terminal and from npm; the first one counts. */
function closeOnSignal(close: () => Promise<void>): void {
  let closing = false
  const stop = () => {
    if (closing) return
    closing = true
    close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.once('disconnect', stop)
}

function fail(error: unknown): never {
  const isForPeople = forPeople.some((kind) => error instanceof kind)
  const text = error instanceof Error ? error : new Error(String(error))
  process.stderr.write(`${isForPeople ? text.message : text.stack}\n`)
  process.exit(1)
}

main().catch(fail)
