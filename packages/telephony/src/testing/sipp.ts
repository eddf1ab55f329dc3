import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SippRun {
  readonly scenario: string
  readonly server: { readonly host: string; readonly port: number }
  /** How many calls, and how many a second; one unless told. */
  readonly calls?: number
  readonly rate?: number
  readonly arguments?: readonly string[]
}

export interface SippReport {
  /** 0 where every call went as the scenario says. */
  readonly exitCode: number | null
  /** What sipp says went wrong. */
  readonly errors: string
}

/** Debian's `sip-tester`. */
const SIPP = 'sipp'
const PATIENCE_S = 18

/** Runs a scenario with sipp (Debian's `sip-tester`) over UDP on loopback. */
export async function runSipp(run: SippRun): Promise<SippReport> {
  const folder = await mkdtemp(join(tmpdir(), 'iris-sipp-'))
  try {
    const file = join(folder, 'scenario.xml')
    await writeFile(file, run.scenario)
    const { server, calls = 1, rate = 1 } = run
    const pace = ['-m', String(calls), '-r', String(rate)]
    const limits = ['-timeout', `${PATIENCE_S}s`, '-timeout_error']
    const exitCode = await finished(folder, [
      `${server.host}:${server.port}`,
      '-sf',
      file,
      '-i',
      '127.0.0.1',
      '-nostdin',
      '-trace_err',
      // Else it tells of a slow machine among its errors.
      '-watchdog_interval',
      '0',
      ...pace,
      ...limits,
      ...(run.arguments ?? []),
    ])
    const logs = (await readdir(folder)).filter((name) => name.endsWith('_errors.log'))
    const errors = await Promise.all(logs.map((name) => readFile(join(folder, name), 'utf8')))
    return { exitCode, errors: errors.join('\n') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function finished(folder: string, args: readonly string[]): Promise<number | null> {
  const child = spawn(SIPP, args, { cwd: folder, stdio: 'ignore' })
  return await new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error('sipp cannot be run', { cause: error })))
    child.once('exit', resolve)
  })
}

const scenario = (...steps: string[]): string =>
  `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="iris">\n${steps.join('\n')}\n</scenario>\n`

const BRANCH = 'z9hG4bK-[pid]-[call_number]-invite'

const SDP = `v=0
      o=sipp 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [local_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 0
      a=rtpmap:0 PCMU/8000`

const send = (text: string, attributes = ''): string =>
  `<send ${attributes}><![CDATA[\n${text}\n]]></send>`

const receive = (status: number, attributes = ''): string =>
  `<recv response="${status}" ${attributes} />`

/** An INVITE outside any dialog, with header lines of its own. */
const inviteWith = (
  headers: readonly string[],
  { cseq = 1, branch = BRANCH }: { cseq?: number; branch?: string } = {},
): string =>
  send(
    `INVITE sip:100@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=${branch}
      From: sipp <sip:sipp@[local_ip]:[local_port]>;tag=[pid]-[call_number]
      To: <sip:100@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: ${cseq} INVITE
      Contact: <sip:sipp@[local_ip]:[local_port]>
      ${['Max-Forwards: 70', ...headers].join('\n      ')}
      Content-Type: application/sdp
      Content-Length: [len]

      ${SDP}`,
  )

const invite = inviteWith([])

/** A new offer within the dialog. */
const reinvite = (cseq: number, direction: string): string =>
  send(
    `INVITE sip:100@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: sipp <sip:sipp@[local_ip]:[local_port]>;tag=[pid]-[call_number]
      To: <sip:100@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: ${cseq} INVITE
      Contact: <sip:sipp@[local_ip]:[local_port]>
      Max-Forwards: 70
      Content-Type: application/sdp
      Content-Length: [len]

      ${SDP}
      a=${direction}`,
  )

/** A request in the dialog, or one that pretends to be. */
const inDialog = (
  method: string,
  cseq: number,
  { to = '[peer_tag_param]', headers = [] }: { to?: string; headers?: readonly string[] } = {},
): string =>
  send(
    `${method} sip:100@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: sipp <sip:sipp@[local_ip]:[local_port]>;tag=[pid]-[call_number]
      To: <sip:100@[remote_ip]:[remote_port]>${to}
      Call-ID: [call_id]
      CSeq: ${cseq} ${method}
      Contact: <sip:sipp@[local_ip]:[local_port]>
      ${['Max-Forwards: 70', ...headers].join('\n      ')}
      Content-Length: 0`,
  )

