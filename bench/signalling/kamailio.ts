import { execFile, spawn } from 'node:child_process'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, stopProcess, untilBound } from '../sipp-load.ts'

/** Kamailio relaying every call to one address; or why there is none. */
export type Kamailio =
  | { readonly kind: 'running'; readonly port: number; readonly pid: number; stop(): Promise<void> }
  | { readonly kind: 'not-had'; readonly reason: string }

const run = promisify(execFile)

/** Takes Debian's package, if it can be had, and starts it from this folder; nothing is installed. */
export async function openKamailio(folder: string, calledPort: number): Promise<Kamailio> {
  try {
    await run('apt-get', ['download', 'kamailio'], { cwd: folder, timeout: 120_000 })
    const file = (await readdir(folder)).find((name) => name.endsWith('.deb'))
    await run('dpkg', ['-x', file ?? '', 'kamailio'], { cwd: folder, timeout: 60_000 })
    const library = join(folder, 'kamailio/usr/lib')
    const platform = (await readdir(library)).find((name) => name.endsWith('-linux-gnu')) ?? ''
    const port = await freePort()
    const config = join(folder, 'kamailio.cfg')
    await writeFile(config, configOf(port, calledPort))
    const modules = join(library, platform, 'kamailio/modules')
    const args = ['-f', config, '-L', modules, '-DD', '-E', '-m', '256', '-Y', folder]
    const child = spawn(join(folder, 'kamailio/usr/sbin/kamailio'), args, {
      stdio: 'ignore',
      env: { ...process.env, LD_LIBRARY_PATH: join(library, platform, 'kamailio') },
    })
    await untilBound(port)
    return {
      kind: 'running',
      port,
      pid: child.pid ?? 0,
      stop: async () => {
        child.kill('SIGTERM')
        await stopProcess(child)
      },
    }
  } catch (error) {
    return { kind: 'not-had', reason: error instanceof Error ? error.message : String(error) }
  }
}

/** A stateful relay that stays in the path, as it stands before carriers. */
const configOf = (port: number, calledPort: number): string => `debug=0
log_stderror=yes
children=2
disable_tcp=yes
auto_aliases=no
listen=udp:127.0.0.1:${port}
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "siputils.so"
loadmodule "textops.so"
request_route {
  if (!mf_process_maxfwd_header("10")) {
    sl_send_reply("483", "Too Many Hops");
    exit;
  }
  if (has_totag()) {
    if (!loose_route()) $du = "sip:127.0.0.1:${calledPort}";
    t_relay();
    exit;
  }
  t_check_trans();
  record_route();
  $du = "sip:127.0.0.1:${calledPort}";
  t_relay();
}
`
