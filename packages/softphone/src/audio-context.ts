let shared: AudioContext | undefined

/**
 * The page's one audio context: browsers allow few, and each costs a thread. Until the page was touched, or uses a
 * microphone, browsers may keep it suspended (their autoplay policy); it wakes at the first click or key.
 */
export function audioContext(): AudioContext {
  shared ??= new AudioContext()
  if (shared.state === 'suspended') wakeAtTouch(shared)
  return shared
}

function wakeAtTouch(context: AudioContext): void {
  const wake = () => void context.resume()
  for (const type of ['pointerdown', 'keydown']) addEventListener(type, wake, { once: true })
  // Chrome complains of every try in a page that was never touched.
  if (navigator.userActivation?.hasBeenActive !== false) wake()
}
