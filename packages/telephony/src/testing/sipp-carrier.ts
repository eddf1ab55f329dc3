import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownPort } from './own-ports.ts'
import type { SippReport } from './sipp.ts'

/** A carrier played by sipp, that takes calls as its scenario says and answers OPTIONS with 200. */
export interface SippCarrier {
  readonly port: number
  /** Resolves once this many calls have got an INVITE. */
  invited(calls: number): Promise<void>
  /** How many calls got an INVITE so far. */
  invitations(): Promise<number>
  /** Lets calls end, and says whether all went as the scenario says. Idempotent. */
  stop(): Promise<SippReport>
}

/** Starts sipp (Debian's `sip-tester`) as a carrier on a free port of loopback. */
export async function openSippCarrier(scenario: string): Promise<SippCarrier> {
  const folder = await mkdtemp(join(tmpdir(), 'iris-carrier-'))
  await writeFile(join(folder, 'scenario.xml'), scenario)
  const port = ownPort()
  const log = join(folder, 'messages.log')
  const child = spawn(
    'sipp',
    ['-sf', 'scenario.xml', '-i', '127.0.0.1', '-p', String(port), '-nostdin', '-trace_err'].concat(
      // Without its watchdog: else it tells of a slow machine among its errors.
      ['-trace_msg', '-message_file', log, '-timeout', '40s', '-watchdog_interval', '0'],
    ),
    { cwd: folder, stdio: 'ignore' },
  )
  const exited = once(child, 'exit')
  let stopped: Promise<SippReport> | undefined
  await untilBound(port)
  const invitations = async (): Promise<number> => {
    const text = await readFile(log, 'utf8').catch(() => '')
    const ids = [...text.matchAll(/^INVITE .*?^Call-ID: (\S+)/gms)].map((match) => match[1])
    return new Set(ids).size
  }
  return {
    port,
    invitations,
    async invited(calls) {
      for (let tries = 0; (await invitations()) < calls; tries += 1) {
        if (tries > 200) throw new Error(`The carrier got ${await invitations()} calls`)
        await tick()
      }
    },
    stop() {
      child.kill('SIGUSR1')
      stopped ??= reportOf(folder, exited)
      return stopped
    },
  }
}

async function reportOf(folder: string, exited: Promise<unknown[]>): Promise<SippReport> {
  const [exitCode] = await exited
  const names = (await readdir(folder)).filter((name) => name.endsWith('_errors.log'))
  const errors = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  await rm(folder, { recursive: true, force: true })
  return { exitCode: Number(exitCode), errors: errors.join('\n') }
}

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 25))

/** Tries to take the port until somebody else has it. */
async function untilBound(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = createSocket('udp4')
    const taken = new Promise<boolean>((resolve) => {
      socket.once('error', () => resolve(true))
      socket.bind(port, '127.0.0.1', () => resolve(false))
    })
    const isTaken = await taken
    socket.close()
    if (isTaken) return
    await tick()
  }
  throw new Error('sipp did not start')
}

const scenario = (...steps: string[]): string =>
  `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="carrier">
<recv request="OPTIONS" optional="true" next="9" />
${steps.join('\n')}
<nop next="10" />
<label id="9" />
${answer(200)}
<label id="10" />
<Reference variables="target" />
</scenario>\n`

const answer = (status: number, header?: string, body?: string): string => {
  const tag = status === 100 ? '' : ';tag=carrier[call_number]'
  const lines = [
    `SIP/2.0 ${status} Whatever`,
    '[last_Via:]',
    '[last_From:]',
    `[last_To:]${tag}`,
    '[last_Call-ID:]',
    '[last_CSeq:]',
    'Contact: <sip:carrier@[local_ip]:[local_port]>',
    ...(header === undefined ? [] : [header]),
    ...(body === undefined ? [] : ['Content-Type: application/sdp']),
    'Content-Length: [len]',
    '',
    ...(body === undefined ? [] : [body]),
  ]
  return `<send><![CDATA[\n${lines.join('\n')}\n]]></send>`
}

const SDP = `v=0
      o=carrier 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [local_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 0
      a=rtpmap:0 PCMU/8000`

const request = (method: string, attributes = ''): string =>
  `<recv request="${method}" ${attributes} />`

/** Keeps what a header says under a name. */
const keep = (header: string, name: string): string =>
  `<ereg regexp=".*" search_in="hdr" header="${header}:" assign_to="${name}" />`

/** An INVITE, and something that is done with it. */
const invite = (action = ''): string =>
  `<recv request="INVITE"><action>
    <ereg regexp="sip:[^>]*" search_in="hdr" header="Contact:" assign_to="target" />
    ${action}
  </action></recv>`

/** A request of the carrier's within the dialog. */
const ownRequest = (method: string, cseq: number, body?: string): string => `<send><![CDATA[
${method} [$target] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From:[$us]
To:[$them]
[last_Call-ID:]
CSeq: ${cseq} ${method}
Contact: <sip:carrier@[local_ip]:[local_port]>
Max-Forwards: 70${body === undefined ? '' : '\nContent-Type: application/sdp'}
Content-Length: [len]

${body ?? ''}
]]></send>`

/** Is acknowledged, and hangs up. */
const ENDING = [
  `<recv request="ACK"><action>${keep('To', 'us')}${keep('From', 'them')}</action></recv>`,
  '<pause milliseconds="100" />',
  ownRequest('BYE', 1),
  '<recv response="200" />',
]

