import { trimmedSql } from './ids.ts'

/**
 * SQL: a FLOAT from a text as people write numbers: `4,5`, `1.234,50`, `4/5`, `4.0 out of 5 stars`,
 * `80 %`, `★★★★☆`. NaN if a text is no number; NULL if it is blank.
 *
 * @param blank SQL that tells whether the text is blank
 */
export function numberSql(text: string, blank: string): string {
  const plain = trimmedSql(text)
  const point = (sql: string) => `TRY_CAST(replace(${sql}, ',', '.') AS FLOAT)`
  const stars = `regexp_matches(${plain}, '^[★⭐]+☆*$')`
  const ofStars = `length(replace(regexp_replace(${plain}, '[☆]', '', 'g'), '️', ''))`
  const scored = `regexp_extract(${plain}, '^([+-]?[0-9]+(?:[.,][0-9]+)?) *(?:/|of |out of |stars?|★|⭐|%)', 1)`
  const thousands = `CASE WHEN regexp_matches(${plain}, '^[+-]?[0-9]{1,3}(?:[.][0-9]{3})+(?:,[0-9]+)?$')
      THEN ${point(`replace(${plain}, '.', '')`)}
    WHEN regexp_matches(${plain}, '^[+-]?[0-9]{1,3}(?:,[0-9]{3})+[.][0-9]+$')
      THEN TRY_CAST(replace(${plain}, ',', '') AS FLOAT) END`
  const read = `coalesce(
    CASE WHEN isfinite(TRY_CAST(${text} AS FLOAT)) THEN TRY_CAST(${text} AS FLOAT) END,
    CASE WHEN ${stars} THEN CAST(${ofStars} AS FLOAT) END,
    CASE WHEN regexp_matches(${plain}, '^[+-]?[0-9]+,[0-9]+$') THEN ${point(plain)} END,
    ${thousands}, ${point(`nullif(${scored}, '')`)}, CAST('nan' AS FLOAT))`
  return `CASE WHEN isfinite(TRY_CAST(${text} AS FLOAT)) THEN TRY_CAST(${text} AS FLOAT)
    WHEN ${blank} THEN NULL ELSE ${read} END`
}
