import { readFile } from 'node:fs/promises'
import { runFlowCommand } from './flow-commands.ts'

const result = await runFlowCommand(process.argv.slice(2), (path) => readFile(path, 'utf8'))
for (const line of result.errors) console.error(line)
for (const line of result.lines) console.log(line)
process.exitCode = result.exitCode
