export { type Forecast, forecastWait, type WaitLoad } from './forecast.ts'
export { type EndedWait, learnAfterCallWork, learnTalk, learnWait, statedError } from './learn.ts'
export { newWaitModel, type WaitModel } from './wait-model.ts'