/** Rings, answers, and hangs up. */
const CALL = [answer(100), answer(180), answer(200, undefined, SDP), ...ENDING]

const challenge = (status: 401 | 407, qop: string): string => {
  const header = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate'
  return answer(
    status,
    `${header}: Digest realm="carrier", nonce="47ebe028cda119c3"${qop}, algorithm=MD5`,
  )
}

/** Keeps the heads of a request, to answer it after others have come. */
const keepHeads = (name: string): string =>
  ['Via', 'From', 'To', 'CSeq'].map((header) => keep(header, `${name}${header}`)).join('\n')

/** Answers a request whose heads were kept. */
const answerKept = (
  status: number,
  name: string,
  more: { to?: string; body?: string } = {},
): string =>
  answer(status, undefined, more.body)
    .replace('[last_Via:]', `Via:[$${name}Via]`)
    .replace('[last_From:]', `From:[$${name}From]`)
    .replace(/\[last_To:\]\S*/, `To:[$${name}To]${more.to ?? ''}`)
    .replace('[last_CSeq:]', `CSeq:[$${name}CSeq]`)

/** A provisional answer that wants to be acknowledged, and its PRACK. */
const reliably = (status: number, rseq: number): readonly string[] => [
  answerKept(status, 'invite', { to: ';tag=carrier[call_number]' }).replace(
    'Content-Length',
    `Require: 100rel\nRSeq: ${rseq}\nContent-Length`,
  ),
  `<recv request="PRACK"><action>
    <ereg regexp="^ *${rseq} 1 INVITE *$" search_in="hdr" header="RAck:" check_it="true" assign_to="rack" />
    <log message="[$rack]" />
  </action></recv>`,
  answer(200).replace(/;tag=\S*/, ''),
]

/** What carriers do. */
export const CARRIERS = {
  /** Rings, takes the call, and hangs up. */
  takes: scenario(invite(), ...CALL),
  /** Takes calls that offer these payload types, in this order, and fails at all others. */
  takesWhenOffered: (payloadTypes: string): string =>
    scenario(
      invite(
        `<ereg regexp="RTP/AVP ${payloadTypes}[[:space:]]" search_in="body" check_it="true" assign_to="offered" />`,
      ),
      '<Reference variables="offered" />',
      ...CALL,
    ),
  /** Takes calls of those who know the password only (401, with sipp's own arithmetic). */
  challenges: (username: string, password: string, qop = ', qop="auth"'): string =>
    scenario(
      invite(),
      challenge(401, qop),
      request('ACK'),
      invite(`<verifyauth assign_to="valid" username="${username}" password="${password}" />`),
      '<nop next="5" test="valid" />',
      answer(403),
      request('ACK', 'next="10"'),
      '<label id="5" />',
      ...CALL,
    ),
  /** A proxy that asks (407); sipp cannot check what it is told, only that it is. */
  challengesAsProxy: scenario(
    invite(),
    challenge(407, ', qop="auth"'),
    request('ACK'),
    invite(
      '<ereg regexp="Digest username=.iris., realm=.carrier.*" search_in="hdr" header="Proxy-Authorization:" check_it="true" assign_to="proof" />',
    ),
    '<Reference variables="proof" />',
    ...CALL,
  ),
  /** Wants its provisional answers acknowledged (RFC 3262), then takes the call and hangs up. */
  ringsReliably: scenario(
    invite(keepHeads('invite')),
    ...reliably(183, 5000),
    ...reliably(180, 5001),
    answerKept(200, 'invite', { to: ';tag=carrier[call_number]', body: SDP }),
    ...ENDING,
  ),
  /** Makes a new offer while ours is under way: both are refused with 491, and ours comes again (RFC 3261 §14). */
  glares: scenario(
    invite(),
    answer(200, 'Session-Expires: 90;refresher=uac\nRequire: timer', SDP),
    `<recv request="ACK"><action>${keep('To', 'us')}${keep('From', 'them')}</action></recv>`,
    `<recv request="INVITE"><action>${keepHeads('again')}</action></recv>`,
    ownRequest('INVITE', 1, SDP),
    '<recv response="491" />',
    ownRequest('ACK', 1).replace('[branch]', '[branch-2]'),
    answerKept(491, 'again'),
    request('ACK'),
    invite(),
    answer(200, undefined, SDP).replace(/;tag=\S*/, ''),
    request('ACK'),
    ownRequest('BYE', 2),
    '<recv response="200" />',
  ),
  refuses: (status: number): string => scenario(invite(), answer(status), request('ACK')),
  /** Sends calls to another number. */
  redirects: (number: string): string =>
    scenario(
      invite(),
      answer(302).replace(
        'Contact: <sip:carrier@[local_ip]:[local_port]>',
        `Contact: <tel:${number}>`,
      ),
      request('ACK'),
    ),
  /** Rings, and then has no way. */
  ringsThenRefuses: (status: number): string =>
    scenario(invite(), answer(180), answer(status), request('ACK')),
  /** Takes the INVITE and says nothing; sees the call cancelled once it wakes up. */
  sleeps: scenario(
    invite(),
    '<pause milliseconds="2600" />',
    answer(100),
    request('CANCEL'),
    answer(200),
  ),
} as const
