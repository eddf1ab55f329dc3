import { fileURLToPath } from 'node:url'

/**
 * A few answers of the tuning set as files, called after what is true of them: who answered, and when speech begins in ms.
 */
export const clipsFolder = fileURLToPath(new URL('clips', import.meta.url))
