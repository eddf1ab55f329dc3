import { answer } from './answer/answer.ts'
import { branch } from './branch/branch.ts'
import { callback } from './callback/callback.ts'
import { conference } from './conference/conference.ts'
import { dial } from './dial/dial.ts'
import { emitEvent } from './emit-event/emit-event.ts'
import { findContact } from './find-contact/find-contact.ts'
import { httpRequest } from './http-request/http-request.ts'
import { note } from './note/note.ts'
import { sendMail } from './send-mail/send-mail.ts'
import { updateContact } from './update-contact/update-contact.ts'
import { end } from './end/end.ts'
import { enqueue } from './enqueue/enqueue.ts'
import { expression } from './expression/expression.ts'
import { gather } from './gather/gather.ts'
import { gatherSecret } from './gather-secret/gather-secret.ts'
import { goTo } from './go-to/go-to.ts'
import { hours } from './hours/hours.ts'
import type { KnownKind } from './kind.ts'
import { loop } from './loop/loop.ts'
import { menu } from './menu/menu.ts'
import { play } from './play/play.ts'
import { queueStatus } from './queue-status/queue-status.ts'
import { random } from './random/random.ts'
import { recordCall } from './record-call/record-call.ts'
import { reject } from './reject/reject.ts'
import { returnKind } from './return/return.ts'
import { say } from './say/say.ts'
import { set } from './set/set.ts'
import { start } from './start/start.ts'
import { subFlow } from './sub-flow/sub-flow.ts'
import { switchKind } from './switch/switch.ts'
import { transfer } from './transfer/transfer.ts'
import { voicemail } from './voicemail/voicemail.ts'
import { wait } from './wait/wait.ts'

/** Every kind of block, in the order of the library. A new kind is a folder beside this file and one line here. */
export const kinds: readonly KnownKind[] = [
  start,
  menu,
  branch,
  switchKind,
  set,
  hours,
  random,
  queueStatus,
  subFlow,
  returnKind,
  loop,
  wait,
  goTo,
  end,
  say,
  play,
  gather,
  gatherSecret,
  dial,
  transfer,
  conference,
  enqueue,
  callback,
  voicemail,
  recordCall,
  answer,
  reject,
  expression,
  httpRequest,
  findContact,
  updateContact,
  note,
  emitEvent,
  sendMail,
]

const byName: ReadonlyMap<string, KnownKind> = new Map(kinds.map((kind) => [kind.kind, kind]))

/** The kind of that name, if this version of Iris has one. */
export function kindNamed(name: string): KnownKind | undefined {
  return byName.get(name)
}
