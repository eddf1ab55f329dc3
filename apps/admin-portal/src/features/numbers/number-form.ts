import type { RecordingRule, TenantNumber } from '@iris/contracts'
import { useForm } from '@iris/app-frame'
import type { UseForm } from '@iris/app-frame'
import type { Api } from '@iris/api-client'
import { addressProblem } from './address-problem.ts'
import { adminNumbersWords } from './numbers-words.ts'

export interface NumberForm {
  number: string
  label: string
  /** `nothing`, `webhook`, or a kind and an id: `flow:…`, `box:…`. */
  answeredBy: string
  /** The three of a webhook: whom is asked, whom next, and what takes the call where neither answers. */
  answerUrl: string
  answerFallbackUrl: string
  otherwise: string
  statusCallbackUrl: string
  record: RecordingRule
}

export function numberFormOf(number: TenantNumber | undefined): NumberForm {
  const target = targetOf(number)
  return {
    number: number?.number.value ?? '',
    label: number?.label ?? '',
    answeredBy: number?.answerUrl ? 'webhook' : target,
    answerUrl: number?.answerUrl ?? '',
    answerFallbackUrl: number?.answerFallbackUrl ?? '',
    otherwise: number?.answerUrl ? target : 'nothing',
    statusCallbackUrl: number?.statusCallbackUrl ?? '',
    record: number?.record ?? 'off',
  }
}

function targetOf(number: TenantNumber | undefined): string {
  if (number?.flowId) return `flow:${number.flowId}`
  return number?.voicemailBoxId ? `box:${number.voicemailBoxId}` : 'nothing'
}

/** What is sent: a number has a flow, or a box, or neither; and a webhook that is asked before, where that was chosen. */
export function numberChangeOf(form: NumberForm) {
  const { label, answeredBy, otherwise, record } = form
  const isAsked = answeredBy === 'webhook'
  const [kind, id = null] = (isAsked ? otherwise : answeredBy).split(':')
  return {
    label,
    record,
    flowId: kind === 'flow' ? id : null,
    voicemailBoxId: kind === 'box' ? id : null,
    answerUrl: isAsked ? textOrNull(form.answerUrl) : null,
    answerFallbackUrl: isAsked ? textOrNull(form.answerFallbackUrl) : null,
    statusCallbackUrl: textOrNull(form.statusCallbackUrl),
  }
}

/** The form for a new number, or for one there is. */
export function useNumberForm(
  api: Api,
  number: TenantNumber | undefined,
): UseForm<NumberForm, TenantNumber> {
  const use = useForm<NumberForm, TenantNumber>({
    initial: () => numberFormOf(number),
    checks: {
      number: (typed) =>
        /^\+[1-9]\d{6,14}$/.test(plain(typed)) ? '' : adminNumbersWords('form.numberWrong'),
      answerUrl: (url) => ofWebhook(url.trim() === '' ? wrongAddress() : addressProblem(url)),
      answerFallbackUrl: (url) => ofWebhook(addressProblem(url)),
      statusCallbackUrl: addressProblem,
    },
    send: (form) => {
      const body = numberChangeOf(form)
      return number
        ? api.send('updateNumber', { params: { id: number.id }, body })
        : api.send('createNumber', { body: { ...body, number: plain(form.number) } })
    },
  })

  /** What is wrong with a field that is not shown, and not sent, is nobody's concern. */
  function ofWebhook(problem: string): string {
    return use.form.answeredBy === 'webhook' ? problem : ''
  }

  return use
}

const wrongAddress = (): string => adminNumbersWords('form.addressWrong')

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** A number without the marks people write in one. */
const plain = (text: string): string => text.replaceAll(/[\s().-]/g, '')
