import { plain, words } from './names.ts'

/** What a column seems to hold that nobody publishes → words of its name. */
const PRIVATE: Record<string, string> = {
  'a cost': `cost costs cogs margin margins markup profit wholesale landed purchase_price buying_price
    buy_price cost_price coste costo cout kosten einkauf einkaufspreis ek einstandspreis marge
    rohertrag handelsspanne spanne gewinn ganancia benefice commission provision royalty`,
  'a stock count': `stock inventory qty quantity on_hand onhand warehouse reorder lager lagerbestand
    bestand existencias available_quantity`,
  'a supplier': `supplier suppliers wholesaler distributor lieferant proveedor fournisseur fornitore
    dropshipper importer importeur grossist`,
  'an address': `email emails e_mail mail phone telephone telefon mobile fax iban contact address
    street`,
  'an internal note': `internal private note notes notiz notizen memo remark remarks confidential
    secret admin password passwort token api_key apikey access_key comment comments todo`,
  'a person': 'employee staff manager created_by updated_by owner customer user buyer',
}

/**
 * Why a column must not be public, by its name: `a cost`, `a stock count`; null if nothing speaks
 * against it.
 */
export function privateName(name: string): string | null {
  const found = ` ${words(name).join(' ')} `
  const squashed = plain(name)
  for (const [what, list] of Object.entries(PRIVATE)) {
    for (const phrase of list.trim().split(/\s+/)) {
      if (found.includes(` ${phrase.replaceAll('_', ' ')} `)) return what
      // Without a separator, `supplieremail` is one word; short ones occur within others.
      if (phrase.length > 4 && squashed.includes(phrase.replaceAll('_', ''))) return what
    }
  }
  return null
}

const MAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/u
const PHONE = /^\+\d[\d\s()./-]{7,}$/

/** Whether a value holds a mail address, or is a phone number. */
export function holdsAddress(value: string): boolean {
  return MAIL.test(value) || PHONE.test(value.trim())
}
