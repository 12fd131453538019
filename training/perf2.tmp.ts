import { withDuckDB, rowsOf } from './data/duckdb.ts'
import { blankSql, trimmedSql } from './data/events/ids.ts'
await withDuckDB(async (db) => {
  await db.run(`create table r as select strftime(make_timestamp(1700000000000000+i*6000000), '%a %b %d %H:%M:%S +0000 %Y') AS t from range(3000000) q(i)`)
  const t = async (name: string, x: string) => { const b = performance.now(); await rowsOf(db, `select count(x) from (select ${x} as x from r)`); console.log(name, (performance.now()-b)|0) }
  await t('trim','trim(t)')
  await t('starts',"starts_with(t,'0000-00-00')")
  await t('ge',"t >= '!'")
  await t('right',"right(t,1)")
  await t('ord right',"ord(right(t,1))")
  await t('last char', "t[-1]")
  await t('suffix regex', "regexp_matches(t, '[!-~]$')")
  await t('length', "length(t)")
  await t('strlen', "strlen(t)")
  await t('case',"case when t>='!' and t < '~' and right(t,1) between '!' and '~' then t else trim(t) end")
  await t('case2',`case when t>='!' and t < '~' and right(t,1) between '!' and '~' then t else ${trimmedSql('t')} end`)
  await t('case3',`case when strlen(t) > 11 and t>='!' and t < '~' and right(t,1) between '!' and '~' then t when ${blankSql('t')} then null else ${trimmedSql('t')} end`)
})
