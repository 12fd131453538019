import { isBlank, structured, type Value } from './structure.ts'
import { decodedAddress } from './text.ts'

/** Fields of an object that hold an address, the largest picture first. */
const FIELDS = `hi_res hiRes large large_image url src href link permalink original full image thumb
  thumbnail medium small featured product contentUrl image_url secure_url uri path`.split(/\s+/)

/**
 * The address of a link or a picture: the first of a list, the one within an object or an `<img>`,
 * http(s) or relative. Null for anything else, such as `javascript:…`.
 */
export function addressOf(cell: Value): string | null {
  const value = structured(cell)
  if (Array.isArray(value)) {
    // Amazon lists pictures as objects; the main one may come later.
    const main = value.find((part) => isObject(part) && part.variant === 'MAIN')
    for (const part of main === undefined ? value : [main, ...value]) {
      const address = addressOf(part)
      if (address !== null) return address
    }
    return null
  }
  if (isObject(value)) {
    for (const field of [...FIELDS, ...Object.keys(value).filter((key) => /^\d+$/.test(key))]) {
      const address = value[field] == null ? null : addressOf(value[field])
      if (address !== null) return address
    }
    return null
  }
  return typeof value === 'string' ? addressInText(value) : null
}

function isObject(value: Value): value is { [key: string]: Value } {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function addressInText(text: string): string | null {
  const decoded = decodedAddress(text.trim().replaceAll('\\/', '/'))
  const written = /<(?:img|a)\b[^>]*\b(?:src|href)\s*=\s*["']?([^"'\s>]+)/i.exec(decoded)?.[1]
  for (const part of partsOf(written ?? decoded)) {
    const address = part.startsWith('//') ? `https:${part}` : part
    // Magento writes no_selection where a product has no picture.
    if (isBlank(address) || /^(?:#|no_selection)$/.test(address)) continue
    if (/^https?:\/\/[^\s/?#]/i.test(address)) return address.replaceAll(' ', '%20')
    if (/^www\.[^\s/]+\.[a-z]{2,}/i.test(address)) return `https://${address}`
    // Another scheme is a program, data or a file of somebody's disk.
    if (!/^[a-z][a-z\d+.-]*:|^[\\~<]|[\s<>{}"]/i.test(address)) return address
  }
  return null
}

/** Splits a list of addresses; commas and blanks within one address stay. */
function partsOf(text: string): string[] {
  if (/^(?!https?:)[a-z][a-z\d+.-]+:(?!\d)/i.test(text)) return []
  if (/https?:\/\/|^\/\//i.test(text)) {
    // WooCommerce's exporters add "! alt: …" behind a picture.
    const parts = text.split(/[\s,;|]+(?=(?:https?:)?\/\/)|\s+!|[|\n]/i)
    return parts.map((part) => part.trim().replace(/[,;]+$|\s+\d+(?:\.\d+)?[wx],?$/g, ''))
  }
  const parts = text.split(/\s*[|;\n]\s*|,\s+|(?<=\.(?:jpe?g|png|webp|gif|avif|svg)),/i)
  return parts.map((part) => part.trim().replace(/\s+\d+(?:\.\d+)?[wx]$/, ''))
}
