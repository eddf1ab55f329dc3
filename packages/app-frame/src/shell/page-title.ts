import { computed, shallowRef, watchEffect } from 'vue'

const page = shallowRef<readonly string[]>([])
const notices = shallowRef<readonly { readonly text: string }[]>([])

/** What the browser's tab says: the page and the app, or what has to be seen from another tab. */
export const documentTitle = computed(
  () => notices.value.at(-1)?.text ?? page.value.filter(Boolean).join(' · '),
)

/** Names the page, most particular part first. */
export function setPageTitle(...parts: readonly string[]): void {
  page.value = parts
}

/** Puts something in place of the page's name until it is taken away: "Call from +1 555 010 0123". */
export function showTitleNotice(text: string): () => void {
  const notice = { text }
  notices.value = [...notices.value, notice]
  return () => {
    notices.value = notices.value.filter((other) => other !== notice)
  }
}

/** Keeps the browser's tab in step. Once, in the root component. */
export function useDocumentTitle(): void {
  watchEffect(() => {
    document.title = documentTitle.value
  })
}
