export { type Forecast, forecastWait, meanBusyMs, type WaitLoad } from './forecast.ts'
export {
  type EndedWait,
  learnAfterCallWork,
  learnTalk,
  learnWait,
  type StatedError,
  statedError,
} from './learn.ts'
export { newWaitModel, type WaitModel } from './wait-model.ts'
