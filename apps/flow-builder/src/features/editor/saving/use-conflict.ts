import type { FlowDocument } from '@iris/contracts'
import { useApi } from '@iris/api-client'
import { errorWords } from '@iris/app-frame'
import { useToasts } from '@iris/ui'
import { useQueryCache } from '@pinia/colada'
import type { Ref } from 'vue'
import { computed, shallowRef, watch } from 'vue'
import { editorWords } from '../editor-words.ts'
import type { DraftSaving } from './use-draft-saving.ts'

interface ConflictOptions {
  readonly saving: DraftSaving
  readonly document: Readonly<Ref<FlowDocument>>
  readonly name: () => string
  /** Whether this page may save over theirs; otherwise it has to take the flow over first. */
  readonly canEdit: Readonly<Ref<boolean>>
  readonly takeOver: () => Promise<void>
}

/** Asks what becomes of two drafts of one flow, as soon as there are two. */
export function useConflict({ saving, document, name, canEdit, takeOver }: ConflictOptions) {
  const api = useApi()
  const toasts = useToasts()
  const cache = useQueryCache()
  const isOpen = shallowRef(false)
  const busy = shallowRef<'mine' | 'copy'>()

  const theirs = computed(() =>
    saving.state.value.kind === 'conflict' ? saving.state.value.theirs : undefined,
  )
  watch(theirs, (found) => {
    isOpen.value = found !== undefined
  })

  async function during(what: 'mine' | 'copy', act: () => Promise<void>): Promise<void> {
    busy.value = what
    try {
      await act()
    } catch (error) {
      const title = editorWords(what === 'copy' ? 'conflict.copyFailed' : 'people.takeOverFailed')
      toasts.show({ tone: 'stop', title, description: errorWords(error) })
    } finally {
      busy.value = undefined
    }
  }

  return {
    isOpen,
    busy,
    theirs,
    mine: () =>
      during('mine', async () => {
        if (!canEdit.value) await takeOver()
        await saving.takeMine()
      }),
    copy: () =>
      during('copy', async () => {
        const copyName = editorWords('conflict.copyName', { name: name() }).slice(0, 80)
        const body = { name: copyName, document: document.value }
        await api.send('createFlow', { body })
        saving.takeTheirs()
        toasts.show({
          tone: 'available',
          title: editorWords('conflict.copied', { name: copyName }),
        })
        await cache.invalidateQueries({ key: ['flows'] })
      }),
    takeTheirs: saving.takeTheirs,
  }
}
