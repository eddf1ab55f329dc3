export { Api, type ApiOptions, type Send } from './api.ts'
export { ApiError, type ApiFailure } from './api-error.ts'
export { queries } from './queries.ts'
export { provideApi, useApi } from './use-api.ts'
