import type { Forecast, WaitModel } from '@iris/routing'
import type { ColumnType } from 'kysely'
import type { Json } from './columns.ts'

export interface WaitModelsTable {
  tenant_id: string
  queue_id: string
  need: string
  model: Json<WaitModel>
}

export interface WaitForecastsTable {
  contact_id: string
  tenant_id: string
  queue_id: string
  forecasts: Json<Record<string, Forecast>>
  queued_at: Date
  answered_at: ColumnType<Date | null, Date | undefined, Date>
  ended_at: ColumnType<Date | null, Date | undefined, Date>
}
