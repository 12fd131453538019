import { EVENT_WORDS } from './events.ts'
import { CODES, PEOPLE, THINGS } from './ids.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Columns of a search log: what was typed, and the item that answered it. */
export const QUERY_WORDS: Vocabulary<'query' | 'item' | 'user' | 'kind' | 'count'> = {
  query: {
    required: true,
    names: `query search_query query_text search_term search_terms search_string search_phrase
      search_keyword search_text searched keyword keywords term terms phrase q search suchbegriff suchanfrage
      suchwort suchtext anfrage suche requete recherche terme busqueda consulta termino ricerca
      query_di_ricerca pesquisa termo zoekterm zoekopdracht sokord`,
  },
  item: { required: true, ids: ['item', ...THINGS], codes: CODES },
  user: { ids: PEOPLE },
  kind: EVENT_WORDS.kind,
  count: {
    names: `count counts clicks n frequency freq times hits total quantity conversions anzahl haufigkeit
      nombre cantidad numero`,
  },
}
