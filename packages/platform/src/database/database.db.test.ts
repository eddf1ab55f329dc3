import { inject } from 'vitest'
import { databaseConformance } from './database.conformance.ts'
import { openDatabaseConformance } from './open-database.conformance.ts'

databaseConformance('the embedded PostgreSQL', () => inject('postgresUrl'))
openDatabaseConformance('the embedded PostgreSQL', () => inject('postgresUrl'))
