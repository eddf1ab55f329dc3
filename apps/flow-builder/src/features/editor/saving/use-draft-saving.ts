import type { FlowDocument, FlowDraft } from '@iris/contracts'
import { ApiError, useApi } from '@iris/api-client'
import { useEvent, useLiveEvents } from '@iris/app-frame'
import type { Ref } from 'vue'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { forgetBackup, keepBackup, readBackup } from './draft-backup.ts'

/** How the draft at hand stands to the one that is kept. */
export type SaveState =
  | { readonly kind: 'saved'; readonly at: string }
  | { readonly kind: 'changed' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Somebody else saved meanwhile, or has taken the flow over: it is kept here until it is decided what to do. */
  | { readonly kind: 'conflict'; readonly theirs: FlowDraft }

export interface DraftSaving {
  readonly state: Readonly<Ref<SaveState>>
  readonly isUnsaved: Readonly<Ref<boolean>>
  /** Of the draft as it was last loaded or saved. */
  readonly etag: Readonly<Ref<string>>
  readonly load: () => Promise<void>
  /** Saves what there is to save. @returns whether all of it is saved now */
  readonly save: () => Promise<boolean>
  readonly takeMine: () => Promise<boolean>
  readonly takeTheirs: () => void
}

interface DraftSavingOptions {
  readonly flowId: string
  readonly document: Readonly<Ref<FlowDocument>>
  /** Whether this page holds the flow. */
  readonly canEdit: Readonly<Ref<boolean>>
  /** Shows a document that comes from elsewhere. */
  readonly begin: (document: FlowDocument) => void
  /** What had not been saved when the page was closed is back. */
  readonly onRestored: () => void
}

/** After the last change, in ms. */
const saveAfterMs = 1000
const retryAfterMs = 5000

/** Keeps a draft saved while it is drawn. What is not saved yet is kept in the browser, through reloads and dead networks. */
export function useDraftSaving(options: DraftSavingOptions): DraftSaving {
  const { flowId, document, canEdit } = options
  const api = useApi()
  const etag = shallowRef('')
  const state = shallowRef<SaveState>({ kind: 'saved', at: '' })
  /** The very object that was loaded or saved last. */
  const kept = shallowRef<FlowDocument>()
  const isUnsaved = computed(() => kept.value !== undefined && document.value !== kept.value)
  let savedAt = ''
  /** Of the draft that what is drawn was made from: another than the last one loaded, where two are at odds. */
  let base = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  const sending = shallowRef<Promise<boolean>>()

  function settle(draft: { etag: string; savedAt: string }, saved: FlowDocument): void {
    etag.value = draft.etag
    base = draft.etag
    savedAt = draft.savedAt
    kept.value = saved
    if (isUnsaved.value) return plan(saveAfterMs)
    forgetBackup(flowId)
    state.value = { kind: 'saved', at: draft.savedAt }
  }

  function show(draft: FlowDraft): void {
    clearTimeout(timer)
    options.begin(draft.document)
    settle(draft, document.value)
  }

  const fetchDraft = () => api.send('getFlowDraft', { params: { id: flowId } })

  async function load(): Promise<void> {
    const draft = await fetchDraft()
    const backup = readBackup(flowId)
    show(draft)
    if (!backup || JSON.stringify(backup.document) === JSON.stringify(draft.document)) return
    options.begin(backup.document)
    base = backup.etag
    keepBackup(flowId, backup)
    if (backup.etag !== draft.etag) state.value = { kind: 'conflict', theirs: draft }
    else options.onRestored()
  }

  /** All that was changed is undone: there is nothing to save, unless some of it is on its way. */
  function onUndone(): void {
    forgetBackup(flowId)
    if (sending.value || state.value.kind === 'conflict') return
    clearTimeout(timer)
    state.value = { kind: 'saved', at: savedAt }
  }

  function plan(afterMs: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void save(), afterMs)
  }

  watch(document, () => {
    if (kept.value === undefined) return
    if (!isUnsaved.value) return onUndone()
    keepBackup(flowId, { etag: base, at: Date.now(), document: document.value })
    if (state.value.kind === 'conflict') return
    if (state.value.kind !== 'saving') state.value = { kind: 'changed' }
    plan(saveAfterMs)
  })
  watch(canEdit, (can) => {
    if (can && isUnsaved.value && state.value.kind !== 'conflict') plan(0)
  })

  /** One at a time; what is drawn meanwhile goes with the next. */
  async function save(): Promise<boolean> {
    clearTimeout(timer)
    while (sending.value) await sending.value
    if (!isUnsaved.value) return state.value.kind === 'saved'
    if (!canEdit.value || state.value.kind === 'conflict') return false
    sending.value = send(etag.value).finally(() => {
      sending.value = undefined
    })
    return (await sending.value) && (!isUnsaved.value || save())
  }

  async function send(madeFrom: string): Promise<boolean> {
    const sent = document.value
    state.value = { kind: 'saving' }
    try {
      const body = { document: sent }
      settle(
        await api.send('saveFlowDraft', { params: { id: flowId }, ifMatch: madeFrom, body }),
        sent,
      )
      return true
    } catch (error) {
      await onFailure(error)
      return false
    }
  }

  async function onFailure(error: unknown): Promise<void> {
    const code = error instanceof ApiError ? error.code : undefined
    const isTheirs = code === 'precondition_failed' || code === 'flow_held'
    const theirs = isTheirs ? await fetchDraft().catch(() => undefined) : undefined
    if (theirs) {
      state.value = { kind: 'conflict', theirs }
      return
    }
    state.value = { kind: 'failed', error }
    if (code === undefined) plan(retryAfterMs)
  }

  async function takeMine(): Promise<boolean> {
    if (state.value.kind !== 'conflict') return true
    etag.value = state.value.theirs.etag
    base = etag.value
    state.value = { kind: 'changed' }
    return save()
  }

  function takeTheirs(): void {
    if (state.value.kind === 'conflict') show(state.value.theirs)
  }

  /** Somebody else may have saved: theirs is shown, or is at odds with what is not saved here. */
  async function lookForTheirs(): Promise<void> {
    const theirs = await fetchDraft().catch(() => undefined)
    if (!theirs || theirs.etag === etag.value || sending.value) return
    if (isUnsaved.value) state.value = { kind: 'conflict', theirs }
    else show(theirs)
  }

  useEvent('flow.draft_saved', ({ payload }) => {
    if (payload.flowId !== flowId || payload.etag === etag.value || sending.value) return
    void lookForTheirs()
  })
  onScopeDispose(useLiveEvents().onFresh(() => void (kept.value && lookForTheirs())))

  const onOnline = () => void save()
  window.addEventListener('online', onOnline)
  onScopeDispose(() => {
    clearTimeout(timer)
    window.removeEventListener('online', onOnline)
  })

  return { state, isUnsaved, etag, load, save, takeMine, takeTheirs }
}
