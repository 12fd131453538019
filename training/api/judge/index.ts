export type { Judged, ModelConfig, PackConfig, TeacherConfig } from './judged.ts'
export { judgePack } from './stored.ts'
export { judgeStudent } from './student.ts'
export { assertTeacherOptions, judgeTeacher } from './teacher.ts'
