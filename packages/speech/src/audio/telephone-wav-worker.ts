import { parentPort, workerData } from 'node:worker_threads'
import { telephoneWav } from './telephone-wav.ts'

try {
  parentPort?.postMessage({ wav: telephoneWav(workerData) })
} catch (error) {
  parentPort?.postMessage({ reason: error instanceof Error ? error.message : String(error) })
}
