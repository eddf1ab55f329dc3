export { Calendar, type Override } from '@iris/contracts'
