import type { LiveDocumentKind, LiveDocumentOf, LivePath, LiveRefusal } from '@iris/contracts'
import type { RealtimeState } from '@iris/realtime'
import { computed, onScopeDispose, shallowRef, toValue, watch } from 'vue'
import type { ComputedRef, MaybeRefOrGetter, ShallowRef } from 'vue'
import { useAppDocuments } from './provide-documents.ts'

export interface UseLiveDocument<Document> {
  /** `undefined` until it has come. It is replaced as a whole; entries that are the same stay the same objects. */
  readonly document: ComputedRef<Document | undefined>
  /** Why it is not told. */
  readonly refused: ComputedRef<LiveRefusal | undefined>
  /** `live` while what is shown is how it is. */
  readonly state: Readonly<ShallowRef<RealtimeState>>
}

export interface UseLiveDocuments<Document> {
  /** Those that have come, by path. */
  readonly documents: Readonly<ShallowRef<ReadonlyMap<string, Document>>>
  readonly refused: Readonly<ShallowRef<ReadonlyMap<string, LiveRefusal>>>
  readonly state: Readonly<ShallowRef<RealtimeState>>
}

/** A document as it changes, as long as the scope lives; of `undefined` none. */
export function useLiveDocument<Kind extends LiveDocumentKind>(
  path: MaybeRefOrGetter<LivePath<Kind> | undefined>,
): UseLiveDocument<LiveDocumentOf[Kind]> {
  const wanted = computed(() => toValue(path))
  const all = useLiveDocuments(() => (wanted.value === undefined ? [] : [wanted.value]))
  const of = <Value>(map: ReadonlyMap<string, Value>) =>
    wanted.value === undefined ? undefined : map.get(wanted.value)
  return {
    document: computed(() => of(all.documents.value)),
    refused: computed(() => of(all.refused.value)),
    state: all.state,
  }
}

/** Several documents of a kind, such as the presence of every team. */
export function useLiveDocuments<Kind extends LiveDocumentKind>(
  paths: MaybeRefOrGetter<readonly LivePath<Kind>[]>,
): UseLiveDocuments<LiveDocumentOf[Kind]> {
  const source = useAppDocuments()
  const documents = shallowRef<ReadonlyMap<string, LiveDocumentOf[Kind]>>(new Map())
  const refused = shallowRef<ReadonlyMap<string, LiveRefusal>>(new Map())
  const stops = new Map<string, () => void>()

  function start(path: LivePath<Kind>): void {
    const stop = source.watch(path, {
      onValue(document) {
        documents.value = new Map(documents.value).set(path, document)
        refused.value = without(refused.value, path)
      },
      onRefused(why) {
        refused.value = new Map(refused.value).set(path, why)
        documents.value = without(documents.value, path)
      },
    })
    stops.set(path, stop)
  }

  function end(path: string): void {
    stops.get(path)?.()
    stops.delete(path)
    documents.value = without(documents.value, path)
    refused.value = without(refused.value, path)
  }

  watch(
    () => new Set(toValue(paths)),
    (wanted) => {
      for (const path of stops.keys()) if (!isIn(wanted, path)) end(path)
      for (const path of wanted) if (!stops.has(path)) start(path)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    for (const stop of stops.values()) stop()
  })
  return { documents, refused, state: source.state }
}

const isIn = (paths: ReadonlySet<string>, path: string): boolean => paths.has(path)

/** The same map where it has no such key. */
function without<Value>(map: ReadonlyMap<string, Value>, path: string): ReadonlyMap<string, Value> {
  if (!map.has(path)) return map
  const left = new Map(map)
  left.delete(path)
  return left
}
