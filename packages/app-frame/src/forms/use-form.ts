import { ApiError } from '@iris/api-client'
import { computed, ref, shallowReactive, toRaw, watch } from 'vue'
import type { ComputedRef, Ref } from 'vue'
import { errorWords } from '../errors/error-words.ts'

/** What is wrong with each field, in words; empty where nothing is. */
export type Problems<Values> = Record<keyof Values & string, string>

export interface FormOptions<Values extends object, Answer> {
  /** What the fields hold at first. Their names are those of the request's body. */
  readonly initial: () => Values
  /** What is wrong with a field's value; `''` when nothing is. Fields without a check are always right. */
  readonly checks: { readonly [Field in keyof Values]?: (value: Values[Field]) => string }
  /** Sends what was filled in. Rejects with `ApiError`. */
  readonly send: (values: Values) => Promise<Answer>
  /** Says a failure in other words than the usual ones; nothing where those will do. */
  readonly explain?: (error: unknown) => string | undefined
}

export interface UseForm<Values, Answer> {
  readonly form: Values
  readonly problems: Problems<Values>
  /** What is wrong with the whole. */
  readonly failure: Readonly<Ref<string>>
  readonly sending: Readonly<Ref<boolean>>
  /** Whether something was filled in that would be lost. */
  readonly changed: ComputedRef<boolean>
  /** Checks a field that was left; one never filled in is left in peace. */
  leave(field: keyof Values & string): void
  /** Checks all and sends. Gives the answer, or nothing: then `problems` and `failure` say why. */
  submit(): Promise<{ readonly answer: Answer } | undefined>
  /** Empties it. */
  reset(): void
}

/** A form that checks on leaving a field and on sending, keeps what was typed, and says what is wrong beside the field. */
export function useForm<Values extends object, Answer>(
  options: FormOptions<Values, Answer>,
): UseForm<Values, Answer> {
  const form: Values = shallowReactive(options.initial())
  const fields = fieldsOf(form)
  const problems: Problems<Values> = shallowReactive(blank(fields))
  const failure = ref('')
  const sending = ref(false)
  const changed = computed(() => !same(form, options.initial()))

  function check(field: keyof Values & string): boolean {
    problems[field] = options.checks[field]?.(form[field]) ?? ''
    return problems[field] === ''
  }

  // What is put right is so at once: a line that goes away as the next field is pressed would move it from under the pointer.
  for (const field of fields) {
    const recheck = () => problems[field] !== '' && check(field)
    watch(() => form[field], recheck, { flush: 'sync' })
  }

  /** Puts what the backend found wrong beside the fields it names; the rest is about the whole. */
  function take(error: unknown): void {
    const named = error instanceof ApiError ? error.fields : []
    for (const field of fields) {
      problems[field] = named.find(({ path }) => path.split('/')[1] === field)?.message ?? ''
    }
    const isBeside = fields.some((field) => problems[field] !== '')
    failure.value = isBeside ? '' : (options.explain?.(error) ?? errorWords(error))
  }

  async function submit(): Promise<{ readonly answer: Answer } | undefined> {
    if (sending.value) return undefined
    failure.value = ''
    const fits = fields.map(check)
    if (fits.includes(false)) return undefined
    sending.value = true
    try {
      return { answer: await options.send(toRaw(form)) }
    } catch (error) {
      take(error)
      return undefined
    } finally {
      sending.value = false
    }
  }

  return {
    form,
    problems,
    failure,
    sending,
    changed,
    leave(field) {
      const isTouched = !same(form[field], options.initial()[field]) || problems[field] !== ''
      if (isTouched) check(field)
    },
    submit,
    reset() {
      Object.assign(form, options.initial())
      Object.assign(problems, blank(fields))
      failure.value = ''
    },
  }
}

/** TypeScript knows of an object only that it has these keys at least; a form is made with these alone. */
function fieldsOf<Values extends object>(form: Values): (keyof Values & string)[] {
  return Object.keys(form) as (keyof Values & string)[]
}

function blank<Field extends string>(fields: readonly Field[]): Record<Field, string> {
  return Object.fromEntries(fields.map((field) => [field, ''])) as Record<Field, string>
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
