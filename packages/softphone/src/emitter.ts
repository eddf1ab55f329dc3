/** Listeners by type of event, each with its own kind of value. */
export interface Emitter<Events extends object> {
  /** Subscribes to one type of event; returns the way to stop. */
  on<Type extends keyof Events>(type: Type, listener: (value: Events[Type]) => void): () => void
  emit<Type extends keyof Events>(type: Type, value: Events[Type]): void
}

export function createEmitter<Events extends object>(): Emitter<Events> {
  const listeners: { [Type in keyof Events]?: Set<(value: Events[Type]) => void> } = {}
  return {
    on(type, listener) {
      const set = (listeners[type] ??= new Set())
      // A wrapper of its own, so that the same function can be given twice and taken away once.
      const entry: typeof listener = (value) => listener(value)
      set.add(entry)
      return () => void set.delete(entry)
    },
    emit(type, value) {
      // A copy: listeners come and go while they are called.
      for (const listener of new Set(listeners[type])) listener(value)
    },
  }
}
