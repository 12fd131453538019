import { slug } from 'github-slugger'

/** The anchor of a heading as GitHub makes it, so that one link works there and on the site. */
export function slugOf(heading: string): string {
  return slug(heading.trim())
}
