import { expect, it } from 'vitest'
import { BoardCentre } from '../testing/model/board-centre.ts'
import { modelQueues } from '../testing/model/commands.ts'
import { tryCentre } from '../testing/model/try-centre.ts'

const runs = Number(process.env['IRIS_MODEL_RUNS'] ?? 200)

it('keeps its promises whatever happens, and serves everybody in the end', async () => {
  const open = async () => new BoardCentre(modelQueues)
  await expect(tryCentre({ open, runs, maxCommands: 100 })).resolves.toBeUndefined()
}, 600_000)
