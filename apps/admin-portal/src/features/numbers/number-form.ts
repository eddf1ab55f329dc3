import type { RecordingRule, TenantNumber } from '@iris/contracts'
import { useForm } from '@iris/app-frame'
import type { UseForm } from '@iris/app-frame'
import type { Api } from '@iris/api-client'
import { adminNumbersWords } from './numbers-words.ts'

export interface NumberForm {
  number: string
  label: string
  /** `nothing`, or a kind and an id: `flow:…`, `box:…`. */
  answeredBy: string
  record: RecordingRule
}

export function numberFormOf(number: TenantNumber | undefined): NumberForm {
  return {
    number: number?.number.value ?? '',
    label: number?.label ?? '',
    answeredBy: answererOf(number),
    record: number?.record ?? 'off',
  }
}

function answererOf(number: TenantNumber | undefined): string {
  if (number?.flowId) return `flow:${number.flowId}`
  return number?.voicemailBoxId ? `box:${number.voicemailBoxId}` : 'nothing'
}

/** What is sent: a number has a flow, or a box, or neither. */
export function numberChangeOf({ label, answeredBy, record }: NumberForm) {
  const [kind, id = null] = answeredBy.split(':')
  return {
    label,
    record,
    flowId: kind === 'flow' ? id : null,
    voicemailBoxId: kind === 'box' ? id : null,
  }
}

/** The form for a new number, or for one there is. */
export function useNumberForm(
  api: Api,
  number: TenantNumber | undefined,
): UseForm<NumberForm, TenantNumber> {
  return useForm<NumberForm, TenantNumber>({
    initial: () => numberFormOf(number),
    checks: {
      number: (typed) =>
        /^\+[1-9]\d{6,14}$/.test(plain(typed)) ? '' : adminNumbersWords('form.numberWrong'),
    },
    send: (form) => {
      const body = numberChangeOf(form)
      return number
        ? api.send('updateNumber', { params: { id: number.id }, body })
        : api.send('createNumber', { body: { ...body, number: plain(form.number) } })
    },
  })
}

/** A number without the marks people write in one. */
const plain = (text: string): string => text.replaceAll(/[\s().-]/g, '')
