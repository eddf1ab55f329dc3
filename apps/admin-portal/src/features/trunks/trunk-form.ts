import type { AudioCodec, Trunk, TrunkChange } from '@iris/contracts'
import { useForm } from '@iris/app-frame'
import type { UseForm } from '@iris/app-frame'
import type { Api } from '@iris/api-client'
import { figureProblem } from '../forms/typed-figures.ts'
import { trunksWords } from './trunks-words.ts'

/** A trunk as it is filled in: lists with one entry a line, figures as they are typed. */
export interface TrunkForm {
  name: string
  enabled: boolean
  host: string
  port: string
  transport: Trunk['transport']
  /** Whether audio is encrypted; it goes with TLS only. */
  media: boolean
  /** Those that are chosen, best first. */
  codecs: AudioCodec[]
  domain: string
  username: string
  password: string
  registers: boolean
  addresses: string
  prefixes: string
  priority: string
  pricePerMinute: string
  callerIds: string
  defaultCallerId: string
  maxChannels: string
  callsPerSecond: string
  numberFormat: Trunk['numberFormat']
}

/** What the fields hold at first: those of a trunk there is, or of a new one. */
export function formOf(trunk: Trunk | undefined): TrunkForm {
  return {
    name: trunk?.name ?? '',
    enabled: trunk?.enabled ?? true,
    host: trunk?.host ?? '',
    port: String(trunk?.port ?? ''),
    transport: trunk?.transport ?? 'auto',
    media: trunk?.media === 'srtp',
    codecs: [...(trunk?.codecs ?? ['PCMU', 'PCMA'])],
    domain: trunk?.domain ?? '',
    username: trunk?.username ?? '',
    password: '',
    registers: trunk?.registers ?? false,
    addresses: (trunk?.addresses ?? []).join('\n'),
    prefixes: (trunk?.prefixes ?? []).join('\n'),
    priority: String(trunk?.priority ?? 10),
    pricePerMinute: String(trunk?.pricePerMinute ?? 0),
    callerIds: (trunk?.callerIds ?? []).join('\n'),
    defaultCallerId: trunk?.defaultCallerId ?? '',
    maxChannels: String(trunk?.maxChannels ?? 10),
    callsPerSecond: String(trunk?.callsPerSecond ?? 1),
    numberFormat: trunk?.numberFormat ?? 'e164',
  }
}

/** What is sent. A password that was not written stays; without a user name there is none. */
export function changeOf(
  form: TrunkForm,
  trunk: Trunk | undefined,
): TrunkChange & { name: string; host: string } {
  const username = textOrNull(form.username)
  const isPasswordGone = username === null && trunk?.hasPassword === true
  return {
    name: form.name,
    enabled: form.enabled,
    host: form.host,
    port: form.port.trim() === '' ? null : Number(form.port),
    transport: form.transport,
    media: form.media && form.transport === 'tls' ? 'srtp' : 'rtp',
    codecs: form.codecs,
    domain: textOrNull(form.domain),
    username,
    ...(form.password !== '' && { password: form.password }),
    ...(isPasswordGone && { password: null }),
    registers: form.registers,
    addresses: linesOf(form.addresses),
    prefixes: linesOf(form.prefixes).map(numberOf),
    priority: Number(form.priority),
    pricePerMinute: Number(form.pricePerMinute),
    callerIds: linesOf(form.callerIds).map(numberOf),
    defaultCallerId: textOrNull(numberOf(form.defaultCallerId)),
    maxChannels: Number(form.maxChannels),
    callsPerSecond: Number(form.callsPerSecond),
    numberFormat: form.numberFormat,
  }
}

/** The form for a new trunk, or for one there is. */
export function useTrunkForm(api: Api, trunk: Trunk | undefined): UseForm<TrunkForm, Trunk> {
  return useForm<TrunkForm, Trunk>({
    initial: () => formOf(trunk),
    checks: {
      name: (name) => (name.trim() === '' ? trunksWords('form.nameMissing') : ''),
      host: (host) => (host.trim() === '' ? trunksWords('form.hostMissing') : ''),
      codecs: (codecs) => (codecs.length === 0 ? trunksWords('form.codecsMissing') : ''),
      port: (port) => (port.trim() === '' ? '' : figureProblem(port, 1, 65_535)),
      priority: (priority) => figureProblem(priority, 1, 100),
      maxChannels: (most) => figureProblem(most, 1, 10_000),
      callsPerSecond: (rate) => figureProblem(rate, 1, 1000),
      pricePerMinute: (price) =>
        /^\d{1,4}(\.\d{1,6})?$/.test(price.trim()) ? '' : trunksWords('form.priceWrong'),
    },
    send: (form) => {
      const body = changeOf(form, trunk)
      return trunk
        ? api.send('updateTrunk', { params: { id: trunk.id }, body })
        : api.send('createTrunk', { body })
    },
  })
}

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

const linesOf = (text: string): string[] =>
  text
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** A number without the marks people write in one. */
const numberOf = (text: string): string => text.replaceAll(/[\s().-]/g, '')
