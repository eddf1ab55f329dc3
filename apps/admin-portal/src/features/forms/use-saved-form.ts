import { useForm } from '@iris/app-frame'
import type { FormOptions, UseForm } from '@iris/app-frame'
import { shallowRef, watch } from 'vue'

interface SavedFormOptions<Saved, Values extends object, Answer> extends Pick<
  FormOptions<Values, Answer>,
  'checks'
> {
  /** What is saved, as it is known now. */
  readonly saved: () => Saved
  readonly formOf: (saved: Saved) => Values
  /** Sends what was filled in, and gives what is saved then. */
  readonly send: (values: Values) => Promise<Answer>
}

/** The form of a part of something there is. Where nothing was filled in yet, it follows what others save. */
export function useSavedForm<Saved, Values extends object, Answer extends Saved = Saved>({
  saved,
  formOf,
  ...options
}: SavedFormOptions<Saved, Values, Answer>): UseForm<Values, Answer> {
  const base = shallowRef<Saved>(saved())
  const form = useForm<Values, Answer>({ ...options, initial: () => formOf(base.value) })

  watch(saved, (now) => {
    const isUntouched = !form.changed.value
    base.value = now
    if (isUntouched) form.reset()
  })

  return {
    ...form,
    async submit() {
      const done = await form.submit()
      if (done) {
        base.value = done.answer
        form.reset()
      }
      return done
    },
  }
}
