export { countedStudent } from './student.ts'
