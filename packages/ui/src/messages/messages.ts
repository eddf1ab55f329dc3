import type { InjectionKey, MaybeRefOrGetter, Ref } from 'vue'
import { computed, inject, provide, shallowRef, toValue } from 'vue'
import type { UiMessages } from './english-messages.ts'
import { englishMessages } from './english-messages.ts'

const key: InjectionKey<Readonly<Ref<UiMessages>>> = Symbol('messages')

const english = shallowRef(englishMessages)

/** Replaces the components' own words below here. What is left out stays English. */
export function provideUiMessages(messages: MaybeRefOrGetter<Partial<UiMessages>>): void {
  provide(
    key,
    computed(() => ({ ...englishMessages, ...toValue(messages) })),
  )
}

export function useUiMessages(): Readonly<Ref<UiMessages>> {
  return inject(key, english)
}