/** What belongs to the INVITE itself: its CANCEL, and the ACK to a refusal. */
const ofInvite = (method: string, to: string): string =>
  send(
    `${method} sip:100@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=${BRANCH}
      From: sipp <sip:sipp@[local_ip]:[local_port]>;tag=[pid]-[call_number]
      To: <sip:100@[remote_ip]:[remote_port]>${to}
      Call-ID: [call_id]
      CSeq: 1 ${method}
      Max-Forwards: 70
      Content-Length: 0`,
  )

const register = (cseq: number, extra: string): string =>
  send(
    `REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:[service]@[remote_ip]>;tag=[pid]-[call_number]
      To: <sip:[service]@[remote_ip]>
      Call-ID: [call_id]
      CSeq: ${cseq} REGISTER
      Contact: <sip:[service]@[local_ip]:[local_port]>
      Max-Forwards: 70
      Expires: 60${extra === '' ? '' : `\n      ${extra}`}
      Content-Length: 0`,
  )

/** The answer to a request within the dialog that the other side has sent. */
const answered = send(
  `SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0`,
)

const BYE = [inDialog('BYE', 2), receive(200)]

export const SCENARIOS = {
  /** A call that is rung, answered and hung up. */
  call: scenario(
    invite,
    receive(100, 'optional="true"'),
    receive(180, 'optional="true"'),
    receive(200),
    inDialog('ACK', 1),
    '<pause milliseconds="200"/>',
    ...BYE,
  ),
  /** A call that is given up while it rings. */
  cancel: scenario(
    invite,
    receive(100),
    receive(180),
    ofInvite('CANCEL', ''),
    receive(200),
    receive(487),
    ofInvite('ACK', '[peer_tag_param]'),
  ),
  /** A registration with the right password, or a wrong one that gets 403. */
  register: (outcome: 200 | 403, user: string, password: string): string =>
    scenario(
      register(1, ''),
      receive(401, 'auth="true"'),
      register(2, `[authentication username=${user} password=${password}]`),
      receive(outcome),
    ),
  /** A BYE in a call that never was. */
  unknownDialog: scenario(inDialog('BYE', 7, { to: ';tag=nobody' }), receive(481)),
  /** A call whose INVITE comes three times, as when the answers to it are lost, and that is given up. */
  repeatedInvite: scenario(
    invite,
    receive(100),
    receive(180),
    invite,
    receive(180),
    invite,
    receive(180),
    ofInvite('CANCEL', ''),
    receive(200),
    receive(487),
    ofInvite('ACK', '[peer_tag_param]'),
  ),
  /** A call whose session is to be shorter than anybody allows, and then as long as it has to be. */
  sessionTimer: scenario(
    inviteWith(['Supported: timer', 'Session-Expires: 30']),
    receive(100, 'optional="true"'),
    `<recv response="422"><action>
      <ereg regexp="^ *90 *$" search_in="hdr" header="Min-SE:" check_it="true" assign_to="least" />
      <log message="[$least]" />
    </action></recv>`,
    ofInvite('ACK', '[peer_tag_param]'),
    inviteWith(['Supported: timer', 'Session-Expires: 90', 'Min-SE: 90'], {
      cseq: 2,
      branch: '[branch]',
    }),
    receive(100, 'optional="true"'),
    receive(180, 'optional="true"'),
    `<recv response="200"><action>
      <ereg regexp="^ *90;refresher=uac *$" search_in="hdr" header="Session-Expires:" check_it="true" assign_to="agreed" />
      <log message="[$agreed]" />
    </action></recv>`,
    inDialog('ACK', 2),
    inDialog('UPDATE', 3, { headers: ['Supported: timer', 'Session-Expires: 90;refresher=uac'] }),
    receive(200),
    inDialog('BYE', 4),
    receive(200),
  ),
  /** A call that is given up too late: the CANCEL and the answer cross. */
  lateCancel: scenario(
    invite,
    receive(100, 'optional="true"'),
    receive(180, 'optional="true"'),
    receive(200),
    ofInvite('CANCEL', ''),
    receive(200),
    inDialog('ACK', 1),
    ...BYE,
  ),
  /** A call in which both sides make a new offer at once: both are refused, and ours comes again (RFC 3261 §14). */
  glare: scenario(
    inviteWith(['Supported: timer', 'Session-Expires: 90;refresher=uas']),
    receive(100, 'optional="true"'),
    receive(180, 'optional="true"'),
    receive(200),
    inDialog('ACK', 1),
    `<recv request="INVITE"><action>
      ${['Via', 'From', 'To', 'CSeq'].map((name) => `<ereg regexp=".*" search_in="hdr" header="${name}:" assign_to="their${name}" />`).join('\n')}
    </action></recv>`,
    reinvite(2, 'sendrecv'),
    receive(491),
    inDialog('ACK', 2).replace('[branch]', '[branch-2]'),
    send(
      `SIP/2.0 491 Request Pending
      Via:[$theirVia]
      From:[$theirFrom]
      To:[$theirTo]
      [last_Call-ID:]
      CSeq:[$theirCSeq]
      Content-Length: 0`,
    ),
    '<recv request="ACK" />',
    '<recv request="INVITE" />',
    send(
      `SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:sipp@[local_ip]:[local_port]>
      Content-Type: application/sdp
      Content-Length: [len]

      ${SDP}`,
    ),
    '<recv request="ACK" />',
    inDialog('BYE', 3),
    receive(200),
  ),
  /** A call that is put on hold and taken off it. */
  hold: scenario(
    invite,
    receive(100, 'optional="true"'),
    receive(180, 'optional="true"'),
    receive(200),
    inDialog('ACK', 1),
    reinvite(2, 'sendonly'),
    receive(100, 'optional="true"'),
    receive(200),
    inDialog('ACK', 2),
    reinvite(3, 'sendrecv'),
    receive(100, 'optional="true"'),
    receive(200),
    inDialog('ACK', 3),
    inDialog('BYE', 4),
    receive(200),
  ),
  /** A call that the other side hangs up. */
  hungUp: scenario(
    invite,
    receive(100, 'optional="true"'),
    receive(180, 'optional="true"'),
    receive(200),
    inDialog('ACK', 1),
    '<recv request="BYE" />',
    answered,
  ),
  /** A call whose other side is asked to call somebody else instead, and tells how that comes about. */
  transfer: scenario(
    invite,
    receive(100, 'optional="true"'),
    receive(180, 'optional="true"'),
    receive(200),
    inDialog('ACK', 1),
    inDialog('REFER', 2, { headers: ['Refer-To: <sip:200@iris.test>'] }),
    receive(202),
    '<recv request="NOTIFY" />',
    answered,
    `<recv request="NOTIFY"><action>
      <ereg regexp="SIP/2.0 200" search_in="body" check_it="true" assign_to="done" />
      <log message="[$done]" />
    </action></recv>`,
    answered,
    inDialog('BYE', 3),
    receive(200),
  ),
  /** A call that lasts for two seconds, in which whatever is said comes back (with `-rtp_echo`). */
  echo: scenario(
    invite,
    receive(100, 'optional="true"'),
    receive(180, 'optional="true"'),
    receive(200),
    inDialog('ACK', 1),
    '<pause milliseconds="2500"/>',
    ...BYE,
  ),
  /** A call whose ringing is acknowledged by PRACK, which comes late. */
  reliableRinging: scenario(
    inviteWith(['Require: 100rel']),
    receive(100, 'optional="true"'),
    receive(180),
    // The first is overheard; the next is the same again.
    `<recv response="180"><action>
      <ereg regexp="[0-9]+" search_in="hdr" header="RSeq:" assign_to="rseq" />
    </action></recv>`,
    inDialog('PRACK', 2, { headers: ['RAck: [$rseq] 1 INVITE'] }),
    // Some more may have been under way when the PRACK went.
    receive(180, 'optional="true"'),
    receive(180, 'optional="true"'),
    receive(180, 'optional="true"'),
    receive(200),
    receive(200),
    inDialog('ACK', 1),
    inDialog('BYE', 3),
    receive(200),
  ),
  /** A call whose first two ACKs are lost. */
  lostAck: scenario(
    invite,
    receive(100, 'optional="true"'),
    receive(180, 'optional="true"'),
    receive(200),
    '<pause milliseconds="100"/>',
    receive(200),
    receive(200),
    inDialog('ACK', 1),
    ...BYE,
  ),
} as const
